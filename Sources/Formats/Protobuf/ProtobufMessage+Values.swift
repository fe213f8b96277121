import Files

extension ProtobufMessage {
  /// The text that some bytes are.
  ///
  /// - Throws: `FileError` when they are not UTF-8.
  func text(_ range: Range<Int>) throws(FileError) -> String {
    guard let text = String(validating: bytes[range], as: UTF8.self) else {
      throw failure("has a text at byte \(range.lowerBound) that is not UTF-8")
    }
    return text
  }

  /// The text of a field.
  ///
  /// - Throws: `FileError` when it is no text.
  func text(_ value: Value) throws(FileError) -> String {
    try text(content(value))
  }

  /// Where the bytes of a field of wire type 2 are.
  ///
  /// - Throws: `FileError` when it has another wire type.
  func content(_ value: Value) throws(FileError) -> Range<Int> {
    guard case .bytes(let range) = value else {
      throw failure(
        "has a number where protobuf bytes were expected, before byte \(range.upperBound)")
    }
    return range
  }

  /// A message inside a field.
  ///
  /// - Throws: `FileError` when it is no message.
  func message(_ value: Value) throws(FileError) -> ProtobufMessage {
    message(try content(value))
  }

  /// A whole number of a field; negative ones have 10 bytes.
  ///
  /// - Throws: `FileError` when the field is no varint.
  func integer(_ value: Value) throws(FileError) -> Int {
    guard case .varint(let number) = value else {
      throw failure("has bytes where a protobuf number was expected")
    }
    return Int(truncatingIfNeeded: number)
  }

  /// Appends the whole numbers of a repeated field, packed or not.
  ///
  /// - Throws: `FileError` when the field holds no varints.
  func appendIntegers(_ value: Value, to numbers: inout [Int]) throws(FileError) {
    guard case .bytes(let range) = value else { return numbers.append(try integer(value)) }
    var place = range.lowerBound
    while place < range.upperBound {
      numbers.append(Int(truncatingIfNeeded: try varint(at: &place, before: range.upperBound)))
    }
  }

  /// Appends the float32 numbers of a repeated field, packed or not.
  ///
  /// - Throws: `FileError` when the field holds none.
  func appendFloats(_ value: Value, to numbers: inout [Double]) throws(FileError) {
    switch value {
    case .fixed32(let bits): numbers.append(Double(Float(bitPattern: bits)))
    case .bytes(let range) where range.count % 4 == 0:
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
        numbers.append(
          Double(Float(bitPattern: UInt32(truncatingIfNeeded: word(at: start, size: 4)))))
      }
    default: throw failure("has something else where packed float32 numbers were expected")
    }
  }

  /// Appends the float64 numbers of a repeated field, packed or not.
  ///
  /// - Throws: `FileError` when the field holds none.
  func appendDoubles(_ value: Value, to numbers: inout [Double]) throws(FileError) {
    switch value {
    case .fixed64(let bits): numbers.append(Double(bitPattern: bits))
    case .bytes(let range) where range.count % 8 == 0:
      for start in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
        numbers.append(Double(bitPattern: word(at: start, size: 8)))
      }
    default: throw failure("has something else where packed float64 numbers were expected")
    }
  }

  /// The little-endian word at a place inside the message.
  private func word(at place: Int, size: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<size { value |= UInt64(bytes[place + index]) << UInt64(8 * index) }
    return value
  }

  /// The name and the message of an entry of a map: fields 1 and 2.
  ///
  /// - Throws: `FileError` when it is no such entry.
  func mapEntry() throws(FileError) -> (name: String, value: ProtobufMessage) {
    var name = ""
    var value = message(range.lowerBound..<range.lowerBound)
    try forEachField { number, field throws(FileError) in
      if number == 1 { name = try text(field) }
      if number == 2 { value = try message(field) }
    }
    return (name, value)
  }
}

extension FileError {
  /// The same error, about an object inside the file, unless it names one.
  func about(_ object: @autoclosure () -> String) -> FileError {
    var error = self
    if error.object == nil { error.object = object() }
    return error
  }
}
