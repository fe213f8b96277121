import Networks
import Numerics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Activations in single precision: those that networks are mostly made of in plain loops, all others
/// through their formulas in 64 bits.
extension Activation {
  /// The activations of the first `count` pre-activations.
  ///
  /// - Parameter slopes: PReLU's, one for each of `width` units; where they begin in `parameters`.
  func activate(
    _ z: [Float], count: Int, into a: inout [Float], parameters: [Float], slopes: Int?, width: Int
  ) {
    switch self {
    case .linear, .softmax: for index in 0..<count { a[index] = z[index] }
    case .relu(let slope, nil, 0), .leakyReLU(let slope):
      SinglePrecision.leakyReLU(z, count: count, slope: Float(slope), into: &a)
    case .tanh: for index in 0..<count { a[index] = tanhf(z[index]) }
    case .sigmoid: for index in 0..<count { a[index] = logistic(z[index]) }
    case .parametricReLU:
      guard let slopes else { preconditionFailure("PReLU without slopes") }
      for index in 0..<count {
        a[index] = z[index] >= 0 ? z[index] : parameters[slopes + index % width] * z[index]
      }
    default:
      guard let value = function?.value else { preconditionFailure("\(self) mixes units") }
      for index in 0..<count { a[index] = Float(value(Double(z[index]))) }
    }
  }

  /// Turns the gradient of the first `count` activations into that of the pre-activations.
  ///
  /// - Parameters:
  ///   - z: the pre-activations.
  ///   - a: the activations.
  ///   - delta: the gradient, changed.
  ///   - gradient: takes the gradient of PReLU's slopes.
  func propagate(
    _ z: [Float], _ a: [Float], count: Int, delta: inout [Float], parameters: [Float],
    gradient: inout [Float], slopes: Int?, width: Int
  ) {
    switch self {
    case .linear, .softmax: break
    case .relu(let slope, nil, 0), .leakyReLU(let slope):
      SinglePrecision.leakyReLUGradient(z, count: count, slope: Float(slope), of: &delta)
    case .tanh: for index in 0..<count { delta[index] *= 1 - a[index] * a[index] }
    case .sigmoid: for index in 0..<count { delta[index] *= a[index] * (1 - a[index]) }
    case .parametricReLU:
      guard let slopes else { preconditionFailure("PReLU without slopes") }
      for unit in slopes..<slopes + width { gradient[unit] = 0 }
      for index in 0..<count where z[index] <= 0 {
        gradient[slopes + index % width] += delta[index] * z[index]
        delta[index] *= parameters[slopes + index % width]
      }
    default:
      guard let derivative = function?.derivative else {
        preconditionFailure("\(self) mixes units")
      }
      for index in 0..<count { delta[index] *= Float(derivative(Double(z[index]))) }
    }
  }
}

/// 1 / (1 + e⁻ˣ) without overflow.
private func logistic(_ x: Float) -> Float {
  let power = expf(-abs(x))
  return (x >= 0 ? 1 : power) / (1 + power)
}
