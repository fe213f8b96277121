import HDF5

/// The values of a tensor.
enum KerasTensorData {
  /// Reads one tensor from an open file, row-major.
  ///
  /// - Throws: `HDF5Error` when it is damaged.
  static func values(
    _ tensor: KerasTensor, _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> [Double] {
    try root.dataset(at: tensor.components).doubles()
  }
}
