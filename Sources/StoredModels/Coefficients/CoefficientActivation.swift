package import JSON
package import Networks

/// An activation in the JSON header.
package enum CoefficientActivation: Equatable {
  case known(Activation)
  /// PReLU, with the name of the tensor of its slopes.
  case parametricReLU(slopes: String)

  /// The name for a listing; `nil` for linear.
  package var description: String? {
    switch self {
    case .known(.linear): nil
    case .known(let activation): activation.description
    case .parametricReLU: "prelu"
    }
  }

  /// Reads an activation; a missing one is linear.
  ///
  /// - Throws: ``CoefficientError``: `unsupported` when the name is unknown, `badData` when a parameter
  ///   is missing or impossible.
  package init(_ value: JSONValue?, _ place: String) throws(CoefficientError) {
    guard let value, !value.isNull else {
      self = .known(.linear)
      return
    }
    let json = try CoefficientJSON(value, "\(place): activation")
    let name = try json.requiredText("name")
    if name == "prelu" {
      self = .parametricReLU(slopes: try json.requiredText("slopes"))
    } else if let plain = PlainActivations.byName[name] {
      self = .known(plain)
    } else {
      self = .known(try Self.parametric(name, json))
    }
  }

  private static func parametric(
    _ name: String, _ json: CoefficientJSON
  ) throws(CoefficientError) -> Activation {
    switch name {
    case "relu":
      let maximum = json.value("max_value") == nil ? nil : try json.number("max_value")
      return .relu(
        negativeSlope: try json.number("negative_slope", default: 0), maximum: maximum,
        threshold: try json.number("threshold", default: 0))
    case "leaky_relu": return .leakyReLU(slope: try json.number("alpha"))
    case "thresholded_relu": return .thresholdedReLU(theta: try json.number("theta"))
    case "elu": return .elu(alpha: try json.number("alpha", default: 1))
    case "celu":
      let alpha = try json.number("alpha", default: 1)
      guard alpha != 0 else { throw json.wrong("alpha", "a number other than 0") }
      return .celu(alpha: alpha)
    case "hard_sigmoid": return .hardSigmoid(slope: try hardSigmoidSlope(json))
    case "gelu": return .gelu(approximate: try json.flag("approximate", default: false))
    case "hard_shrink": return .hardShrink(threshold: try json.number("threshold"))
    case "soft_shrink": return .softShrink(threshold: try json.number("threshold"))
    case "squareplus": return .squareplus(b: try json.number("b"))
    default:
      throw .unsupported(json.place, "\"\(name.prefix(60))\" is not known to this version")
    }
  }

  private static func hardSigmoidSlope(_ json: CoefficientJSON) throws(CoefficientError) -> Double {
    if json.value("slope") != nil { return try json.number("slope") }
    switch try json.requiredText("variant") {
    case "keras2": return 0.2
    case "keras3": return 1.0 / 6
    default: throw json.wrong("variant", "keras2 or keras3")
    }
  }

  /// An activation as it is written; of PReLU the tensor's name is still to be added.
  package static func json(_ activation: Activation) -> JSONObject {
    if let plain = PlainActivations.entry(of: activation) { return ["name": .string(plain.name)] }
    switch activation {
    case .relu(let slope, let maximum, let threshold):
      var object: JSONObject = ["name": "relu"]
      if slope != 0 { object["negative_slope"] = .number(slope) }
      if let maximum { object["max_value"] = .number(maximum) }
      if threshold != 0 { object["threshold"] = .number(threshold) }
      return object
    case .leakyReLU(let slope): return ["name": "leaky_relu", "alpha": .number(slope)]
    case .parametricReLU: return ["name": "prelu"]
    case .thresholdedReLU(let theta): return ["name": "thresholded_relu", "theta": .number(theta)]
    case .elu(let alpha): return ["name": "elu", "alpha": .number(alpha)]
    case .celu(let alpha): return ["name": "celu", "alpha": .number(alpha)]
    case .hardSigmoid(let slope) where slope == 0.2:
      return ["name": "hard_sigmoid", "variant": "keras2"]
    case .hardSigmoid(let slope) where slope == 1.0 / 6:
      return ["name": "hard_sigmoid", "variant": "keras3"]
    case .hardSigmoid(let slope): return ["name": "hard_sigmoid", "slope": .number(slope)]
    case .gelu(let approximate): return ["name": "gelu", "approximate": .bool(approximate)]
    case .hardShrink(let threshold):
      return ["name": "hard_shrink", "threshold": .number(threshold)]
    case .softShrink(let threshold):
      return ["name": "soft_shrink", "threshold": .number(threshold)]
    case .squareplus(let b): return ["name": "squareplus", "b": .number(b)]
    // Those without parameters were found above.
    default: return ["name": .string(activation.description)]
    }
  }
}
