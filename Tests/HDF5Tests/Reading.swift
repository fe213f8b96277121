import HDF5
import TestSupport

/// Opens a file that is given as bytes.
func reading<Result: Sendable>(
  _ bytes: [UInt8], _ body: (borrowing HDF5Group) throws(HDF5Error) -> Result
) throws(HDF5Error) -> Result {
  try HDF5File.reading(bytes, wrapping: { $0 }, body)
}

/// The error that reading a file ends with, or nil.
func problem<Result: Sendable>(
  _ bytes: [UInt8], _ body: (borrowing HDF5Group) throws(HDF5Error) -> Result
) -> HDF5Error? {
  do throws(HDF5Error) {
    _ = try reading(bytes, body)
    return nil
  } catch {
    return error
  }
}

/// The error that building a file ends with, or nil.
func buildingProblem(
  _ body: (borrowing HDF5GroupBuilder) throws(HDF5Error) -> Void
) -> HDF5Error? {
  do throws(HDF5Error) {
    _ = try HDF5Builder.image(body)
    return nil
  } catch {
    return error
  }
}

/// What a dataset says about itself, and its values.
struct Contents: Sendable, Equatable {
  var path: String
  var shape: [Int]
  var elementType: HDF5ElementType
  var values: [Double]
}

extension HDF5Group {
  /// Reads a dataset some groups below.
  func contents(_ path: String) throws(HDF5Error) -> Contents {
    let dataset = try dataset(at: hdf5PathComponents(path))
    return Contents(
      path: dataset.path, shape: dataset.shape, elementType: dataset.elementType,
      values: try dataset.doubles())
  }
}
