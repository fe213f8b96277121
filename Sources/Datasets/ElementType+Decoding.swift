import Numerics

/// A number in a binary file that its type or this package does not allow.
struct ElementProblem: Error, Equatable {
  /// Which number, from 0, in the file's order.
  var index: Int
  /// What is wrong with it.
  var problem: String
}

extension ElementType {
  /// Bytes in memory for each number; see ``DataArray/Storage``.
  var storedSize: Int {
    switch self {
    case .uint8: 1
    case .float16, .bfloat16, .float32: 4
    default: 8
    }
  }

  /// Decodes all numbers of `bytes`, whose size must be a multiple of ``size``.
  func decode(
    _ bytes: [UInt8], _ order: ByteOrder
  ) throws(ElementProblem) -> DataArray.Storage {
    switch self {
    case .bool: return .integers(try Self.booleans(bytes))
    case .uint8: return .bytes(bytes)
    case .int8: return .integers(bytes.map { Int(Int8(bitPattern: $0)) })
    case .uint16: return .integers(Self.words(bytes, order) { (word: UInt16) in Int(word) })
    case .int16:
      return .integers(Self.words(bytes, order) { (word: UInt16) in Int(Int16(bitPattern: word)) })
    case .uint32: return .integers(Self.words(bytes, order) { (word: UInt32) in Int(word) })
    case .int32:
      return .integers(Self.words(bytes, order) { (word: UInt32) in Int(Int32(bitPattern: word)) })
    case .uint64, .int64:
      let values = Self.words(bytes, order) { (word: UInt64) in Int(truncatingIfNeeded: word) }
      if self == .uint64, let index = values.firstIndex(where: { $0 < 0 }) {
        throw ElementProblem(index: index, problem: "is too large: above \(Int.max)")
      }
      return .integers(values)
    case .float16:
      return .floats(Self.words(bytes, order) { (word: UInt16) in HalfPrecision.value(word) })
    case .bfloat16:
      return .floats(Self.words(bytes, order) { (word: UInt16) in HalfPrecision.brainValue(word) })
    case .float32:
      return .floats(Self.words(bytes, order) { (word: UInt32) in Float(bitPattern: word) })
    case .float64:
      return .doubles(Self.words(bytes, order) { (word: UInt64) in Double(bitPattern: word) })
    }
  }

  private static func booleans(_ bytes: [UInt8]) throws(ElementProblem) -> [Int] {
    if let index = bytes.firstIndex(where: { $0 > 1 }) {
      throw ElementProblem(index: index, problem: "is no truth value: \(bytes[index])")
    }
    return bytes.map(Int.init)
  }

  private static func words<Word: FixedWidthInteger & UnsignedInteger, Value>(
    _ bytes: [UInt8], _ order: ByteOrder, _ value: (Word) -> Value
  ) -> [Value] {
    let size = Word.bitWidth / 8
    var values: [Value] = []
    values.reserveCapacity(bytes.count / size)
    var start = 0
    while start + size <= bytes.count {
      var word: Word = 0
      for place in 0..<size { word = word << 8 | Word(bytes[start + place]) }
      values.append(value(order == .bigEndian ? word : word.byteSwapped))
      start += size
    }
    return values
  }
}
