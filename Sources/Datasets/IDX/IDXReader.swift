import Files
import Numerics

/// Reads IDX files; the format is described at <http://yann.lecun.com/exdb/mnist>.
enum IDXReader {
  /// - Parameters:
  ///   - source: the file, recognized as IDX.
  ///   - limit: the largest size of the numbers in memory, in bytes.
  /// - Throws: ``FileError``: `badData`; `unsupported` for a rank above 4.
  static func read(_ source: inout DataSource, limit: Int) throws(FileError) -> DataArray {
    let header = try header(&source)
    try checkByteOrder(of: header, &source, limit: limit)
    return try source.numbers(
      after: header.size, shape: header.shape, type: header.type, order: .bigEndian, limit: limit)
  }

  private static func header(_ source: inout DataSource) throws(FileError) -> IDXHeader {
    try source.load(4)
    guard source.bytes.count >= 4 else {
      throw source.badData("truncated: \(source.bytes.count) of the 4 bytes that begin an IDX file")
    }
    if IDXHeader.isSwapped(source.bytes) { throw wrongByteOrder(source) }
    let code = source.bytes[2]
    guard let type = IDXHeader.type(code: code) else {
      throw source.badData("the IDX type code \(code) is none of 8, 9, 11, 12, 13, 14")
    }
    let rank = Int(source.bytes[3])
    guard rank > 0 else {
      throw source.badData("the IDX rank is 0; 1 to 4 dimensions were expected")
    }
    guard rank <= 4 else {
      throw source.unsupported("the IDX rank is \(rank); at most 4 dimensions are supported")
    }
    let size = 4 + 4 * rank
    try source.load(size)
    guard source.bytes.count >= size else {
      throw source.badData(
        "truncated: \(source.bytes.count) of the \(size) bytes of an IDX header of rank \(rank)")
    }
    let shape = (1...rank).map { dimension in
      source.bytes[4 * dimension..<4 * dimension + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    return IDXHeader(type: type, shape: shape)
  }

  /// Says "byte order" rather than "truncated" when the swapped dimensions fit the file exactly.
  private static func checkByteOrder(
    of header: IDXHeader, _ source: inout DataSource, limit: Int
  ) throws(FileError) {
    guard header.swappedShape != header.shape,
      let swapped = Shape(header.swappedShape)?.count, swapped <= limit / 8,
      swapped < Shape(header.shape)?.count ?? .max
    else { return }
    let total = header.size + swapped * header.type.size
    try source.load(total + 1)
    if source.isComplete, source.bytes.count == total { throw wrongByteOrder(source) }
  }

  private static func wrongByteOrder(_ source: borrowing DataSource) -> FileError {
    source.badData("the IDX header is in the wrong byte order: little-endian; IDX is big-endian")
  }
}
