import JSON

/// A layer or nested model as `model_config` describes it.
struct KerasNode: Sendable, Equatable {
  /// The Keras class; `BatchNormalizationV1` and the like are already their modern names.
  var className: String
  /// The layer's own name.
  var name: String
  /// The names of the models around it, outermost first; the root model does not count.
  var outerNames: [String]
  /// The layer's configuration.
  var configuration: JSONObject
  /// The class comes from a package that is not Keras, whose layers may do anything.
  var foreignModule: String?
  /// The module that the file says the class is in, such as `keras.src.ops.numpy`.
  var module: String?
  /// The class of the user's own that a Sequential is of, with code that is not in the file.
  var subclass: String?
  /// The layers inside, when it is a model.
  var children: [KerasNode] = []
  /// How it is called, in a functional model.
  var calls: [KerasCall] = []
  /// What the functional model takes and gives, as layer names.
  var inputNames: [String] = []
  var outputNames: [String] = []
  /// A number of its own in the model: names are not always unique.
  var id = 0

  /// Creates a layer or a model without connections.
  init(
    className: String, name: String, outerNames: [String] = [],
    configuration: JSONObject = JSONObject(), children: [KerasNode] = []
  ) {
    self.className = className
    self.name = name
    self.outerNames = outerNames
    self.configuration = configuration
    self.children = children
  }

  /// Whether it is a model and not a layer.
  var isModel: Bool { isSequential || isFunctional }
  var isSequential: Bool { className == "Sequential" }
  var isFunctional: Bool { className == "Functional" || className == "Model" }

  /// The name that is unique in the file: `OUTER/NAME`.
  var qualifiedName: String { (outerNames.filter { !$0.isEmpty } + [name]).joined(separator: "/") }

  /// The layer inside a wrapper such as TimeDistributed, under the wrapper's name.
  var wrapped: KerasNode? {
    guard ["TimeDistributed", "SpectralNormalization"].contains(className), !isOperation,
      let layer = configuration["layer"]?.objectValue,
      let className = layer["class_name"]?.stringValue,
      let inner = layer["config"]?.objectValue
    else { return nil }
    var node = KerasNode(
      className: className, name: name, outerNames: outerNames, configuration: inner)
    node.foreignModule = KerasConfiguration.foreignModule(layer)
    node.module = layer["module"]?.stringValue
    return node
  }

  /// Whether it is an operation of Keras 3, such as `ops.multiply`: some share a layer's class name.
  var isOperation: Bool {
    // An .h5 names no modules; there only layers have a type and are trained, or not.
    guard let module else {
      return calls.contains { !$0.isLegacy } && configuration["dtype"] == nil
        && configuration["trainable"] == nil && !isModel && !KerasClassNames.isLayerOnly(className)
    }
    return !module.contains(".layers")
      && (module.contains(".ops.") || module.hasSuffix(".ops") || module.contains(".activations"))
  }

  /// The model and all models inside.
  var models: [KerasNode] { isModel ? [self] + children.flatMap(\.models) : [] }

  /// Whether only Keras 3 writes such a configuration.
  var isOfKeras3: Bool {
    configuration["dtype"]?["class_name"]?.stringValue == "DTypePolicy"
      || className == "InputLayer" && configuration["batch_shape"] != nil
      || calls.contains { !$0.isLegacy } || children.contains(where: \.isOfKeras3)
  }

  /// The layers in file order with nested models laid flat; itself when it is a layer.
  var leaves: [KerasNode] { isModel ? children.flatMap(\.leaves) : [self] }

  /// Gives nested models without a name that of the group at their place, as Keras 1 orders them.
  mutating func nameNestedModels(after groups: [String]) {
    guard children.count == groups.count else { return }
    for index in children.indices where children[index].name.isEmpty {
      children[index].rename(groups[index])
    }
  }

  /// Gives every layer a number, in the order of the file.
  mutating func number(from next: inout Int) {
    id = next
    next += 1
    for index in children.indices { children[index].number(from: &next) }
  }

  private mutating func rename(_ name: String) {
    self.name = name
    for index in children.indices { children[index].setOuterName(name, depth: outerNames.count) }
  }

  private mutating func setOuterName(_ name: String, depth: Int) {
    outerNames[depth] = name
    for index in children.indices { children[index].setOuterName(name, depth: depth) }
  }
}

/// A layer with its tensors: the configuration and the weights brought together.
struct KerasLayer: Sendable, Equatable {
  var node: KerasNode
  var tensors: [KerasTensor]

  /// The tensor of a short name, such as `kernel`.
  func tensor(_ shortName: String) -> KerasTensor? {
    tensors.first { $0.shortName == shortName }
  }
}
