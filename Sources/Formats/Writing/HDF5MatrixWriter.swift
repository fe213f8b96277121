package import Files
import HDF5
package import Numerics

/// Writes a matrix as an HDF5 file of its own.
package enum HDF5MatrixWriter {
  /// Builds the bytes of a file with one float64 dataset, `[rows × columns]`.
  ///
  /// - Parameters:
  ///   - matrix: the values.
  ///   - name: the name of the dataset.
  ///   - path: the file's name for messages; nothing is written.
  /// - Throws: `FileError` of kind `inputOutput` when the HDF5 library fails.
  package static func encode(
    _ matrix: Matrix, named name: String, path: String
  ) throws(FileError) -> [UInt8] {
    do throws(HDF5Error) {
      return try HDF5Builder.image { root throws(HDF5Error) in
        try root.write(name, matrix.values, shape: [matrix.rows, matrix.columns])
      }
    } catch {
      throw ModelFile.fileError(error, path)
    }
  }
}
