import Files
import HDF5

/// Reads one data set of an HDF5 file as an array.
enum HDF5ArrayReader {
  /// Reads the data set at `path`, such as `/train/images`.
  ///
  /// - Throws: `FileError`: `cannotOpen`, `badData` or `unsupported`, naming the data set.
  static func read(file: String, dataset path: String, limit: Int) throws(FileError) -> DataArray {
    let bytes = try FileBytes.read(file, limit: limit)
    guard HDF5File.signatureOffset(in: bytes) != nil else {
      throw FileError(
        .badData, file: file, problem: "is not an HDF5 file, so it has no data set \(path)")
    }
    let failure = { (error: HDF5Error) in FileError(error, file: file) }
    return try HDF5File.reading(bytes, wrapping: failure) { root throws(FileError) in
      do throws(HDF5Error) {
        let dataset = try root.dataset(at: hdf5PathComponents(path))
        guard dataset.count <= limit / 8 else {
          throw HDF5Error(
            .badData, object: path,
            problem: "has \(dataset.count) values; the limit is \(limit / 8)")
        }
        let storage: DataArray.Storage =
          switch dataset.elementType {
          case .uint8: .bytes(try dataset.bytes())
          case .float16, .bfloat16, .float32: .floats(try dataset.doubles().map(Float.init))
          case .float64: .doubles(try dataset.doubles())
          default: .integers(try dataset.integers())
          }
        guard let array = DataArray(shape: dataset.shape, storage: storage) else {
          throw HDF5Error(.badData, object: path, problem: "has a shape that is not its size")
        }
        return array
      } catch {
        throw failure(error)
      }
    }
  }
}
