import Files
import Networks
import Numerics

/// Constants and shapes of a TensorFlow graph.
enum TensorFlowTensor {
  /// One number may stand for all of a shape; for no more than these.
  private static let largestFilled = 1 << 22

  /// The extents of a `TensorShapeProto`, −1 where they are open.
  ///
  /// - Returns: `nil` when not even their number is known.
  /// - Throws: `FileError`.
  static func shape(_ message: ProtobufMessage) throws(FileError) -> [Int]? {
    var extents: [Int] = []
    var isUnknown = false
    try message.forEachField { number, value throws(FileError) in
      if number == 3 { isUnknown = try message.integer(value) != 0 }
      guard number == 2 else { return }
      let extent = try message.message(value)
      var size = 0
      try extent.forEachField { number, value throws(FileError) in
        if number == 1 { size = try extent.integer(value) }
      }
      guard extents.count < 64 else { throw message.failure("has a shape of more than 64 axes") }
      extents.append(size)
    }
    return isUnknown ? nil : extents
  }

  /// The numbers of a `TensorProto`.
  ///
  /// - Returns: `nil` when they are of a type that is not read.
  /// - Throws: `FileError` when there are other than the shape needs.
  static func tensor(_ message: ProtobufMessage) throws(FileError) -> GraphTensor? {
    var code = 0
    var shape: [Int] = []
    var content: Range<Int>?
    var values: [Double] = []
    var words: [Int] = []
    try message.forEachField { number, value throws(FileError) in
      switch number {
      case 1: code = try message.integer(value)
      case 2: shape = try self.shape(try message.message(value)) ?? []
      case 4: content = try message.content(value)
      case 5: try message.appendFloats(value, to: &values)
      case 6: try message.appendDoubles(value, to: &values)
      case 7, 10, 11, 13, 16, 17: try message.appendIntegers(value, to: &words)
      default: break
      }
    }
    guard let type = TensorBundle.types[code] else { return nil }
    guard let count = Shape(shape)?.count, let size = Shape([count, type.size])?.count else {
      throw message.failure("has a constant of the shape \(shape.prefix(8))")
    }
    if let content, !content.isEmpty {
      guard content.count == size else {
        throw message.failure("has a constant of \(content.count) bytes; \(size) were expected")
      }
      for start in stride(from: content.lowerBound, to: content.upperBound, by: type.size) {
        var word: UInt64 = 0
        for index in 0..<type.size {
          word |= UInt64(message.bytes[start + index]) << UInt64(8 * index)
        }
        values.append(type.value(word))
      }
    } else {
      // float16 stands as bit patterns; a tensor without any number is full of zeros.
      values += words.map { type.value(UInt64(bitPattern: Int64($0))) }
      guard values.count <= count, values.count == count || count <= largestFilled else {
        throw message.failure("has a constant of \(values.count) numbers for the shape \(shape)")
      }
      values += [Double](repeating: values.last ?? 0, count: count - values.count)
    }
    return GraphTensor(shape: shape, values: values, type: type)
  }
}
