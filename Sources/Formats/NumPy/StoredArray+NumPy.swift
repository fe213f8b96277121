import Files
import Networks
import Numerics
import StoredModels

extension StoredArray {
  /// Reads a whole `.npy` file of floating-point numbers in up to two dimensions.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - name: the array's name, for the inventory.
  ///   - file: the path for messages.
  ///   - object: the member of an archive that this is.
  /// - Throws: `FileError`: `badData`; `unsupported` for objects, which are pickles, and other types.
  init(npy bytes: [UInt8], name: String, file: String, object: String?) throws(FileError) {
    func failure(_ kind: FileError.Kind, _ problem: String) -> FileError {
      FileError(kind, file: file, object: object, problem: problem)
    }
    let (header, start) = try NumPyHeader.read(wholeFile: bytes, file: file, object: object)
    guard !header.descr.contains("O") else {
      throw failure(.unsupported, "object arrays are pickles: refused")
    }
    guard let (type, order) = ElementType.named(header.descr), type.isFloat else {
      throw failure(
        .unsupported,
        "has the NumPy type \"\(header.descr.prefix(40))\"; floating-point weights were expected")
    }
    guard header.shape.count <= 2, let count = Shape(header.shape)?.count,
      let size = Shape([count, type.size])?.count
    else {
      throw failure(.unsupported, "has the shape \(header.shape.prefix(8)); at most two extents")
    }
    let found = bytes.count - start
    guard found == size else {
      throw failure(
        .badData,
        "is \(found < size ? "truncated" : "too long"): \(found) bytes for the shape "
          + "\(header.shape) of \(header.descr), which takes \(size)")
    }
    try self.init(
      name, shape: header.shape, type: type, in: .memory(bytes), at: start, order: order,
      file: file)
    if header.fortranOrder, shape.count == 2 {
      contents = .numbers(
        Matrix(rows: shape[1], columns: shape[0], values: try values()).transposed().values)
    }
  }
}
