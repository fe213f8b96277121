/// Keras's BatchNormalization over the samples of a batch, in training.
struct BatchNormalization: Sendable {
  /// How much of the moving statistics a batch leaves as it is; Keras's default.
  static let momentum: Float = 0.99
  /// What is added to the variance; Keras's default.
  static let epsilon: Float = 1e-3

  /// The units with those that fill the last vector.
  let width: Int
  /// The normalized pre-activations of the batch, `[samples × width]`.
  private var normalized: [Float]
  /// 1 / √(variance + ε), `[width]`.
  private var inverseDeviation: [Float]

  init(width: Int, batchSize: Int) {
    self.width = width
    normalized = [Float](repeating: 0, count: width * batchSize)
    inverseDeviation = [Float](repeating: 0, count: width)
  }

  /// Normalizes a batch by its own mean and variance, and moves the statistics towards these.
  ///
  /// - Parameters:
  ///   - z: the products, `[samples × width]`; replaced by the pre-activations.
  ///   - samples: the number of rows.
  ///   - parameters: what holds the factors and summands.
  ///   - place: where those and the statistics begin.
  ///   - statistics: the moving means and variances.
  mutating func normalize(
    _ z: inout [Float], samples: Int, parameters: [Float],
    at place: (gamma: Int, beta: Int, statistics: Int), statistics: inout [Float]
  ) {
    let count = Float(samples)
    var mean = [Float](repeating: 0, count: width)
    var variance = mean
    for row in 0..<samples {
      for unit in 0..<width { mean[unit] += z[row * width + unit] }
    }
    for unit in 0..<width { mean[unit] /= count }
    for row in 0..<samples {
      for unit in 0..<width {
        let difference = z[row * width + unit] - mean[unit]
        variance[unit] += difference * difference
      }
    }
    for unit in 0..<width {
      variance[unit] /= count
      inverseDeviation[unit] = 1 / (variance[unit] + Self.epsilon).squareRoot()
      let share = 1 - Self.momentum
      let (meanPlace, variancePlace) = (place.statistics + unit, place.statistics + width + unit)
      statistics[meanPlace] = statistics[meanPlace] * Self.momentum + mean[unit] * share
      statistics[variancePlace] = statistics[variancePlace] * Self.momentum + variance[unit] * share
    }
    for row in 0..<samples {
      for unit in 0..<width {
        let index = row * width + unit
        normalized[index] = (z[index] - mean[unit]) * inverseDeviation[unit]
        z[index] =
          parameters[place.gamma + unit] * normalized[index] + parameters[place.beta + unit]
      }
    }
  }

  /// Normalizes by the moving statistics, as the finished network will.
  static func applyStatistics(
    _ z: inout [Float], samples: Int, width: Int, parameters: [Float],
    at place: (gamma: Int, beta: Int, statistics: Int), statistics: [Float]
  ) {
    for unit in 0..<width {
      let variance = statistics[place.statistics + width + unit]
      let scale = parameters[place.gamma + unit] / (variance + epsilon).squareRoot()
      let shift = parameters[place.beta + unit] - statistics[place.statistics + unit] * scale
      for row in 0..<samples { z[row * width + unit] = scale * z[row * width + unit] + shift }
    }
  }

  /// Turns the gradient of the pre-activations into that of the products.
  ///
  /// - Parameters:
  ///   - delta: the gradient, `[samples × width]`, changed.
  ///   - gradient: takes the gradient of the factors and summands.
  func propagate(
    _ delta: inout [Float], samples: Int, parameters: [Float],
    at place: (gamma: Int, beta: Int, statistics: Int), gradient: inout [Float]
  ) {
    for unit in 0..<width {
      gradient[place.gamma + unit] = 0
      gradient[place.beta + unit] = 0
    }
    for row in 0..<samples {
      for unit in 0..<width {
        let index = row * width + unit
        gradient[place.gamma + unit] += delta[index] * normalized[index]
        gradient[place.beta + unit] += delta[index]
      }
    }
    let count = Float(samples)
    for row in 0..<samples {
      for unit in 0..<width {
        let index = row * width + unit
        let centered =
          count * delta[index] - gradient[place.beta + unit]
          - normalized[index] * gradient[place.gamma + unit]
        delta[index] =
          parameters[place.gamma + unit] * inverseDeviation[unit] / count * centered
      }
    }
  }
}
