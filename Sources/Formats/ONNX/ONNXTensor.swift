import Files
import Networks
import Numerics
import StoredModels

/// The files beside an ONNX model in which it keeps numbers, each opened once.
struct ONNXNeighbors {
  /// The most files.
  private static let limit = 64

  private let folder: OpenFolder?
  private var files: [String: OpenFile] = [:]

  /// The files of a folder; of none when the model came alone.
  init(_ folder: OpenFolder?) { self.folder = folder }

  /// Opens a file.
  ///
  /// - Parameter name: a plain name, without any folder.
  /// - Throws: `FileError` whose problem says why not.
  mutating func file(_ name: String) throws(FileError) -> OpenFile {
    if let file = files[name] { return file }
    func failure(_ problem: String) -> FileError {
      FileError(.badData, file: name, problem: problem)
    }
    guard let folder else {
      throw failure("is not at hand: open the model by its path, beside it")
    }
    guard files.count < Self.limit else { throw failure("is one of more than \(Self.limit) files") }
    let file = try folder.file(name)
    files[name] = file
    return file
  }
}

/// A tensor of an ONNX file: fields of `TensorProto`.
struct ONNXTensor: Sendable {
  /// The types that are read, by their codes.
  private static let types: [Int: ElementType] = [
    1: .float32, 2: .uint8, 3: .int8, 4: .uint16, 5: .int16, 6: .int32, 7: .int64, 9: .bool,
    10: .float16, 11: .float64, 12: .uint32, 13: .uint64, 16: .bfloat16,
  ]
  /// What other codes stand for.
  private static let otherTypes = [
    8: "string", 14: "complex64", 15: "complex128", 17: "float8e4m3fn", 18: "float8e4m3fnuz",
    19: "float8e5m2", 20: "float8e5m2fnuz", 21: "uint4", 22: "int4", 23: "float4e2m1",
  ]

  private(set) var name = ""
  /// The extents; empty for a single number.
  private(set) var shape: [Int] = []
  /// The name of the element type.
  private(set) var typeName = ""
  /// The numbers, which stay where they are; `nil` when they are of a type that is not read.
  private(set) var array: StoredArray?
  private let message: ProtobufMessage
  private var texts: [Range<Int>] = []

  /// Takes a message apart and checks that there are as many numbers as the shape says.
  ///
  /// - Parameters:
  ///   - message: the tensor.
  ///   - neighbors: where external data may lie.
  /// - Throws: `FileError`.
  init(_ message: ProtobufMessage, _ neighbors: inout ONNXNeighbors) throws(FileError) {
    self.message = message
    var code = 0
    var isExternal = false
    var external: [(name: String, value: String)] = []
    var raw: Range<Int>?
    try message.forEachField { number, value throws(FileError) in
      switch number {
      case 1: try message.appendIntegers(value, to: &shape)
      case 2: code = try message.integer(value)
      case 6: texts.append(try message.content(value))
      case 8: name = try message.text(value)
      case 9: raw = try message.content(value)
      case 13:
        let entry = try message.message(value)
        let (name, content) = try entry.mapEntry()
        external.append((name, try entry.text(content.range)))
      case 14: isExternal = try message.integer(value) == 1
      default: break
      }
    }
    let type = Self.types[code]
    typeName = type?.rawValue ?? Self.otherTypes[code] ?? "type \(code)"
    guard shape.count <= 64, let count = Shape(shape)?.count,
      let size = Shape([count, type?.size ?? 1])?.count
    else { throw failure("has the shape \(shape.prefix(8)), which no tensor has") }
    guard let type else {
      if typeName == "string", texts.count != count {
        throw failure("has \(texts.count) texts for the shape \(shape)")
      }
      return
    }
    if isExternal {
      let place = try externalPlace(external, &neighbors, size: size)
      array = try StoredArray(
        name, shape: shape, type: type, in: .file(place.file), at: place.offset,
        file: message.file)
    } else if let raw {
      guard raw.count == size else {
        throw failure("has \(raw.count) bytes; \(size) were expected for \(shape) of \(typeName)")
      }
      array = try StoredArray(
        name, shape: shape, type: type, in: .memory(message.bytes), at: raw.lowerBound,
        file: message.file)
    } else {
      let numbers = try fieldValues(type)
      guard numbers.count == count else {
        throw failure(
          "has \(numbers.count) numbers; \(count) were expected for the shape \(shape)")
      }
      array = StoredArray(name, shape: shape, type: type, numbers: numbers, file: message.file)
    }
  }

  /// Where external data are: beside the model, in a plain file that no link leads to.
  private func externalPlace(
    _ entries: [(name: String, value: String)], _ neighbors: inout ONNXNeighbors, size: Int
  ) throws(FileError) -> (file: OpenFile, offset: Int) {
    func entry(_ name: String) -> String? { entries.first { $0.name == name }?.value }
    let location = entry("location") ?? ""
    let shown = location.prefix(80)
    guard !location.isEmpty, location != ".", location != "..",
      !location.utf8.contains(where: { $0 == 0x2F || $0 == 0x5C || $0 == 0 })
    else {
      throw failure("keeps its numbers in \"\(shown)\"; only a file beside the model is read")
    }
    func number(_ key: String, default standard: Int) throws(FileError) -> Int {
      guard let text = entry(key) else { return standard }
      guard text.utf8.count <= 19, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let value = Int(text)
      else { throw failure("has the \(key) \"\(text.prefix(40))\" in \(shown)") }
      return value
    }
    let offset = try number("offset", default: 0)
    let length = try number("length", default: size)
    guard length == size else {
      throw failure("has \(length) bytes in \(shown); \(size) were expected for \(shape)")
    }
    let file: OpenFile
    do throws(FileError) {
      file = try neighbors.file(location)
    } catch {
      throw failure("keeps its numbers in \(shown), which cannot be read: \(error.problem)")
    }
    guard offset <= file.size, size <= file.size - offset else {
      throw failure(
        "ends behind its file \(shown): \(size) bytes from \(offset) on, of \(file.size)")
    }
    return (file, offset)
  }

  /// The texts of a tensor of texts.
  ///
  /// - Returns: `nil` when it holds numbers.
  /// - Throws: `FileError` when one is not UTF-8.
  func strings() throws(FileError) -> [String]? {
    guard typeName == "string" else { return nil }
    var result: [String] = []
    for range in texts { result.append(try message.text(range)) }
    return result
  }

  /// Numbers in `float_data` and its kin.
  private func fieldValues(_ type: ElementType) throws(FileError) -> [Double] {
    var values: [Double] = []
    var words: [Int] = []
    try message.forEachField { number, value throws(FileError) in
      switch number {
      case 4 where type == .float32: try message.appendFloats(value, to: &values)
      case 5, 7, 11:
        if type != .float32, type != .float64 { try message.appendIntegers(value, to: &words) }
      case 10 where type == .float64: try message.appendDoubles(value, to: &values)
      default: break
      }
    }
    // float16, bfloat16 and small integers stand as the bit patterns of 32-bit integers.
    return values + words.map { type.value(UInt64(bitPattern: Int64($0))) }
  }

  private func failure(_ problem: String) -> FileError {
    FileError(
      .badData, file: message.file, object: "tensor \(name.prefix(80))", problem: problem)
  }
}
