import CKernels

/// Passes over single-precision arrays that training spends its time in.
package enum SinglePrecision {
  /// One step of Adam as Keras computes it, with its corrections for bias in `rate`.
  ///
  /// `m += (g − m)(1 − β₁)`, `v += (g² − v)(1 − β₂)`, `w −= m · rate / (√v + ε)`
  ///
  /// - Parameters:
  ///   - parameters: w.
  ///   - mean: m, the running mean of the gradient.
  ///   - square: v, the running mean of its square.
  ///   - gradient: g.
  ///   - rate: the learning rate times √(1 − β₂ᵗ) / (1 − β₁ᵗ).
  ///   - meanShare: 1 − β₁, what the gradient adds to its mean, above 0 to 1.
  ///   - squareShare: 1 − β₂, the same for its square.
  ///   - epsilon: what is added to the square root.
  ///   - team: who does the work.
  /// - Precondition: the arrays are of one length, a multiple of 16.
  package static func adam(
    _ parameters: inout [Float], mean: inout [Float], square: inout [Float], gradient: [Float],
    rate: Float, meanShare: Float, squareShare: Float, epsilon: Float, team: WorkerTeam
  ) {
    let count = parameters.count
    precondition(
      mean.count == count && square.count == count && gradient.count == count
        && count % PanelLayout.granularity == 0, "the arrays do not fit")
    unsafe parameters.withUnsafeMutableBufferPointer { parameters in
      unsafe mean.withUnsafeMutableBufferPointer { mean in
        unsafe square.withUnsafeMutableBufferPointer { square in
          unsafe gradient.withUnsafeBufferPointer { gradient in
            guard let w = parameters.baseAddress, let m = mean.baseAddress,
              let v = square.baseAddress, let g = gradient.baseAddress
            else { return }
            nonisolated(unsafe) let (w0, m0, v0, g0) = unsafe (w, m, v, g)
            team.perform(
              WorkerTeam.blocks(count, of: block), operations: count * operationsOfAdam
            ) { task in
              let start = task * block
              unsafe CKernels_adam(
                min(block, count - start), w0 + start, m0 + start, v0 + start, g0 + start, rate,
                meanShare, squareShare, epsilon)
            }
          }
        }
      }
    }
  }

  /// `z` where it is not negative, `slope · z` elsewhere, for the first `count` elements.
  package static func leakyReLU(_ z: [Float], count: Int, slope: Float, into result: inout [Float])
  {
    precondition(0...min(z.count, result.count) ~= count, "too few elements")
    unsafe CKernels_leaky_relu(count, z, slope, &result)
  }

  /// Multiplies the first `count` elements of a gradient by `slope` where `z` is not positive.
  package static func leakyReLUGradient(
    _ z: [Float], count: Int, slope: Float, of gradient: inout [Float]
  ) {
    precondition(0...min(z.count, gradient.count) ~= count, "too few elements")
    unsafe CKernels_leaky_relu_gradient(count, z, slope, &gradient)
  }

  /// Elements of one task.
  private static let block = 16_384
  /// What an element of Adam costs: its square root and division count as several operations.
  private static let operationsOfAdam = 20
}
