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
  /// The layers inside, when it is a model.
  var children: [KerasNode]
  /// What feeds it, in a functional model: one list of producers for each call.
  var calls: [[String]]
  /// What the functional model takes and gives, as layer names.
  var inputNames: [String]
  var outputNames: [String]

  /// Whether it is a model and not a layer.
  var isModel: Bool { isSequential || isFunctional }
  var isSequential: Bool { className == "Sequential" }
  var isFunctional: Bool { className == "Functional" || className == "Model" }

  /// The name that is unique in the file: `OUTER/NAME`.
  var qualifiedName: String { (outerNames.filter { !$0.isEmpty } + [name]).joined(separator: "/") }

  /// The layers in file order with nested models laid flat; itself when it is a layer.
  var leaves: [KerasNode] { isModel ? children.flatMap(\.leaves) : [self] }

  /// Gives nested models without a name that of the group at their place, as Keras 1 orders them.
  mutating func nameNestedModels(after groups: [String]) {
    guard children.count == groups.count else { return }
    for index in children.indices where children[index].name.isEmpty {
      children[index].rename(groups[index])
    }
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
