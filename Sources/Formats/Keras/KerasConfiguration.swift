import JSON

/// Reads `model_config`: JSON of any Keras generation into a tree of nodes.
///
/// Only what inference needs is looked at, and keys are chosen by presence, not by version: Keras itself
/// breaks across versions because it does neither.
enum KerasConfiguration {
  /// More layers than any real model has.
  private static let largestLayerCount = 100_000

  /// Reads a model.
  ///
  /// - Throws: ``KerasConfigurationError`` when it is not one.
  static func parse(_ value: JSONValue) throws(KerasConfigurationError) -> KerasNode {
    var remaining = largestLayerCount
    var root: KerasNode
    if value["class_name"] == nil, let old = try KerasZeroConfiguration.parse(value) {
      root = old
    } else {
      root = try node(value, outerNames: [], isRoot: true, remaining: &remaining)
    }
    var next = 0
    root.number(from: &next)
    return root
  }

  private static func node(
    _ value: JSONValue, outerNames: [String], isRoot: Bool, remaining: inout Int
  ) throws(KerasConfigurationError) -> KerasNode {
    remaining -= 1
    guard remaining >= 0 else {
      throw KerasConfigurationError(problem: "has more than \(largestLayerCount) layers")
    }
    guard let object = value.objectValue else {
      throw KerasConfigurationError(problem: "a layer is not a JSON object")
    }
    guard let className = object["class_name"]?.stringValue else {
      throw KerasConfigurationError(problem: "class_name is missing or not a text")
    }
    let configuration = object["config"]?.objectValue ?? JSONObject()
    let name =
      object["name"]?.stringValue ?? configuration["name"]?.stringValue
      // Keras 1 does not write the names of Sequential models.
      ?? (isRoot || className == "Sequential" ? "" : nil)
    guard let name else {
      throw KerasConfigurationError(problem: "a layer of class \(className) has no name")
    }
    var node = KerasNode(
      className: modernClassName(className), name: name, outerNames: outerNames,
      configuration: configuration)
    node.foreignModule = foreignModule(object)
    node.module = object["module"]?.stringValue
    node.calls = try KerasCall.parse(object["inbound_nodes"], layer: name)
    let isOfKeras = node.foreignModule == nil && node.module != nil
    if !node.isModel, !isOfKeras, isSequentialSubclass(configuration) {
      (node.subclass, node.className) = (className, "Sequential")
    }
    guard node.isModel else { return node }
    // Keras 1 to 2.2.2 write a Sequential's configuration as the list of layers itself.
    let layers = object["config"]?.arrayValue ?? configuration["layers"]?.arrayValue
    guard let layers else {
      throw KerasConfigurationError(
        layer: isRoot ? nil : name, problem: "the configuration of the \(className) lists no layers"
      )
    }
    let inside = isRoot ? [] : outerNames + [name]
    for layer in layers {
      node.children.append(
        try self.node(layer, outerNames: inside, isRoot: false, remaining: &remaining))
    }
    node.inputNames = ends(configuration["input_layers"])
    node.outputNames = ends(configuration["output_layers"])
    try refuseDuplicates(node)
    return node
  }

  /// Whether a class of the user's own has the configuration of a Sequential: a plain list of layers that
  /// begins with what goes in.
  ///
  /// A layer of the user's own may keep a list of layers, too, and do anything with them; but only a model
  /// says the shape of its input.
  private static func isSequentialSubclass(_ configuration: JSONObject) -> Bool {
    guard let layers = configuration["layers"]?.arrayValue, !layers.isEmpty,
      configuration["input_layers"] == nil
    else { return false }
    let saysInput =
      configuration["build_input_shape"] != nil || layers[0]["class_name"] == "InputLayer"
      || layers[0]["config"]?["batch_input_shape"] != nil
    return saysInput
      && layers.allSatisfy { $0["class_name"]?.stringValue != nil && $0["config"] != nil }
  }

  private static func refuseDuplicates(_ node: KerasNode) throws(KerasConfigurationError) {
    var seen: Set<String> = []
    for child in node.children where !child.name.isEmpty && !seen.insert(child.name).inserted {
      throw KerasConfigurationError(layer: child.name, problem: "two layers have this name")
    }
  }

  private static func modernClassName(_ name: String) -> String {
    ["BatchNormalizationV1", "BatchNormalizationV2"].contains(name) ? "BatchNormalization" : name
  }

  /// The module, when it is not one of Keras's; a class without a module is one of Keras's.
  static func foreignModule(_ object: JSONObject) -> String? {
    if let registered = object["registered_name"]?.stringValue, registered.contains(">") {
      return registered
    }
    guard let module = object["module"]?.stringValue else { return nil }
    let package = module.prefix { $0 != "." }
    return ["keras", "tf_keras", "tensorflow", "builtins"].contains(package) ? nil : module
  }

  /// The layer names in `input_layers` or `output_layers`: `["in", 0, 0]`, a list of such, or an object.
  private static func ends(_ value: JSONValue?) -> [String] {
    guard let value else { return [] }
    if let items = value.arrayValue {
      if let name = items.first?.stringValue { return [name] }
      return items.flatMap { ends($0) }
    }
    return value.objectValue?.members.flatMap { ends($0.value) } ?? []
  }
}

/// What is wrong with an architecture or its weights; the reader adds the file and the place in it.
struct KerasConfigurationError: Error {
  /// The layer, when it is one.
  var layer: String?
  /// What is wrong, and what was expected.
  var problem: String
}
