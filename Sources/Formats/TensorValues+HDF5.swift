import Files
import HDF5
import Networks

extension TensorValues<FileError> {
  /// The values of a dataset below `root`, which must stay open as long as they live.
  ///
  /// - Throws: an `HDF5Error`, wrapped, when the dataset cannot be opened.
  init(
    at components: [String], in root: borrowing HDF5Group,
    wrapping wrap: @escaping (HDF5Error) -> FileError
  ) throws(FileError) {
    let dataset: HDF5Dataset
    do throws(HDF5Error) {
      dataset = try root.dataset(at: components)
    } catch {
      throw wrap(error)
    }
    self.init(
      count: dataset.count, isSinglePrecision: dataset.isSinglePrecision,
      blocks: { visit throws(FileError) in
        do throws(HDF5Error) {
          try dataset.forEachBlock(visit)
        } catch {
          throw wrap(error)
        }
      },
      all: { () throws(FileError) in
        do throws(HDF5Error) {
          return try dataset.doubles()
        } catch {
          throw wrap(error)
        }
      })
  }
}
