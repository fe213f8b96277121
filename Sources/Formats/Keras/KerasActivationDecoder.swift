import JSON
import Networks
import StoredModels

/// What an activation in a configuration turned out to be.
enum KerasActivation: Equatable {
  /// A function that can be computed.
  case known(Activation)
  /// PReLU, whose slopes are weights.
  case parametricReLU
  /// Something else: its name, and why it cannot be computed.
  case unknown(name: String, reason: String)

  /// The name for a listing; `nil` for linear.
  var description: String? {
    switch self {
    case .known(.linear): nil
    case .known(let activation): activation.description
    case .parametricReLU: "prelu"
    case .unknown(let name, _): name
    }
  }
}

/// Decodes activations: strings, serialized objects and separate layers of every generation.
struct KerasActivationDecoder {
  /// The version that wrote the file: `hard_sigmoid` changed its meaning with Keras 3.
  let version: KerasVersion?

  /// The activation of a Dense or Activation layer.
  ///
  /// - Throws: ``KerasConfigurationError`` when the value is no activation at all.
  func decode(
    _ value: JSONValue?, layer: String
  ) throws(KerasConfigurationError) -> KerasActivation {
    switch value {
    case nil, .null?: return .known(.linear)
    case .string(let name)?: return function(name)
    case .object(let object)?:
      guard let className = object["class_name"]?.stringValue else {
        return .unknown(name: "custom function", reason: "it is Python code, which is never run")
      }
      if className == "function" || className == "builtin_function_or_method",
        let name = object["config"]?.stringValue
      {
        return function(name)
      }
      let configuration = object["config"]?.objectValue ?? JSONObject()
      return try layerActivation(className, configuration, layer: layer)
        ?? .unknown(
          name: className, reason: "its activation '\(className)' is not one of Keras's")
    default:
      throw KerasConfigurationError(
        layer: layer, problem: "its activation is neither a text nor an object")
    }
  }

  /// The activation that a layer class is, or `nil` when it is another kind of layer.
  ///
  /// - Throws: ``KerasConfigurationError`` when a parameter is impossible.
  func layerActivation(
    _ className: String, _ configuration: JSONObject, layer: String
  ) throws(KerasConfigurationError) -> KerasActivation? {
    func number(_ keys: [String], default standard: Double) throws(KerasConfigurationError)
      -> Double
    {
      for key in keys {
        guard let value = configuration[key], value != .null else { continue }
        guard let number = KerasNumbers.scalar(value), number.isFinite else {
          throw KerasConfigurationError(
            layer: layer, problem: "its slope or parameter \(key) is not a finite number")
        }
        return Self.intended(number)
      }
      return standard
    }
    switch className {
    case "Activation": return try decode(configuration["activation"], layer: layer)
    case "LeakyReLU":
      return .known(.leakyReLU(slope: try number(["negative_slope", "alpha"], default: 0.3)))
    case "PReLU": return .parametricReLU
    case "ELU": return .known(.elu(alpha: try number(["alpha"], default: 1)))
    case "ThresholdedReLU":
      return .known(.thresholdedReLU(theta: try number(["theta"], default: 1)))
    case "ReLU":
      let maximum = try number(["max_value"], default: .infinity)
      return .known(
        .relu(
          negativeSlope: try number(["negative_slope"], default: 0),
          maximum: maximum.isFinite ? maximum : nil,
          threshold: try number(["threshold"], default: 0)))
    case "Softmax": return .known(.softmax)
    default: return nil
    }
  }

  /// Keras 2 rounds parameters to 32 bits before it writes them: 0.009999999776482582 is meant to be
  /// 0.01, and in 32 bits, where Keras computes, the two are the same number.
  private static func intended(_ value: Double) -> Double {
    let single = Float(value)
    return Double(single) == value ? Double(single.description) ?? value : value
  }

  /// Activation functions by name; a name never carries a parameter, so all are at their defaults.
  private func function(_ name: String) -> KerasActivation {
    if name == "hard_sigmoid" { return hardSigmoid() }
    if let activation = Self.functions[name] { return .known(activation) }
    return .unknown(name: name, reason: "its activation '\(name)' is not one of Keras's")
  }

  /// 0.2x + 0.5 in Keras 0 to 2, x/6 + 0.5 in Keras 3, both clipped to 0...1.
  private func hardSigmoid() -> KerasActivation {
    guard let version else {
      return .unknown(
        name: "hard_sigmoid",
        reason: "hard_sigmoid changed its meaning with Keras 3, and the file names no Keras version"
      )
    }
    return .known(.hardSigmoid(slope: version.major >= 3 ? 1.0 / 6 : 0.2))
  }

  /// Those with parameters, which names leave at their defaults.
  private static let functions: [String: Activation] = PlainActivations.byName.merging([
    "relu": .relu(),
    // The function's default slope differs from the 0.3 of the layer LeakyReLU.
    "leaky_relu": .leakyReLU(slope: 0.2),
    "elu": .elu(alpha: 1),
    "celu": .celu(alpha: 1),
    "gelu": .gelu(approximate: false),
    "hard_swish": .hardSilu,
    "hard_shrink": .hardShrink(threshold: 0.5),
    "soft_shrink": .softShrink(threshold: 0.5),
    "squareplus": .squareplus(b: 4),
  ]) { plain, _ in plain }
}
