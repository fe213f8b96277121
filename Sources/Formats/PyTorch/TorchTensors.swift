import Files
import Networks
import Numerics
import StoredModels

/// The tensors of a file of PyTorch: descriptions in a pickle, and storages beside it.
struct TorchTensors {
  /// Where a storage's numbers are.
  struct Storage: Sendable {
    /// The bytes that have them.
    var source: ModelSource
    /// Where they begin.
    var offset: Int
    /// How many bytes there are.
    var count: Int
  }

  /// The pickle's values.
  let graph: PythonGraph
  /// The storages by key.
  let storages: [String: Storage]
  /// The order of the bytes of a number.
  let order: ByteOrder
  /// The path for messages.
  let file: String

  /// PyTorch's names of element types.
  static let types: [String: ElementType] = [
    "FloatStorage": .float32, "DoubleStorage": .float64, "HalfStorage": .float16,
    "BFloat16Storage": .bfloat16, "LongStorage": .int64, "IntStorage": .int32,
    "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8, "BoolStorage": .bool,
  ]

  /// The tensor that a value describes.
  ///
  /// - Parameters:
  ///   - value: a value of the pickle.
  ///   - name: what it is called.
  /// - Returns: `nil` when the value is no dense tensor.
  /// - Throws: `FileError` of kind `badData` when it reaches beyond its storage.
  func tensor(_ value: PythonValue, name: String) throws(FileError) -> StoredArray? {
    guard case .instance(let instance)? = graph.object(value),
      let maker = graph.name(instance.maker), maker.module == "torch._utils",
      let arguments = graph.items(instance.arguments)
    else { return nil }
    if maker.name == "_rebuild_parameter", let inner = arguments.first {
      // A parameter is a tensor; it cannot hold another parameter.
      guard graph.className(inner)?.name == "_rebuild_tensor_v2" else { return nil }
      return try tensor(inner, name: name)
    }
    guard maker.name == "_rebuild_tensor_v2", arguments.count >= 4 else { return nil }
    func failure(_ problem: String) -> FileError {
      FileError(.badData, file: file, object: "tensor \(name.prefix(80))", problem: problem)
    }
    guard case .persistent(let identifier)? = graph.object(arguments[0]),
      let parts = graph.items(identifier), parts.count >= 5, graph.text(parts[0]) == "storage",
      let class_ = graph.name(parts[1]), class_.module == "torch", let key = graph.text(parts[2]),
      let count = graph.integer(parts[4]), count >= 0
    else { throw failure("does not say which storage has its numbers") }
    guard let type = Self.types[class_.name] else {
      throw FileError(
        .unsupported, file: file, object: "tensor \(name.prefix(80))",
        problem: "has numbers of the kind \(class_.description), which is not supported")
    }
    if parts.count > 5 {
      guard case .none = parts[5] else {
        throw FileError(
          .unsupported, file: file, object: "tensor \(name.prefix(80))",
          problem:
            "is a view of another storage, as PyTorch before 0.4 wrote; save it again with a "
            + "newer PyTorch")
      }
    }
    guard let storage = storages[key], let size = Shape([count, type.size])?.count,
      size == storage.count
    else {
      throw failure("names the storage \"\(key.prefix(40))\", which is missing or of another size")
    }
    guard let shape = graph.extents(arguments[2]), let steps = graph.extents(arguments[3]),
      shape.count == steps.count, let start = graph.integer(arguments[1]), start >= 0,
      let total = Shape(shape)?.count, total <= count,
      Self.last(shape, steps, start: start, total: total).map({ $0 < count }) ?? false
    else { throw failure("reaches beyond its storage of \(count) numbers") }
    if Self.isContiguous(shape, steps) {
      return try StoredArray(
        name, shape: shape, type: type, in: storage.source,
        at: storage.offset + start * type.size, order: order, file: file)
    }
    let whole = try StoredArray(
      name, shape: [count], type: type, in: storage.source, at: storage.offset, order: order,
      file: file
    ).values()
    var index = [Int](repeating: 0, count: shape.count)
    let numbers = (0..<total).map { _ in
      let place = zip(index, steps).reduce(start) { $0 + $1.0 * $1.1 }
      for axis in shape.indices.reversed() {
        index[axis] += 1
        if index[axis] < shape[axis] { break }
        index[axis] = 0
      }
      return whole[place]
    }
    return StoredArray(name, shape: shape, type: type, numbers: numbers, file: file)
  }

  /// The place of the last number; −1 when there is none, `nil` when it is beyond all numbers.
  private static func last(_ shape: [Int], _ steps: [Int], start: Int, total: Int) -> Int? {
    guard total > 0 else { return -1 }
    var place = start
    for (extent, step) in zip(shape, steps) {
      let (far, overflow) = (extent - 1).multipliedReportingOverflow(by: step)
      let (sum, carry) = place.addingReportingOverflow(far)
      if overflow || carry { return nil }
      place = sum
    }
    return place
  }

  private static func isContiguous(_ shape: [Int], _ steps: [Int]) -> Bool {
    var expected = 1
    for (extent, step) in zip(shape, steps).reversed() {
      if extent != 1, step != expected { return false }
      expected *= extent
    }
    return true
  }

  /// All tensors with their paths, each once, without recursion.
  func all() throws(FileError) -> [StoredArray] {
    var seen = [Bool](repeating: false, count: graph.objects.count)
    var queue: [(value: PythonValue, path: String, depth: Int)] = [(graph.root, "", 0)]
    var found: [StoredArray] = []
    var names: Set<String> = []
    while let (value, path, depth) = queue.popLast() {
      guard case .object(let place) = value, !seen[place], depth < 1000, found.count < 10_000 else {
        continue
      }
      seen[place] = true
      let name = path.isEmpty ? "tensor" : path
      let unique = names.contains(name) ? "\(name) (\(place))" : name
      if let tensor = try tensor(value, name: unique) {
        names.insert(unique)
        found.append(tensor)
        continue
      }
      var next: [(String, PythonValue)] = []
      switch graph.objects[place] {
      case .list(let items), .tuple(let items):
        next = items.enumerated().map { ("\($0)", $1) }
      case .dictionary: next = graph.entries(value) ?? []
      case .instance(let instance):
        next = graph.attributes(value)
        if next.isEmpty, let state = instance.state { next = [("", state)] }
      default: break
      }
      // Modules keep their parts in dictionaries that are in no name of PyTorch's own.
      let silent: Set = ["_modules", "_parameters", "_buffers", ""]
      for (key, item) in next.reversed() {
        guard case .object = item else { continue }
        let part = silent.contains(key) ? "" : String(key.prefix(80))
        let joined = path.isEmpty || part.isEmpty ? path + part : "\(path).\(part)"
        queue.append((item, String(joined.prefix(200)), depth + 1))
      }
    }
    return found
  }
}
