/// Writes the parts of a message.
package struct MessageWriter: Sendable {
  /// What was written.
  package private(set) var bytes: [UInt8] = []

  /// Begins an empty message.
  package init() {}

  /// Appends one byte.
  package mutating func append(_ byte: UInt8) { bytes.append(byte) }

  /// Appends a number, as eight bytes, little-endian.
  package mutating func append(_ number: Int) { append(UInt64(bitPattern: Int64(number))) }

  /// Appends a number, as eight bytes, little-endian.
  package mutating func append(_ number: UInt64) {
    for index in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(index)))) }
  }

  /// Appends bytes behind their number.
  package mutating func append(_ block: some Collection<UInt8>) {
    append(block.count)
    bytes.append(contentsOf: block)
  }

  /// Appends a text as its UTF-8.
  package mutating func append(_ text: String) { append(Array(text.utf8)) }

  /// Appends a list behind the number of its elements.
  package mutating func append<Element>(
    list: [Element], _ write: (inout MessageWriter, Element) -> Void
  ) {
    append(list.count)
    for element in list { write(&self, element) }
  }
}

/// Reads the parts of a message that nobody vouches for.
///
/// Nothing is taken from it that is not there: a list or block that claims more than what is left is an
/// error before anything is allocated for it.
package struct MessageReader: Sendable {
  /// The message says something that no honest writer says.
  package struct Malformed: Error, Equatable, Sendable {
    /// Creates the error.
    package init() {}
  }

  private let bytes: [UInt8]
  private var position = 0

  /// Reads a message.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// How many bytes are left.
  package var remaining: Int { bytes.count - position }

  /// The next byte.
  package mutating func byte() throws(Malformed) -> UInt8 {
    guard remaining >= 1 else { throw Malformed() }
    position += 1
    return bytes[position - 1]
  }

  /// The next eight bytes, as a number.
  package mutating func number() throws(Malformed) -> UInt64 {
    guard remaining >= 8 else { throw Malformed() }
    var number: UInt64 = 0
    for index in 0..<8 { number |= UInt64(bytes[position + index]) << (8 * UInt64(index)) }
    position += 8
    return number
  }

  /// The next number, from 0 to `limit`.
  package mutating func count(upTo limit: Int) throws(Malformed) -> Int {
    guard let count = Int(exactly: try number()), count <= limit else { throw Malformed() }
    return count
  }

  /// The next block of bytes.
  package mutating func block() throws(Malformed) -> [UInt8] {
    let count = try count(upTo: remaining)
    guard count <= remaining else { throw Malformed() }
    position += count
    return Array(bytes[(position - count)..<position])
  }

  /// The next text.
  package mutating func text() throws(Malformed) -> String {
    guard let text = String(validating: try block(), as: UTF8.self) else { throw Malformed() }
    return text
  }

  /// The next list.
  ///
  /// - Parameters:
  ///   - limit: how many elements it may have.
  ///   - read: reads an element, which takes at least one byte.
  package mutating func list<Element>(
    upTo limit: Int, _ read: (inout MessageReader) throws(Malformed) -> Element
  ) throws(Malformed) -> [Element] {
    let count = try count(upTo: min(limit, remaining))
    var elements: [Element] = []
    for _ in 0..<count { elements.append(try read(&self)) }
    return elements
  }

  /// Makes sure that nothing is left.
  package func end() throws(Malformed) {
    guard remaining == 0 else { throw Malformed() }
  }
}
