import Networks

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension TrainingLoss {
  /// What a batch comes to.
  struct BatchResult {
    /// The sum of the samples' losses, each times its weight.
    var lossSum = 0.0
    /// How many samples have the wanted class's logit as their largest.
    var correctCount = 0
  }

  /// The loss of one sample, and its gradient.
  ///
  /// - Parameters:
  ///   - logits: z, in a row that begins at `start`.
  ///   - wanted: y, one number for each output.
  ///   - scale: what the gradient is multiplied by.
  ///   - gradient: written at the same place as `logits`.
  /// - Returns: the loss, unweighted.
  func sample(
    _ logits: [Float], at start: Int, wanted: [Float], scale: Float, gradient: inout [Float]
  ) -> Double {
    switch self {
    case .crossEntropy: crossEntropy(logits, start, wanted, scale, &gradient)
    case .binaryCrossEntropy: binary(logits, start, wanted, scale, &gradient)
    case .meanSquaredError: squared(logits, start, wanted, scale, &gradient)
    }
  }

  private func crossEntropy(
    _ logits: [Float], _ start: Int, _ wanted: [Float], _ scale: Float, _ gradient: inout [Float]
  ) -> Double {
    let range = start..<start + wanted.count
    var largest = -Float.infinity
    for index in range { largest = max(largest, logits[index]) }
    var sum: Float = 0
    for index in range {
      let power = expf(logits[index] - largest)
      gradient[index] = power
      sum += power
    }
    let logarithm = Double(largest) + log(Double(sum))
    var loss = 0.0
    for index in range {
      let target = wanted[index - start]
      gradient[index] = (gradient[index] / sum - target) * scale
      if target != 0 { loss += Double(target) * (logarithm - Double(logits[index])) }
    }
    return loss
  }

  private func binary(
    _ logits: [Float], _ start: Int, _ wanted: [Float], _ scale: Float, _ gradient: inout [Float]
  ) -> Double {
    let share = scale / Float(wanted.count)
    var loss = 0.0
    for output in 0..<wanted.count {
      let logit = logits[start + output]
      let target = wanted[output]
      let power = expf(-abs(logit))
      let probability = (logit >= 0 ? 1 : power) / (1 + power)
      gradient[start + output] = (probability - target) * share
      loss += Double(max(logit, 0)) - Double(logit * target) + Double(log1pf(power))
    }
    return loss / Double(wanted.count)
  }

  private func squared(
    _ logits: [Float], _ start: Int, _ wanted: [Float], _ scale: Float, _ gradient: inout [Float]
  ) -> Double {
    let share = 2 * scale / Float(wanted.count)
    var loss = 0.0
    for output in 0..<wanted.count {
      let difference = logits[start + output] - wanted[output]
      gradient[start + output] = difference * share
      loss += Double(difference) * Double(difference)
    }
    return loss / Double(wanted.count)
  }
}
