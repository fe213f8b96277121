import HDF5
import Networks

/// A group of the object-path layout: `.weights.h5` files, and `model.weights.h5` inside `.keras`.
///
/// The path says the class and its rank, not the layer's name: the second Dense is `layers/dense_1`,
/// whatever it is called.
struct KerasObjectGroup: Sendable, Equatable {
  /// The last part of the path, such as `dense_1`.
  var segment: String
  /// The layer's name, which Keras writes since 3.6.
  var storedName: String?
  /// The datasets under `vars`, in numeric order.
  var variables: [KerasTensor]
  /// The groups inside: a model's `layers`, a layer's `activation`.
  var children: [KerasObjectGroup]
  /// The names of links that are not followed; an error only where a layer is looked for behind one.
  var links: [String] = []

  /// The names of the group that holds a model's layers; TensorFlow 2.12 and 2.13 use the second.
  static let containerNames = ["layers", "_layer_checkpoint_dependencies"]

  /// Deeper than any real model nests.
  private static let deepest = 32

  /// Reads the tree below a container group; no data.
  ///
  /// A subclassed model also keeps layers beside the container, under the names of its attributes.
  ///
  /// - Throws: `HDF5Error` when an object is damaged or the groups nest without end.
  static func read(
    _ root: borrowing HDF5Group, container: String
  ) throws(HDF5Error) -> KerasObjectGroup {
    var tree = try KerasObjectGroup(
      try root.group(container), segment: container, components: [container])
    let known = containerNames + ["optimizer", "metrics", "vars"]
    for name in try root.childNames() where !known.contains(name) {
      guard (try? root.child(name)) == .group else { continue }
      tree.children.append(
        try KerasObjectGroup(try root.group(name), segment: name, components: [name]))
    }
    return tree
  }

  private init(
    _ group: borrowing HDF5Group, segment: String, components: [String]
  ) throws(HDF5Error) {
    guard components.count <= Self.deepest else {
      throw HDF5Error(
        .badData, object: group.path, problem: "nests deeper than \(Self.deepest) groups")
    }
    self.segment = segment
    variables = []
    children = []
    for name in try group.childNames() {
      let child: HDF5Group.Child
      do throws(HDF5Error) {
        child = try group.child(name)
      } catch {
        if name == "vars" { throw error }
        links.append(name)
        continue
      }
      guard child == .group else { continue }
      let inner = try group.group(name)
      if name == "vars" {
        storedName = try inner.text("name")
        variables = try Self.variables(inner, components: components + [name])
      } else {
        children.append(
          try KerasObjectGroup(inner, segment: name, components: components + [name]))
      }
    }
  }

  private static func variables(
    _ group: borrowing HDF5Group, components: [String]
  ) throws(HDF5Error) -> [KerasTensor] {
    // Links come in the order 0, 1, 10, 11, 2.
    let names = try group.childNames().sorted { (Int($0) ?? .max, $0) < (Int($1) ?? .max, $1) }
    var tensors: [KerasTensor] = []
    for name in names {
      let dataset = try group.dataset(name)
      let path = components + [name]
      tensors.append(
        KerasTensor(
          entry: ModelInventory.TensorEntry(
            name: path.joined(separator: "/"), path: dataset.path, role: name,
            shape: dataset.shape, elementType: dataset.elementType.rawValue),
          components: path, shortName: name, owner: components.joined(separator: "/")))
    }
    return tensors
  }

  /// The layers inside, when the group is a model.
  var container: KerasObjectGroup? {
    children.first { Self.containerNames.contains($0.segment) }
  }

  /// The groups of a class, in the order of their numbers: `dense`, `dense_1`, `dense_2`, ...
  ///
  /// TensorFlow 2.12 and 2.13 leave numbers out, so a group's rank counts and not its number.
  func members(ofClass className: String) -> [KerasObjectGroup] {
    let snake = snakeCase(className)
    return children.compactMap { child -> (number: Int, group: KerasObjectGroup)? in
      if child.segment == snake { return (0, child) }
      guard child.segment.hasPrefix(snake + "_"),
        let number = Int(child.segment.dropFirst(snake.count + 1)), number > 0
      else { return nil }
      return (number, child)
    }
    .sorted { $0.number < $1.number }.map(\.group)
  }

  /// All variables of the group and the groups inside.
  var allVariables: [KerasTensor] { variables + children.flatMap(\.prefixedVariables) }

  /// All variables, with the path inside as their short names: `cell/0`.
  var prefixedVariables: [KerasTensor] {
    allVariables.map { tensor in
      var tensor = tensor
      tensor.rename("\(segment)/\(tensor.shortName)")
      return tensor
    }
  }
}

/// Keras's spelling of a class name in paths: `LeakyReLU` is `leaky_re_lu`.
func snakeCase(_ className: String) -> String {
  let characters = className.filter { $0.isLetter || $0.isNumber || $0 == "_" }.map { $0 }
  var result = ""
  for (index, character) in characters.enumerated() {
    let next = index + 1 < characters.count ? characters[index + 1] : nil
    let previous = index > 0 ? characters[index - 1] : nil
    // An underscore before a capital that begins a word, and between a small letter and a capital.
    let beginsWord = character.isUppercase && next?.isLowercase == true
    let followsSmall = character.isUppercase && previous?.isLowercase == true
    if index > 0, previous != "_", beginsWord || followsSmall { result.append("_") }
    result += character.lowercased()
  }
  return result
}
