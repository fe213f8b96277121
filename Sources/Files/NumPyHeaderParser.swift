/// What is wrong with the dictionary of a `.npy` header.
package struct NumPyHeaderProblem: Error, Equatable {
  /// One sentence.
  package var text: String
  /// Whether it is legal but not supported.
  package var isUnsupported = false
}

/// Parses the one form of Python literal that `numpy.save` writes; nothing is evaluated.
///
/// A dictionary of the keys `descr`, `fortran_order` and `shape`, each once, in any order, with a
/// string, `True` or `False`, and a tuple of integers.
package struct NumPyHeaderParser {
  private let bytes: [UInt8]
  private var position = 0

  /// - Parameter bytes: the dictionary, with the padding behind it.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package mutating func parse() throws(NumPyHeaderProblem) -> NumPyHeader {
    var descr: String?
    var fortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where descr == nil: descr = try type()
      case "fortran_order" where fortranOrder == nil: fortranOrder = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      case "descr", "fortran_order", "shape": throw problem("the key \"\(key)\" comes twice")
      default: throw problem("the key \"\(key.prefix(40))\" is unknown")
      }
      if !take(",") {
        try expect("}")
        break
      }
    }
    skipSpaces()
    guard position == bytes.count else { throw problem("something follows the dictionary") }
    guard let descr, let fortranOrder, let shape else {
      throw problem("one of the keys descr, fortran_order, shape is missing")
    }
    return NumPyHeader(descr: descr, fortranOrder: fortranOrder, shape: shape)
  }

  private mutating func type() throws(NumPyHeaderProblem) -> String {
    skipSpaces()
    if position < bytes.count, bytes[position] == UInt8(ascii: "[") {
      throw NumPyHeaderProblem(text: "structured arrays are not supported", isUnsupported: true)
    }
    return try string()
  }

  private mutating func string() throws(NumPyHeaderProblem) -> String {
    skipSpaces()
    guard position < bytes.count, case let quote = bytes[position],
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    else { throw problem("a string was expected") }
    let start = position + 1
    guard let end = bytes[start...].firstIndex(of: quote) else {
      throw problem("a string does not end")
    }
    let contents = bytes[start..<end]
    guard contents.allSatisfy({ 0x20...0x7e ~= $0 && $0 != UInt8(ascii: "\\") }) else {
      throw problem("a string has characters other than plain ASCII")
    }
    position = end + 1
    return String(decoding: contents, as: UTF8.self)
  }

  private mutating func boolean() throws(NumPyHeaderProblem) -> Bool {
    skipSpaces()
    if takeWord("True") { return true }
    if takeWord("False") { return false }
    throw problem("True or False was expected")
  }

  private mutating func tuple() throws(NumPyHeaderProblem) -> [Int] {
    var numbers: [Int] = []
    try expect("(")
    while !take(")") {
      numbers.append(try integer())
      if !take(",") {
        // Python: (3) is a number, only (3,) is a tuple.
        guard numbers.count > 1 else { throw problem("a tuple was expected") }
        try expect(")")
        break
      }
    }
    return numbers
  }

  private mutating func integer() throws(NumPyHeaderProblem) -> Int {
    skipSpaces()
    let end = bytes[position...].firstIndex { !(0x30...0x39 ~= $0) } ?? bytes.count
    guard end > position else { throw problem("a whole number was expected") }
    guard let value = Int(String(decoding: bytes[position..<end], as: UTF8.self)) else {
      throw problem("the size of a dimension is too large")
    }
    position = end
    return value
  }

  private mutating func takeWord(_ word: String) -> Bool {
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard position < bytes.count, bytes[position] == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ mark: Unicode.Scalar) throws(NumPyHeaderProblem) {
    guard take(mark) else { throw problem("\"\(mark)\" was expected") }
  }

  private mutating func skipSpaces() {
    while position < bytes.count, [0x20, 0x09, 0x0a].contains(bytes[position]) { position += 1 }
  }

  private func problem(_ text: String) -> NumPyHeaderProblem {
    NumPyHeaderProblem(text: "the .npy header is malformed at its byte \(position): \(text)")
  }
}
