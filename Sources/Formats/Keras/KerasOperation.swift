import JSON
import Networks

/// What a function called on a tensor computes: an operation layer of Keras 3, or a TFOpLambda of
/// tf.keras.
enum KerasOperation: Equatable {
  /// An array that is combined with every sample.
  struct Constant: Equatable {
    var values: [Double]
    var extents: [Int]

    /// One number for everything.
    static func number(_ value: Double) -> Constant { Constant(values: [value], extents: []) }

    func map(_ body: (Double) -> Double) -> Constant {
      Constant(values: values.map(body), extents: extents)
    }
  }

  /// `scale · x + offset`.
  case affine(scale: Constant, offset: Constant)
  /// An activation.
  case activation(KerasActivation)
  /// Each sample divided by its length, which is at least `epsilon`.
  case unitLength(axis: JSONValue, epsilon: Double)
  /// The same values in other axes; the first extent is the batch's.
  case reshape([Int])
  /// A new axis of one value at this place, or one taken away.
  case axis(Int, isNew: Bool)
  /// Axes in another order, the batch's first.
  case transpose([Int])
  /// x itself.
  case identity
  /// Anything else, with a word on why it is not run.
  case unsupported(String)

  /// Understands the call of a node that is an operation; only calls with one tensor are looked at.
  ///
  /// - Throws: ``KerasConfigurationError`` when a parameter is impossible.
  static func of(
    _ node: KerasNode, decoder: KerasActivationDecoder
  ) throws(KerasConfigurationError) -> KerasOperation {
    guard let call = node.calls.first else { return .unsupported("is not called") }
    let reader = KerasOperationReader(node: node, call: call, decoder: decoder)
    return try reader.operation()
  }
}

/// Reads the call of one operation.
private struct KerasOperationReader {
  let node: KerasNode
  let call: KerasCall
  let decoder: KerasActivationDecoder

  /// The function's name in today's spelling: `true_divide`, `leaky_relu`, ...
  private var name: String {
    let name: String
    if node.isOperation {
      name = snakeCase(node.className)
    } else {
      let path = node.configuration["function"]?.stringValue ?? ""
      name = path.split(separator: ".").last.map(String.init) ?? ""
    }
    return Self.spellings[name] ?? name
  }

  private static let spellings = [
    "truediv": "divide", "true_divide": "divide", "realdiv": "divide", "sub": "subtract",
    "mul": "multiply", "neg": "negative", "re_lu": "relu", "exp": "exponential", "swish": "silu",
    "hard_swish": "hard_silu", "clip_by_value": "clip",
  ]

  func operation() throws(KerasConfigurationError) -> KerasOperation {
    let name = name
    switch name {
    case "add", "subtract", "multiply", "divide": return arithmetic(name)
    case "negative": return .affine(scale: .number(-1), offset: .number(0))
    case "positive", "identity", "linear", "stop_gradient": return .identity
    case "cast":
      let type = parameter("dtype")
      let text = type?.stringValue ?? type?["config"]?["name"]?.stringValue ?? ""
      return text.contains("float")
        ? .identity : .unsupported("casts to \(text.prefix(20)), which rounds")
    case "normalize":
      guard node.isOperation, (parameter("order") ?? 2) == 2 else { break }
      return .unitLength(
        axis: parameter("axis") ?? -1, epsilon: KerasNumbers.scalar(parameter("epsilon")) ?? 1e-7)
    case "l2_normalize":
      // Without an axis it is the length of all samples together. The least square is limited here.
      guard let axis = parameter("axis") else { break }
      let epsilon = KerasNumbers.scalar(parameter("epsilon")) ?? 1e-12
      return .unitLength(axis: axis, epsilon: max(epsilon, 0).squareRoot())
    case "clip": return try clip()
    case "maximum":
      let operands = operands()
      guard operands?.contains(.number(0)) == true, operands?.contains(nil) == true else { break }
      return .activation(.known(.relu()))
    case "reshape":
      let value = parameter("newshape") ?? parameter("shape")
      if let extents = whole(value) { return .reshape(extents) }
    case "expand_dims", "squeeze":
      if let axis = parameter("axis")?.intValue ?? whole(parameter("axis"))?.first {
        return .axis(axis, isNew: name == "expand_dims")
      }
    case "transpose":
      if let axes = whole(parameter("axes") ?? parameter("perm")) { return .transpose(axes) }
    default:
      if call.arguments.count == 1, let activation = try activation(name) {
        return .activation(activation)
      }
    }
    return .unsupported("computes \(name.prefix(40)), which is listed, not run")
  }

  /// A list of whole numbers; a batch of `null` is any.
  private func whole(_ value: JSONValue?) -> [Int]? {
    let items = value?.arrayValue ?? value?["items"]?.arrayValue
    let numbers = items?.map { $0.isNull ? -1 : $0.intValue }
    guard let numbers, !numbers.contains(nil) else { return nil }
    return numbers.compactMap { $0 }
  }

  /// A parameter: of the operation, or of its call.
  private func parameter(_ name: String) -> JSONValue? {
    let value = (node.isOperation ? node.configuration[name] : nil) ?? call.keywords[name]
    return value?.isNull == true ? nil : value
  }

  /// Values kept between two numbers, where that is an activation.
  private func clip() throws(KerasConfigurationError) -> KerasOperation {
    let lower = KerasNumbers.scalar(parameter("x_min") ?? parameter("clip_value_min"))
    let upper = KerasNumbers.scalar(parameter("x_max") ?? parameter("clip_value_max"))
    if lower == -1, upper == 1 { return .activation(.known(.hardTanh)) }
    if lower == 0, let upper, upper > 0,
      let activation = try decoder.layerActivation(
        "ReLU", ["max_value": .number(upper)], layer: node.qualifiedName)
    {
      return .activation(activation)
    }
    return .unsupported("computes clip between other numbers than 0 and a limit, or −1 and 1")
  }

  /// The two operands of a function, `nil` for the tensor; `nil` as a whole when one is something else.
  private func operands() -> [KerasOperation.Constant?]? {
    var operands: [KerasOperation.Constant?] = []
    for (place, keys) in [["x1", "x", "a"], ["x2", "y", "b"]].enumerated() {
      if place < call.arguments.count {
        switch call.arguments[place] {
        case .tensor: operands.append(nil)
        case .value(let value): operands.append(constant(value))
        }
      } else if keys.contains(where: { call.tensors[$0] != nil }) {
        operands.append(nil)
      } else if let value = keys.lazy.compactMap({ call.keywords[$0] }).first {
        operands.append(constant(value))
      } else {
        return nil
      }
    }
    return operands
  }

  /// A sum, difference, product or quotient with a constant on one side.
  private func arithmetic(_ name: String) -> KerasOperation {
    guard let operands = operands() else {
      return .unsupported("has an operand that is neither a tensor nor a number")
    }
    switch (name, operands[0], operands[1]) {
    case ("add", nil, let c?), ("add", let c?, nil): return .affine(scale: .number(1), offset: c)
    case ("multiply", nil, let c?), ("multiply", let c?, nil):
      return .affine(scale: c, offset: .number(0))
    case ("subtract", nil, let c?): return .affine(scale: .number(1), offset: c.map { -$0 })
    case ("subtract", let c?, nil): return .affine(scale: .number(-1), offset: c)
    case ("divide", nil, let c?): return .affine(scale: c.map { 1 / $0 }, offset: .number(0))
    case ("divide", _?, nil): return .unsupported("divides a constant by a tensor")
    default: return .unsupported("combines the tensor with what is no list of numbers")
    }
  }

  private func constant(_ value: JSONValue) -> KerasOperation.Constant? {
    KerasNumbers.array(value).map {
      KerasOperation.Constant(values: $0.values, extents: $0.extents)
    }
  }

  /// An activation called as a function, with its parameters.
  private func activation(_ name: String) throws(KerasConfigurationError) -> KerasActivation? {
    let layer = node.qualifiedName
    func layerActivation(
      _ className: String, _ keys: [(of: String, as: String)], _ defaults: JSONObject
    ) throws(KerasConfigurationError) -> KerasActivation? {
      var configuration = defaults
      for (key, name) in keys {
        if let value = parameter(key) { configuration[name] = value }
      }
      return try decoder.layerActivation(className, configuration, layer: layer)
    }
    if let axis = parameter("axis"), axis != -1 { return nil }
    switch name {
    case "relu":
      let slope = [("negative_slope", "negative_slope"), ("alpha", "negative_slope")]
      return try layerActivation(
        "ReLU", slope + [("max_value", "max_value"), ("threshold", "threshold")], [:])
    case "leaky_relu":
      return try layerActivation(
        "LeakyReLU", [("negative_slope", "negative_slope"), ("alpha", "negative_slope")],
        ["negative_slope": 0.2])
    case "elu": return try layerActivation("ELU", [("alpha", "alpha")], [:])
    case "gelu":
      // The standard differs among the functions of this name.
      let value = parameter("approximate")?.boolValue
      guard let isApproximate = value ?? (node.isOperation ? nil : false) else { return nil }
      return .known(.gelu(approximate: isApproximate))
    case "celu", "hard_shrink", "soft_shrink", "squareplus", "threshold":
      let standards = ["celu": 1, "hard_shrink": 0.5, "soft_shrink": 0.5, "squareplus": 4]
      let key = ["celu": "alpha", "squareplus": "b"][name] ?? "threshold"
      guard let standard = standards[name],
        KerasNumbers.scalar(parameter(key)) ?? standard == standard
      else { return nil }
    case "silu":
      guard KerasNumbers.scalar(parameter("beta")) ?? 1 == 1 else { return nil }
    default: break
    }
    let decoded = try decoder.decode(.string(name), layer: layer)
    if case .unknown(_, let reason) = decoded, !reason.contains("Keras version") { return nil }
    return decoded
  }
}
