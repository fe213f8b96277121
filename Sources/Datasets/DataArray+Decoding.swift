import Files

extension DataArray {
  /// Decodes the data of a binary file.
  ///
  /// - Parameters:
  ///   - bytes: the data, exactly as many bytes as `shape` and `type` say.
  ///   - type: the type of each number.
  ///   - order: the order of its bytes.
  ///   - shape: the dimensions.
  ///   - file: the file's name, for errors.
  /// - Throws: ``FileError`` of kind `badData` for a number the type does not allow.
  init(
    decoding bytes: [UInt8], _ type: ElementType, _ order: ByteOrder, shape: [Int], _ file: String
  ) throws(FileError) {
    let storage: Storage
    do {
      storage = try type.decode(bytes, order)
    } catch {
      throw FileError(
        .badData, file: file, object: "number \(error.index)", problem: error.problem)
    }
    guard let array = DataArray(shape: shape, storage: storage) else {
      throw FileError(
        .badData, file: file,
        problem: "holds \(storage.count) numbers, which do not fit the shape \(shape)")
    }
    self = array
  }
}
