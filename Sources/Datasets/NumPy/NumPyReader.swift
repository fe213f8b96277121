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
    while true {
      let start: NumPyHeader.Start
      do throws(NumPyHeaderProblem) {
        start = try NumPyHeader.read(source.bytes)
      } catch {
        throw error.isUnsupported ? source.unsupported(error.text) : source.badData(error.text)
      }
      switch start {
      case .header(let header, let size): return (header, size)
      case .needs(let count):
        try source.load(count)
        guard source.bytes.count >= count else {
          throw source.badData(
            "truncated: \(source.bytes.count) of the \(count) bytes of the .npy header")
        }
      }
    }
  }
}
