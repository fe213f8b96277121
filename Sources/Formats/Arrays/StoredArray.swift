import Files
import Networks
import Numerics
import StoredModels

/// A named array of a file, whose numbers are read when they are asked for.
struct StoredArray: Sendable {
  /// Where the numbers are.
  enum Contents: Sendable {
    /// In memory, row-major.
    case numbers([Double])
    /// In the bytes of a file from `offset` on, row-major; that they are all there was checked.
    case bytes(ModelSource, offset: Int, order: ByteOrder)
  }

  /// The name in the file, which is its path too.
  var name: String
  /// The extents; empty for a scalar.
  var shape: [Int]
  /// The type that the file has them in.
  var type: ElementType
  /// Where the numbers are.
  var contents: Contents
  /// The file, for messages.
  var file: String

  /// Checks that an array lies whole within its file.
  ///
  /// - Parameters:
  ///   - name: its name in the file.
  ///   - shape: the extents.
  ///   - type: the type of its numbers.
  ///   - source: the file that has them.
  ///   - offset: where they begin.
  ///   - order: the order of the bytes of a number.
  ///   - file: the path for messages.
  /// - Throws: `FileError` of kind `badData`.
  init(
    _ name: String, shape: [Int], type: ElementType, in source: ModelSource, at offset: Int,
    order: ByteOrder = .littleEndian, file: String
  ) throws(FileError) {
    guard let size = Shape(shape + [type.size])?.count,
      offset >= 0, offset <= source.size, size <= source.size - offset
    else {
      throw FileError(
        .badData, file: file, object: String(name.prefix(80)),
        problem:
          "lies beyond the end of the file: \(shape.prefix(8)) of \(type.rawValue) from byte "
          + "\(offset) on, of \(source.size)")
    }
    (self.name, self.shape, self.type, self.file) = (name, shape, type, file)
    contents = .bytes(source, offset: offset, order: order)
  }

  /// An array that is in memory.
  ///
  /// - Parameters:
  ///   - name: its name in the file.
  ///   - shape: the extents.
  ///   - type: the type that the file has them in.
  ///   - numbers: as many as the shape says, row-major.
  ///   - file: the path for messages.
  init(_ name: String, shape: [Int], type: ElementType, numbers: [Double], file: String) {
    (self.name, self.shape, self.type, self.file) = (name, shape, type, file)
    contents = .numbers(numbers)
  }

  /// The number of its numbers.
  var count: Int { Shape(shape)?.count ?? 0 }

  /// What an inventory says of it.
  ///
  /// - Parameter role: what it is to its layer, such as `weights`.
  func entry(role: String) -> ModelInventory.TensorEntry {
    ModelInventory.TensorEntry(
      name: name, path: name, role: role, shape: shape, elementType: type.rawValue)
  }

  /// All numbers, row-major.
  ///
  /// - Throws: `FileError` when the file cannot be read, or has changed.
  func values() throws(FileError) -> [Double] {
    if case .numbers(let numbers) = contents { return numbers }
    var values: [Double] = []
    values.reserveCapacity(count)
    try forEachBlock { block in
      for index in 0..<block.count { values.append(block[index]) }
    }
    return values
  }

  /// Visits all numbers in order, a block at a time.
  ///
  /// - Throws: `FileError` as ``values()`` does.
  func forEachBlock(_ visit: (Span<Double>) -> Void) throws(FileError) {
    switch contents {
    case .numbers(let numbers): visit(numbers.span)
    case .bytes(let source, let offset, let order):
      try source.checkUnchanged()
      var stream = source.stream(from: offset, path: file)
      var left = count
      while left > 0 {
        let block = try type.doubles(min(left, 1 << 15), order, from: &stream)
        visit(block.span)
        left -= block.count
      }
      try source.checkUnchanged()
    }
  }

  /// Whether no number is NaN or infinite.
  ///
  /// - Throws: `FileError` as ``values()`` does.
  func isFinite() throws(FileError) -> Bool {
    var isFinite = true
    try forEachBlock { isFinite = isFinite && $0.isFinite }
    return isFinite
  }
}

extension ElementType {
  /// Reads numbers and makes Doubles of them; integers beyond 2⁵³ are rounded.
  ///
  /// - Parameters:
  ///   - count: how many; their bytes are there.
  ///   - order: the order of the bytes of a number.
  ///   - stream: where from.
  /// - Throws: `FileError`.
  func doubles(
    _ count: Int, _ order: ByteOrder, from stream: inout ByteStream
  ) throws(FileError) -> [Double] {
    func words<Word: FixedWidthInteger & BitwiseCopyable>(
      _ value: (Word) -> Double
    ) throws(FileError) -> [Double] {
      try stream.elements(count, of: Word.self) { word in
        value(order == .bigEndian ? Word(bigEndian: word) : Word(littleEndian: word))
      }
    }
    return switch self {
    case .bool: try words { (word: UInt8) in word == 0 ? 0 : 1 }
    case .uint8: try words { (word: UInt8) in Double(word) }
    case .uint16: try words { (word: UInt16) in Double(word) }
    case .uint32: try words { (word: UInt32) in Double(word) }
    case .uint64: try words { (word: UInt64) in Double(word) }
    case .int8: try words { (word: Int8) in Double(word) }
    case .int16: try words { (word: Int16) in Double(word) }
    case .int32: try words { (word: Int32) in Double(word) }
    case .int64: try words { (word: Int64) in Double(word) }
    case .float16: try words { (word: UInt16) in Double(HalfPrecision.value(word)) }
    case .bfloat16: try words { (word: UInt16) in Double(HalfPrecision.brainValue(word)) }
    case .float32: try words { (word: UInt32) in Double(Float(bitPattern: word)) }
    case .float64: try words { (word: UInt64) in Double(bitPattern: word) }
    }
  }
}
