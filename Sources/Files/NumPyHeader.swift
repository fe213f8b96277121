/// The header of a NumPy `.npy` file: a Python dictionary with exactly these three keys.
package struct NumPyHeader: Equatable {
  /// The bytes that begin every `.npy` file: `\x93NUMPY`.
  package static let magic: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

  /// The longest dictionary accepted, in bytes.
  private static let sizeLimit = 1 << 16

  /// The beginning of a file, as far as it is known.
  package enum Start: Equatable {
    /// The first so many bytes are needed to go on.
    case needs(Int)
    /// The header, and where the numbers begin.
    case header(NumPyHeader, size: Int)
  }

  /// Reads the header of a file, versions 1.0 to 3.0.
  ///
  /// - Parameter bytes: the first bytes of the file, which begin with ``magic``.
  /// - Returns: the header, or how many bytes it takes to say more.
  /// - Throws: ``NumPyHeaderProblem``.
  package static func read(_ bytes: [UInt8]) throws(NumPyHeaderProblem) -> Start {
    guard bytes.count >= 8 else { return .needs(8) }
    let (major, minor) = (bytes[6], bytes[7])
    guard 1...3 ~= major, minor == 0 else {
      throw NumPyHeaderProblem(
        text: "the .npy version \(major).\(minor) is unknown; 1.0 to 3.0 are supported",
        isUnsupported: true)
    }
    // Version 1 gives the length of the dictionary 16 bits, later versions 32.
    let prefix = major == 1 ? 10 : 12
    guard bytes.count >= prefix else { return .needs(prefix) }
    let length = bytes[8..<prefix].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= sizeLimit else {
      throw NumPyHeaderProblem(
        text: "the .npy header has \(length) bytes; the size limit is \(sizeLimit)")
    }
    guard bytes.count >= prefix + length else { return .needs(prefix + length) }
    var parser = NumPyHeaderParser(Array(bytes[prefix..<(prefix + length)]))
    return .header(try parser.parse(), size: prefix + length)
  }

  /// The type of each number in NumPy's array protocol, such as `<f8`.
  package var descr: String
  /// Whether the first dimension, not the last, is the fastest.
  package var fortranOrder: Bool
  /// The dimensions, slowest first in C order.
  package var shape: [Int]

  /// Creates a header.
  package init(descr: String, fortranOrder: Bool, shape: [Int]) {
    self.descr = descr
    self.fortranOrder = fortranOrder
    self.shape = shape
  }
}
