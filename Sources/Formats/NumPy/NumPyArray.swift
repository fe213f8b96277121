import Files
import Networks
import Numerics

/// One array of a `.npy` file, in C order.
struct NumPyArray: Sendable, Equatable {
  /// The bytes that begin every `.npy` file.
  static let magic = NumPyHeader.magic

  /// The extents; empty for a scalar.
  var shape: [Int]
  var values: [Double]
  /// The element type in NumPy's spelling, such as `float32`.
  var elementType: String

  /// Reads a whole `.npy` file; floating-point arrays of up to two dimensions only.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - file: the path for messages.
  ///   - object: the member of an archive that this is.
  /// - Throws: `FileError`: `badData`; `unsupported` for objects, which are pickles, and other types.
  init(_ bytes: [UInt8], file: String, object: String?) throws(FileError) {
    func failure(_ kind: FileError.Kind, _ problem: String) -> FileError {
      FileError(kind, file: file, object: object, problem: problem)
    }
    guard bytes.starts(with: Self.magic) else { throw failure(.badData, "is no NumPy array") }
    guard bytes.count >= 12 else {
      throw failure(.badData, "is a NumPy array, truncated in its header")
    }
    guard let start = NumPyHeader.prefixSize(major: bytes[6], minor: bytes[7]) else {
      throw failure(.unsupported, "has the unknown .npy version \(bytes[6]).\(bytes[7])")
    }
    let length = NumPyHeader.size(afterPrefix: bytes[..<start])
    guard length <= NumPyHeader.sizeLimit, start + length <= bytes.count else {
      throw failure(.badData, "is truncated: its .npy header has a size of \(length) bytes")
    }
    var parser = NumPyHeaderParser(Array(bytes[start..<(start + length)]))
    let header: NumPyHeader
    do throws(NumPyHeaderProblem) {
      header = try parser.parse()
    } catch {
      throw failure(error.isUnsupported ? .unsupported : .badData, error.text)
    }
    guard !header.descr.contains("O") else {
      throw failure(.unsupported, "object arrays are pickles: refused")
    }
    let types = ["f2": CoefficientElementType.float16, "f4": .float32, "f8": .float64]
    guard let type = types[String(header.descr.dropFirst())], "<>".contains(header.descr.prefix(1))
    else {
      throw failure(
        .unsupported,
        "has the NumPy type \"\(header.descr.prefix(40))\"; floating-point weights were expected")
    }
    guard header.shape.count <= 2, let count = Shape(header.shape)?.count,
      let size = Shape([count, type.size])?.count
    else {
      throw failure(.unsupported, "has the shape \(header.shape.prefix(8)); at most two extents")
    }
    let found = bytes.count - start - length
    guard found == size else {
      throw failure(
        .badData,
        "is \(found < size ? "truncated" : "too long"): \(found) bytes for the shape "
          + "\(header.shape) of \(header.descr), which takes \(size)")
    }
    var data = Array(bytes[(start + length)...])
    if header.descr.hasPrefix(">") {
      for place in stride(from: 0, to: size, by: type.size) {
        data[place..<(place + type.size)].reverse()
      }
    }
    var stream = ByteStream(data, file: file)
    values = try type.values(count, from: &stream)
    shape = header.shape
    elementType = type.numPyName
    if header.fortranOrder, shape.count == 2 {
      values = Matrix(rows: shape[1], columns: shape[0], values: values).transposed().values
    }
  }
}
