import Numerics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How weights begin, as Keras defines it for a layer with `inputs` and `units`; biases begin at 0.
public enum WeightInitializer: String, Sendable, Equatable, CaseIterable {
  /// Uniform within ±√(6 / (inputs + units)): Keras's default for Dense.
  case glorotUniform = "glorot_uniform"
  /// Normal with the variance 2 / (inputs + units), cut off at two deviations.
  case glorotNormal = "glorot_normal"
  /// Uniform within ±√(6 / inputs), for ReLU and its relatives.
  case heUniform = "he_uniform"
  /// Normal with the variance 2 / inputs, cut off at two deviations.
  case heNormal = "he_normal"
  /// Normal with the variance 1 / inputs, cut off at two deviations, for SELU.
  case lecunNormal = "lecun_normal"

  /// Weights for a layer, `[inputs × units]`.
  func weights(inputs: Int, units: Int, _ generator: inout RandomGenerator) -> Matrix {
    let scale =
      switch self {
      case .glorotUniform, .glorotNormal: 2 / Double(inputs + units)
      case .heUniform, .heNormal: 2 / Double(inputs)
      case .lecunNormal: 1 / Double(inputs)
      }
    var matrix = Matrix(rows: inputs, columns: units)
    for index in matrix.values.indices {
      switch self {
      case .glorotUniform, .heUniform:
        matrix.values[index] = (2 * generator.uniform() - 1) * (3 * scale).squareRoot()
      case .glorotNormal, .heNormal, .lecunNormal:
        // What is cut off takes some of the variance with it; Keras makes up for that.
        matrix.values[index] =
          truncatedNormal(&generator) * scale.squareRoot() / 0.87962566103423978
      }
    }
    return matrix
  }

  /// A normal deviate within ±2, by Marsaglia's polar method.
  private func truncatedNormal(_ generator: inout RandomGenerator) -> Double {
    while true {
      let (x, y) = (2 * generator.uniform() - 1, 2 * generator.uniform() - 1)
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      let deviate = x * (-2 * log(square) / square).squareRoot()
      if abs(deviate) <= 2 { return deviate }
    }
  }
}
