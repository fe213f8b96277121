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

  /// Reads the header of a file that is in memory as a whole.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: its path, or that of the archive that it is in.
  ///   - object: its name in the archive; `nil` when it is in none.
  /// - Returns: the header, and where the numbers begin.
  /// - Throws: `FileError`: `badData` when it is no NumPy array or ends in its header, `unsupported` for another
  ///   version.
  package static func read(
    wholeFile bytes: [UInt8], file: String, object: String?
  ) throws(FileError) -> (header: NumPyHeader, start: Int) {
    guard bytes.starts(with: magic) else {
      throw FileError(.badData, file: file, object: object, problem: "is no NumPy array")
    }
    do throws(NumPyHeaderProblem) {
      if case .header(let header, let size) = try read(bytes) { return (header, size) }
    } catch {
      throw FileError(
        error.isUnsupported ? .unsupported : .badData, file: file, object: object,
        problem: error.text)
    }
    throw FileError(
      .badData, file: file, object: object, problem: "is a NumPy array, truncated in its header")
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
