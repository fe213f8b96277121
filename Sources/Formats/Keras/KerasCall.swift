import JSON

/// One call of a layer in a functional model: what it was given.
struct KerasCall: Sendable, Equatable {
  /// One positional argument.
  enum Argument: Sendable, Equatable {
    /// The output of a layer, by its name.
    case tensor(String)
    /// A constant.
    case value(JSONValue)
  }

  /// The layers whose outputs go in, wherever among the arguments they stand.
  var producers: [String] = []
  /// The positional arguments that are tensors or constants, in order.
  var arguments: [Argument] = []
  /// The other arguments by name; those that are tensors are in `tensors`.
  var keywords = JSONObject()
  /// The names of the arguments that are tensors, and whose they are.
  var tensors: [String: String] = [:]
  /// Whether Keras 2 or tf.keras wrote it, where `training=True` holds in `predict` too.
  var isLegacy = false

  /// Whether the layer was called with `training=True`.
  var asksForTraining: Bool {
    switch keywords["training"] {
    case .bool(let value)?: value
    case .number(let number)?: number.doubleValue != 0
    default: false
    }
  }

  /// The calls of a layer, in the spellings of all generations.
  ///
  /// - Throws: ``KerasConfigurationError`` when `inbound_nodes` is no list.
  static func parse(
    _ value: JSONValue?, layer: String
  ) throws(KerasConfigurationError) -> [KerasCall] {
    guard let value, value != .null else { return [] }
    guard let nodes = value.arrayValue else {
      throw KerasConfigurationError(layer: layer, problem: "inbound_nodes is not a list")
    }
    return nodes.map { node in
      if let parts = node.arrayValue { return legacy(parts) }
      return modern(node)
    }
  }

  /// `[["prev", 0, 0, {...}], ...]`, or one of them alone: Keras 1, Keras 2 and tf.keras.
  private static func legacy(_ parts: [JSONValue]) -> KerasCall {
    var call = KerasCall()
    call.isLegacy = true
    for part in parts.first?.stringValue == nil ? parts : [.array(parts)] {
      guard let items = part.arrayValue, let name = items.first?.stringValue else { continue }
      // A constant that stands before the tensor: ["_CONSTANT_VALUE", -1, 1.0, {...}].
      if name == "_CONSTANT_VALUE", items.count >= 3 {
        call.arguments.append(.value(items[2]))
      } else {
        call.arguments.append(.tensor(name))
        call.producers.append(name)
      }
      guard items.count >= 4, let keywords = items[3].objectValue else { continue }
      for member in keywords.members {
        let owners = legacyTensors(member.value, depth: 0)
        call.producers += owners
        if owners.count == 1 { call.tensors[member.name] = owners[0] }
        if owners.isEmpty, call.keywords[member.name] == nil {
          call.keywords[member.name] = member.value
        }
      }
    }
    return call
  }

  /// The tensors in an argument by name: `["prev", 0, 0]`, or lists of such.
  private static func legacyTensors(_ value: JSONValue, depth: Int) -> [String] {
    guard let items = value.arrayValue, depth < 8 else { return [] }
    if items.count == 3, let name = items[0].stringValue, items[1].intValue != nil,
      items[2].intValue != nil
    {
      return name == "_CONSTANT_VALUE" ? [] : [name]
    }
    return items.flatMap { legacyTensors($0, depth: depth + 1) }
  }

  /// `{"args": [...], "kwargs": {...}}`: Keras 3.
  private static func modern(_ node: JSONValue) -> KerasCall {
    var call = KerasCall()
    call.producers = owners(node)
    for argument in node["args"]?.arrayValue ?? [] {
      let owners = owners(argument)
      if owners.count == 1, isTensor(argument) {
        call.arguments.append(.tensor(owners[0]))
      } else if owners.isEmpty {
        call.arguments.append(.value(argument))
      }
    }
    for member in node["kwargs"]?.objectValue?.members ?? [] {
      let owners = owners(member.value)
      if owners.count == 1, isTensor(member.value) { call.tensors[member.name] = owners[0] }
      if owners.isEmpty { call.keywords[member.name] = member.value }
    }
    return call
  }

  private static func isTensor(_ value: JSONValue) -> Bool {
    value["class_name"]?.stringValue == "__keras_tensor__"
  }

  /// The producers of all `__keras_tensor__` objects inside a value.
  private static func owners(_ value: JSONValue) -> [String] {
    switch value {
    case .array(let items): return items.flatMap(owners)
    case .object(let object):
      if isTensor(value) {
        let history = object["config"]?.objectValue?["keras_history"]?.arrayValue
        return history?.first?.stringValue.map { [$0] } ?? []
      }
      return object.members.flatMap { owners($0.value) }
    default: return []
    }
  }
}
