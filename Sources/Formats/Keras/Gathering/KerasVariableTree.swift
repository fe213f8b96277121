import Files
import HDF5
import JSON
import Networks
import Numerics

/// Variables of Keras that do not stand in one HDF5 file, and the file that Keras would have written of them.
///
/// Shards, arrays of NumPy and the checkpoints of TensorFlow are brought into that one form: what is known about
/// layers and weights is then in one place.
struct KerasVariableTree: Sendable {
  /// Numbers, row-major.
  struct Variable: Sendable {
    var shape: [Int]
    var type: HDF5ElementType
    var values: [Double]
  }

  /// Deeper than any real model nests.
  private static let deepest = 32

  private var groups: [String: KerasVariableTree] = [:]
  private var variables: [String: Variable] = [:]
  /// The texts that describe a group.
  var texts: [String: String] = [:]
  /// The lists of names that describe a group.
  var lists: [String: [String]] = [:]

  /// An empty group.
  init() {}

  /// The group some groups below, made when it is missing.
  subscript(path: [String]) -> KerasVariableTree {
    get {
      path.first.map { groups[$0, default: KerasVariableTree()][Array(path.dropFirst())] } ?? self
    }
    set {
      guard let first = path.first else {
        self = newValue
        return
      }
      groups[first, default: KerasVariableTree()][Array(path.dropFirst())] = newValue
    }
  }

  /// Adds a variable.
  ///
  /// - Parameters:
  ///   - variable: its numbers.
  ///   - path: the groups above it, and its name.
  ///   - file: where it comes from, for messages.
  /// - Throws: `FileError` of kind `badData` when there is one already, or the path is none.
  mutating func add(
    _ variable: Variable, at path: [String], file: String
  ) throws(FileError) {
    let name = path.joined(separator: "/").prefix(80)
    guard let last = path.last, path.count <= Self.deepest,
      path.allSatisfy({ !$0.isEmpty && $0 != "." && !$0.contains("/") && !$0.utf8.contains(0) })
    else {
      throw FileError(
        .badData, file: file, object: "variable \(name)", problem: "has no name that Keras gives")
    }
    let above = Array(path.dropLast())
    guard self[above].variables.updateValue(variable, forKey: last) == nil,
      self[above].groups[last] == nil
    else {
      throw FileError(.badData, file: file, object: "variable \(name)", problem: "is there twice")
    }
  }

  /// Takes over all of another tree.
  ///
  /// - Throws: `FileError` of kind `badData` when both have a variable.
  mutating func add(_ other: KerasVariableTree, at path: [String] = [], file: String)
    throws(FileError)
  {
    for (name, variable) in other.variables.sorted(by: { $0.key < $1.key }) {
      try add(variable, at: path + [name], file: file)
    }
    for (name, text) in other.texts { self[path].texts[name] = text }
    for (name, group) in other.groups { try add(group, at: path + [name], file: file) }
  }

  /// Reads all groups and variables of an open file in the layout of Keras 3.
  ///
  /// - Parameters:
  ///   - group: the root.
  ///   - limit: the most numbers that may still be read.
  /// - Throws: `HDF5Error`.
  static func read(
    _ group: borrowing HDF5Group, limit: inout Int, depth: Int = 0
  ) throws(HDF5Error) -> KerasVariableTree {
    var tree = KerasVariableTree()
    guard depth < deepest else {
      throw HDF5Error(.badData, object: group.path, problem: "nests deeper than \(deepest) groups")
    }
    // The layer's own name; what else describes a group is of no use to a network.
    if depth > 0, let name = try group.text("name") { tree.texts["name"] = name }
    for name in try group.childNames() where !(depth == 0 && name == "optimizer") {
      switch try group.child(name) {
      case .group:
        tree.groups[name] = try read(try group.group(name), limit: &limit, depth: depth + 1)
      case .dataset:
        let dataset = try group.dataset(name)
        limit -= 1 + (Shape(dataset.shape)?.count ?? .max / 2)
        guard limit >= 0 else {
          throw HDF5Error(
            .unsupported, object: dataset.path,
            problem: "makes the weights too many to be brought together in memory")
        }
        tree.variables[name] = Variable(
          shape: dataset.shape, type: dataset.elementType, values: try dataset.doubles())
      case .missing, .other: break
      }
    }
    return tree
  }

  /// The HDF5 file.
  ///
  /// - Throws: `HDF5Error` of kind `cannotWrite`.
  func image() throws(HDF5Error) -> [UInt8] {
    try HDF5Builder.image { root throws(HDF5Error) in try write(to: root) }
  }

  private func write(to group: borrowing HDF5GroupBuilder) throws(HDF5Error) {
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
      try group.setAttribute(name, text)
    }
    for (name, list) in lists.sorted(by: { $0.key < $1.key }) {
      try group.setAttribute(name, list)
    }
    for (name, variable) in variables.sorted(by: { $0.key < $1.key }) {
      try group.write(
        name, variable.values, as: variable.type, shape: variable.shape, bfloat16: .opaque)
    }
    for (name, tree) in groups.sorted(by: { $0.key < $1.key }) {
      try group.group(name) { child throws(HDF5Error) in try tree.write(to: child) }
    }
  }
}

extension HDF5ElementType {
  /// The type in HDF5 of numbers that have another one here; truth values are bytes.
  init(_ type: ElementType) {
    self = type == .bool ? .uint8 : HDF5ElementType(rawValue: type.rawValue) ?? .float64
  }
}
