import Files
import Numerics

/// Reads NumPy `.npy` files, versions 1.0, 2.0 and 3.0 (NumPy Enhancement Proposal 1).
enum NumPyReader {
  /// - Parameters:
  ///   - source: the file, recognized by its magic bytes.
  ///   - limit: the largest size of the numbers in memory, in bytes.
  /// - Returns: the numbers, always in C order.
  /// - Throws: ``FileError``: `badData`; `unsupported` for object arrays, structured arrays, other
  ///   types, a rank above 4 and unknown versions.
  static func read(_ source: inout DataSource, limit: Int) throws(FileError) -> DataArray {
    let (header, size) = try header(&source)
    guard !header.descr.contains("O") else {
      throw source.unsupported("object arrays are pickles: refused")
    }
    guard let (type, order) = ElementType.named(header.descr) else {
      throw source.unsupported("the NumPy type \(quoted(header.descr)) is not supported")
    }
    guard 1...4 ~= header.shape.count else {
      throw source.unsupported(
        "the array has \(header.shape.count) dimensions; 1 to 4 were expected")
    }
    let array = try source.numbers(
      after: size, shape: header.shape, type: type, order: order, limit: limit)
    return header.fortranOrder ? array.rowMajorFromColumnMajor() : array
  }

  private static func header(
    _ source: inout DataSource
  ) throws(FileError) -> (NumPyHeader, size: Int) {
    let prefix = try prefixSize(&source)
    try source.load(prefix)
    try checkTruncated(source, prefix)
    let length = NumPyHeader.size(afterPrefix: source.bytes[..<prefix])
    guard length <= NumPyHeader.sizeLimit else {
      throw source.badData(
        "the .npy header has \(length) bytes; the size limit is \(NumPyHeader.sizeLimit)")
    }
    try source.load(prefix + length)
    try checkTruncated(source, prefix + length)
    var parser = NumPyHeaderParser(Array(source.bytes[prefix..<prefix + length]))
    do {
      return (try parser.parse(), prefix + length)
    } catch {
      throw error.isUnsupported ? source.unsupported(error.text) : source.badData(error.text)
    }
  }

  private static func prefixSize(_ source: inout DataSource) throws(FileError) -> Int {
    try source.load(8)
    try checkTruncated(source, 8)
    let (major, minor) = (source.bytes[6], source.bytes[7])
    guard let size = NumPyHeader.prefixSize(major: major, minor: minor) else {
      throw source.unsupported(
        "the .npy version \(major).\(minor) is unknown; 1.0 to 3.0 are supported")
    }
    return size
  }

  private static func checkTruncated(
    _ source: borrowing DataSource, _ size: Int
  ) throws(FileError) {
    guard source.bytes.count >= size else {
      throw source.badData(
        "truncated: \(source.bytes.count) of the \(size) bytes of the .npy header")
    }
  }
}
