import JSON

/// How a layer of Keras 3 is quantized, as its configuration says.
enum KerasQuantization: Sendable, Equatable {
  /// Kernels of eight-bit integers; inputs are rounded to eight bits too, unless said otherwise.
  case int8(roundsInputs: Bool)
  /// Kernels of four-bit integers, two to a byte.
  case int4(roundsInputs: Bool)
  /// Kernels and inputs are rounded to eight-bit floats.
  case float8
  /// Another way, such as GPTQ: its name.
  case other(String)

  /// `nil` when the layer is not quantized.
  init?(of node: KerasNode) {
    guard let mode = Self.mode(of: node.configuration["dtype"]) else { return nil }
    let settings = node.configuration["quantization_config"]?["config"]
    let quantizer = settings?["activation_quantizer"]
    // Without a configuration inputs are rounded: that came with a later version.
    let rounds = settings == nil || quantizer?.isNull == false
    if rounds, let quantizer, !Self.isUsual(quantizer) {
      self = .other("\(mode) with a quantizer of its own")
      return
    }
    switch mode.prefix(while: { $0 != "/" }) {
    case "int8": self = .int8(roundsInputs: rounds)
    case "int4": self = .int4(roundsInputs: rounds)
    case "float8": self = .float8
    default: self = .other(String(mode.prefix(40)))
    }
  }

  /// Whether inputs are rounded to −127...127 of their largest.
  private static func isUsual(_ quantizer: JSONValue) -> Bool {
    guard quantizer["class_name"]?.stringValue == "AbsMaxQuantizer" else { return false }
    let range = KerasNumbers.list(quantizer["config"]?["value_range"])
    let axis = quantizer["config"]?["axis"]
    let epsilon = KerasNumbers.scalar(quantizer["config"]?["epsilon"]) ?? 1e-7
    return (range ?? [-127, 127]) == [-127, 127] && (axis ?? -1) == -1 && epsilon == 1e-7
  }

  /// `int8` of `int8_from_float32`, or of a policy object.
  private static func mode(of policy: JSONValue?) -> String? {
    if let name = policy?.stringValue {
      let parts = name.split(separator: "_")
      return parts.count > 1 && parts[1] == "from" ? String(parts[0]) : nil
    }
    guard let className = policy?["class_name"]?.stringValue else { return nil }
    if let mode = policy?["config"]?["mode"]?.stringValue { return mode }
    if className.hasPrefix("Quantized") { return "unknown" }
    return policy?["config"].flatMap { mode(of: $0["name"]) }
  }
}
