#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An activation function of a dense network, with its parameters.
///
/// The formulas are Keras's; where a version of Keras changed a meaning, the reader has already
/// decided which one a file means, and the parameters say it.
public enum Activation: Sendable, Equatable {
  /// x.
  case linear
  /// `maximum` above it, x from `threshold` on, `negativeSlope · (x − threshold)` below.
  case relu(negativeSlope: Double = 0, maximum: Double? = nil, threshold: Double = 0)
  /// x for x ≥ 0, otherwise `slope · x`.
  case leakyReLU(slope: Double)
  /// x for x ≥ 0, otherwise its own slope times x; one slope for each unit.
  case parametricReLU(slopes: [Double])
  /// x above `theta`, otherwise 0.
  case thresholdedReLU(theta: Double)
  /// x for x > 0, otherwise `alpha · (eˣ − 1)`.
  case elu(alpha: Double)
  /// x for x > 0, otherwise `alpha · (e^(x/alpha) − 1)`.
  case celu(alpha: Double)
  /// ELU with α = 1.6732632423543772, times 1.0507009873554805.
  case selu
  /// ln(1 + eˣ).
  case softplus
  /// x / (1 + |x|).
  case softsign
  /// The hyperbolic tangent.
  case tanh
  /// 1 / (1 + e⁻ˣ).
  case sigmoid
  /// `slope · x + 0.5`, clipped to 0...1. Keras 0 to 2 and tf.keras: slope 0.2; Keras 3: 1/6.
  case hardSigmoid(slope: Double)
  /// eˣ.
  case exponential
  /// x · sigmoid(x), also called swish.
  case silu
  /// x · ReLU6(x + 3) / 6, also called hard swish.
  case hardSilu
  /// x · Φ(x), or its tanh approximation.
  case gelu(approximate: Bool)
  /// x · tanh(softplus(x)).
  case mish
  /// eˣ over the sum of the row's.
  case softmax
  /// The logarithm of softmax.
  case logSoftmax
  /// ln sigmoid(x).
  case logSigmoid
  /// x, clipped to −1...1.
  case hardTanh
  /// x − tanh(x).
  case tanhShrink
  /// x where |x| exceeds `threshold`, otherwise 0.
  case hardShrink(threshold: Double)
  /// x moved towards 0 by `threshold`, and 0 in between.
  case softShrink(threshold: Double)
  /// (x + √(x² + b)) / 2.
  case squareplus(b: Double)
  /// 0 up to −1, (x + 1)²/4 up to 1, then x.
  case sparsePlus
  /// (x + 1)/2, clipped to 0...1.
  case sparseSigmoid
  /// The projection of the row onto the probability simplex.
  case sparsemax
  /// The first half of the row times the sigmoid of the second: halves the width.
  case glu

  /// The name with parameters, such as `leaky_relu(0.01)`: Keras's spelling.
  public var description: String {
    switch self {
    case .linear: "linear"
    case .relu(let slope, let maximum, let threshold): reluDescription(slope, maximum, threshold)
    case .leakyReLU(let slope): "leaky_relu(\(parameterText(slope)))"
    case .parametricReLU(let slopes): "prelu(\(slopes.count) slopes)"
    case .thresholdedReLU(let theta): "thresholded_relu(\(parameterText(theta)))"
    case .elu(let alpha): alpha == 1 ? "elu" : "elu(\(parameterText(alpha)))"
    case .celu(let alpha): alpha == 1 ? "celu" : "celu(\(parameterText(alpha)))"
    case .selu: "selu"
    case .softplus: "softplus"
    case .softsign: "softsign"
    case .tanh: "tanh"
    case .sigmoid: "sigmoid"
    case .hardSigmoid(let slope): slope == 0.2 ? "hard_sigmoid(0.2)" : "hard_sigmoid(1/6)"
    case .exponential: "exponential"
    case .silu: "silu"
    case .hardSilu: "hard_silu"
    case .gelu(let approximate): approximate ? "gelu(tanh)" : "gelu"
    case .mish: "mish"
    case .softmax: "softmax"
    case .logSoftmax: "log_softmax"
    case .logSigmoid: "log_sigmoid"
    case .hardTanh: "hard_tanh"
    case .tanhShrink: "tanh_shrink"
    case .hardShrink(let threshold): "hard_shrink(\(parameterText(threshold)))"
    case .softShrink(let threshold): "soft_shrink(\(parameterText(threshold)))"
    case .squareplus(let b): "squareplus(\(parameterText(b)))"
    case .sparsePlus: "sparse_plus"
    case .sparseSigmoid: "sparse_sigmoid"
    case .sparsemax: "sparsemax"
    case .glu: "glu"
    }
  }

  /// How many units come out for how many going in.
  ///
  /// - Returns: `nil` when the activation cannot work on so many.
  package func outputs(forInputs inputs: Int) -> Int? {
    switch self {
    case .glu: inputs % 2 == 0 ? inputs / 2 : nil
    case .parametricReLU(let slopes): slopes.count == inputs ? inputs : nil
    default: inputs
    }
  }

  /// The activation as a function of single numbers; `nil` when it mixes units, or has other parameters for each.
  package var function: ScalarFunction? {
    switch self {
    case .linear:
      ScalarFunction({ $0 }, derivative: { _ in 1 }, curve: .lines()) { h, _ in UnitPreimage(h, h) }
    case .relu(let slope, let maximum, let threshold):
      ScalarFunction(
        { rectified($0, slope, maximum, threshold) },
        derivative: { x in
          x <= threshold ? slope : maximum.map { x < $0 } ?? true ? 1 : 0
        },
        curve: .lines(Array(Set([0, threshold] + (maximum.map { [$0] } ?? []))))
      ) { h, _ in rectifiedPreimage(h, slope: slope, maximum: maximum ?? .infinity) }
    case .leakyReLU(let slope):
      ScalarFunction(
        { $0 >= 0 ? $0 : slope * $0 }, derivative: { $0 > 0 ? 1 : slope }, curve: .lines(0)
      ) { h, _ in rectifiedPreimage(h, slope: slope, maximum: .infinity) }
    case .thresholdedReLU(let theta):
      ScalarFunction(
        { $0 > theta ? $0 : 0 }, derivative: { $0 > theta ? 1 : 0 }, curve: .lines(theta)
      ) { h, _ in thresholdedPreimage(h, theta) }
    case .elu(let alpha):
      ScalarFunction(
        { $0 > 0 ? $0 : alpha * expm1($0) }, derivative: { $0 > 0 ? 1 : alpha * exp($0) },
        curve: CurvePieces([alpha >= 0 ? .convex : .concave, .linear], at: [0])
      ) { h, _ in exponentialLinearPreimage(h, alpha, scale: 1, stretch: 1) }
    case .celu(let alpha):
      ScalarFunction(
        { $0 > 0 ? $0 : alpha * expm1($0 / alpha) }, derivative: { $0 > 0 ? 1 : exp($0 / alpha) },
        curve: CurvePieces([alpha >= 0 ? .convex : .concave, .linear], at: [0])
      ) { h, _ in exponentialLinearPreimage(h, alpha, scale: 1, stretch: alpha) }
    case .selu:
      ScalarFunction(
        { seluScale * ($0 > 0 ? $0 : seluAlpha * expm1($0)) },
        derivative: { seluScale * ($0 > 0 ? 1 : seluAlpha * exp($0)) },
        curve: CurvePieces([.convex, .linear], at: [0])
      ) { h, _ in exponentialLinearPreimage(h, seluAlpha, scale: seluScale, stretch: 1) }
    case .softplus:
      ScalarFunction(softplusOf, derivative: sigmoidOf, curve: CurvePieces([.convex])) { h, _ in
        let y = max(h, Self.saturationMargin)
        return UnitPreimage(inverseSoftplus(y), y)
      }
    case .softsign:
      ScalarFunction(
        { $0 / (1 + abs($0)) }, derivative: { 1 / ((1 + abs($0)) * (1 + abs($0))) },
        curve: CurvePieces([.convex, .concave], at: [0])
      ) { h, _ in
        let y = Self.insideOne(h)
        return UnitPreimage(y / (1 - abs(y)), y)
      }
    case .tanh:
      ScalarFunction(
        Platform.tanh, derivative: { 1 - Platform.tanh($0) * Platform.tanh($0) },
        curve: CurvePieces([.convex, .concave], at: [0])
      ) { h, _ in
        let y = Self.insideOne(h)
        return UnitPreimage(atanh(y), y)
      }
    case .sigmoid:
      ScalarFunction(
        sigmoidOf, derivative: { sigmoidOf($0) * sigmoidOf(-$0) },
        curve: CurvePieces([.convex, .concave], at: [0])
      ) { h, _ in
        let y = min(max(h, Self.saturationMargin), 1 - Self.saturationMargin)
        return UnitPreimage(log(y) - log1p(-y), y)
      }
    case .hardSigmoid(let slope):
      ScalarFunction(
        { min(max(slope * $0 + 0.5, 0), 1) }, derivative: { abs(slope * $0) < 0.5 ? slope : 0 },
        curve: .lines(-0.5 / slope, 0.5 / slope)
      ) { h, _ in clippedPreimage(h, to: 0...1) { ($0 - 0.5) / slope } }
    case .exponential:
      ScalarFunction({ exp($0) }, derivative: { exp($0) }, curve: CurvePieces([.convex])) { h, _ in
        let y = max(h, Self.saturationMargin)
        return UnitPreimage(log(y), y)
      }
    case .silu:
      ScalarFunction(
        valley: { $0 * sigmoidOf($0) },
        derivative: { sigmoidOf($0) * (1 + $0 * sigmoidOf(-$0)) },
        minimumAt: -1.2784645427610738, curve: .valley(bendingAt: -2.3993572805, 2.3993572805))
    case .hardSilu:
      ScalarFunction(
        { $0 * min(max($0 + 3, 0), 6) / 6 },
        derivative: { $0 <= -3 ? 0 : $0 > 3 ? 1 : (2 * $0 + 3) / 6 },
        curve: CurvePieces([.linear, .convex, .linear], at: [-3, 3]), preimage: hardSiluPreimage)
    case .gelu(approximate: false):
      ScalarFunction(
        valley: exactGELU, derivative: exactGELUSlope, minimumAt: -0.7517915246935645,
        curve: .valley(bendingAt: -1.4142135624, 1.4142135624))
    case .gelu(approximate: true):
      ScalarFunction(
        valley: approximateGELU, derivative: approximateGELUSlope, minimumAt: -0.7524614220710162,
        curve: .valley(bendingAt: -1.4185041847, 1.4185041847))
    case .mish:
      ScalarFunction(
        valley: { $0 * Platform.tanh(softplusOf($0)) }, derivative: mishSlope,
        minimumAt: -1.1924312145910193, curve: .valley(bendingAt: -2.2563765, 1.4905714))
    case .logSigmoid:
      ScalarFunction(
        { -softplusOf(-$0) }, derivative: { sigmoidOf(-$0) }, curve: CurvePieces([.concave])
      ) { h, _ in
        let y = min(h, -Self.saturationMargin)
        return UnitPreimage(-inverseSoftplus(-y), y)
      }
    case .hardTanh:
      ScalarFunction(
        { min(max($0, -1), 1) }, derivative: { abs($0) < 1 ? 1 : 0 }, curve: .lines(-1, 1)
      ) { h, _ in clippedPreimage(h, to: -1...1) { $0 } }
    case .tanhShrink:
      ScalarFunction(
        { $0 - Platform.tanh($0) }, derivative: { Platform.tanh($0) * Platform.tanh($0) },
        curve: CurvePieces([.concave, .convex], at: [0])
      ) { h, _ in
        if h == 0 { return UnitPreimage(0, 0) }
        return monotonePreimage(h, from: h - 1, to: h + 1) { $0 - Platform.tanh($0) }
      }
    case .hardShrink(let threshold):
      ScalarFunction(
        { abs($0) > threshold ? $0 : 0 }, derivative: { abs($0) > threshold ? 1 : 0 },
        curve: .lines(-threshold, threshold)
      ) { h, _ in gappedPreimage(h, low: -threshold, high: threshold) }
    case .softShrink(let threshold):
      ScalarFunction(
        { $0 > threshold ? $0 - threshold : $0 < -threshold ? $0 + threshold : 0 },
        derivative: { abs($0) > threshold ? 1 : 0 }, curve: .lines(-threshold, threshold)
      ) { h, _ in
        if h == 0 { return UnitPreimage(0, 0, .interval) }
        return UnitPreimage(h > 0 ? h + threshold : h - threshold, h)
      }
    case .squareplus(let b):
      ScalarFunction(
        { ($0 + ($0 * $0 + b).squareRoot()) / 2 },
        // At the kink of b = 0 the mean of both sides: 0 / 0 it is otherwise.
        derivative: { $0 == 0 ? 0.5 : (1 + $0 / ($0 * $0 + b).squareRoot()) / 2 },
        curve: CurvePieces([.convex])
      ) { h, _ in
        let y = max(h, Self.saturationMargin)
        return UnitPreimage(y - b / (4 * y), y)
      }
    case .sparsePlus:
      ScalarFunction(
        { $0 >= 1 ? $0 : $0 <= -1 ? 0 : ($0 + 1) * ($0 + 1) / 4 },
        derivative: { $0 >= 1 ? 1 : $0 <= -1 ? 0 : ($0 + 1) / 2 },
        curve: CurvePieces([.linear, .convex, .linear], at: [-1, 1])
      ) { h, _ in
        if h >= 1 { return UnitPreimage(h, h) }
        let y = max(h, 0)
        return UnitPreimage(2 * y.squareRoot() - 1, y, y == 0 ? .interval : .only)
      }
    case .sparseSigmoid:
      ScalarFunction(
        { min(max(($0 + 1) / 2, 0), 1) }, derivative: { abs($0) < 1 ? 0.5 : 0 },
        curve: .lines(-1, 1)
      ) { h, _ in clippedPreimage(h, to: 0...1) { 2 * $0 - 1 } }
    case .softmax, .logSoftmax, .sparsemax, .glu, .parametricReLU: nil
    }
  }
}

extension Activation: CustomStringConvertible {}
