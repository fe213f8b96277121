import JSON
import Networks

/// The tensors of a file in one of Keras's layouts.
enum KerasStoredWeights: Sendable, Equatable {
  /// Groups named in `layer_names`: full models, and weights-only files since Keras 1.
  case named([KerasGroup])
  /// Groups numbered in the order of the layers: Keras 0.
  case numbered([KerasGroup])
  /// Paths of classes and ranks: `.weights.h5` and `.keras`.
  case objects(KerasObjectGroup)

  /// Whether the file is of Keras 0.
  var isNumbered: Bool { if case .numbered = self { true } else { false } }

  /// The layers that can be told without an architecture, in the file's order.
  var layers: [KerasLayer] {
    switch self {
    case .named(let groups), .numbered(let groups):
      groups.map { group in
        let tensors = Self.kernelAndBias(group.tensors)
        return KerasLayer(node: .guessed(from: tensors, name: group.layer), tensors: tensors)
      }
    case .objects(let container): Self.layers(in: container, outerNames: [])
    }
  }

  /// A matrix and a vector as long as its rows are a kernel and a bias, whatever their names: Keras 0 has
  /// none, files of other tools have their own, and Keras takes weights by their order.
  static func kernelAndBias(_ tensors: [KerasTensor]) -> [KerasTensor] {
    guard tensors.count == 2, tensors.allSatisfy({ $0.entry.elementType.contains("float") }),
      tensors[0].entry.shape.count == 2, tensors[1].entry.shape == [tensors[0].entry.shape[1]]
    else { return tensors }
    var tensors = tensors
    tensors[0].rename("kernel")
    tensors[1].rename("bias")
    return tensors
  }

  /// The layers of an object-path file, by class and number.
  private static func layers(in container: KerasObjectGroup, outerNames: [String]) -> [KerasLayer] {
    let ordered = container.children.sorted { first, second in
      rank(first.segment) < rank(second.segment)
    }
    return ordered.flatMap { layers(of: $0, outerNames: outerNames) }
  }

  /// The layers of one group: itself, or those of a nested model.
  static func layers(of group: KerasObjectGroup, outerNames: [String]) -> [KerasLayer] {
    let name = group.storedName ?? group.segment
    if let inner = group.container { return layers(in: inner, outerNames: outerNames + [name]) }
    let className = KerasClassNames.named(rank(group.segment).0)
    var tensors = group.allVariables
    if className == "Dense", group.variables.count <= 2 {
      for (index, variable) in zip(tensors.indices, ["kernel", "bias"]) {
        tensors[index].rename(variable)
      }
    }
    var node = KerasNode.guessed(from: tensors, name: name)
    if node.className == "unknown" { node.className = className ?? group.segment }
    node.outerNames = outerNames
    return [KerasLayer(node: node, tensors: tensors)]
  }

  /// `dense_10` comes after `dense_9`.
  static func rank(_ segment: String) -> (String, Int) {
    let digits = segment.reversed().prefix(while: \.isNumber)
    guard !digits.isEmpty, segment.dropLast(digits.count).last == "_",
      let number = Int(String(digits.reversed()))
    else { return (segment, 0) }
    return (String(segment.dropLast(digits.count + 1)), number)
  }
}

extension KerasNode {
  /// A layer of which only the tensors are known.
  static func guessed(from tensors: [KerasTensor], name: String) -> KerasNode {
    let names = Set(tensors.map(\.shortName))
    let isDense =
      tensors.contains { $0.shortName == "kernel" && $0.entry.shape.count == 2 }
      && names.isSubset(of: ["kernel", "bias"])
    let byName = KerasClassNames.named(KerasStoredWeights.rank(name).0)
    return KerasNode(
      className: isDense
        ? "Dense" : names.contains("moving_mean") ? "BatchNormalization" : byName ?? "unknown",
      name: name)
  }
}

extension KerasTensor {
  /// Gives the tensor the name that it has for its layer.
  mutating func rename(_ name: String) {
    shortName = name
    entry.role = KerasWeights.role(name)
  }
}
