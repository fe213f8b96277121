import Files

/// Builds one message of a protobuf file, field by field.
struct ProtobufWriter {
  /// The message so far.
  private(set) var bytes: [UInt8] = []

  /// Appends a whole number.
  mutating func append(_ number: Int, _ value: Int) {
    appendVarint(UInt64(number) << 3)
    appendVarint(UInt64(bitPattern: Int64(value)))
  }

  /// Appends a float32 number.
  mutating func append(_ number: Int, _ value: Float) {
    appendVarint(UInt64(number) << 3 | 5)
    bytes.append(littleEndian: [value], as: \.bitPattern)
  }

  /// Appends a text.
  mutating func append(_ number: Int, _ text: String) {
    append(number, Array(text.utf8))
  }

  /// Appends bytes.
  mutating func append(_ number: Int, _ content: [UInt8]) {
    appendVarint(UInt64(number) << 3 | 2)
    appendVarint(UInt64(content.count))
    bytes.append(contentsOf: content)
  }

  /// Appends a message.
  mutating func append(_ number: Int, _ message: ProtobufWriter) {
    append(number, message.bytes)
  }

  /// Appends the fields of another part of the same message.
  mutating func append(contentsOf other: ProtobufWriter) {
    bytes += other.bytes
  }

  /// Appends a message that is built in place.
  mutating func append(_ number: Int, _ build: (inout ProtobufWriter) -> Void) {
    var message = ProtobufWriter()
    build(&message)
    append(number, message)
  }

  private mutating func appendVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
