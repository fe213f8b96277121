import HDF5

/// The values of a tensor.
enum KerasTensorData {
  /// Reads one tensor from an open file, row-major.
  ///
  /// - Throws: `HDF5Error` when it is damaged.
  static func values(
    _ tensor: KerasTensor, _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> [Double] {
    try dataset(tensor, root).doubles()
  }

  /// Opens the dataset of one tensor.
  ///
  /// - Throws: `HDF5Error` when it is damaged.
  static func dataset(
    _ tensor: KerasTensor, _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> HDF5Dataset {
    try root.dataset(at: tensor.components)
  }

  /// Whether no value is NaN or infinite, found out in bounded memory.
  ///
  /// - Throws: `HDF5Error` when the tensor is damaged.
  static func isFinite(
    _ tensor: KerasTensor, _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> Bool {
    var isFinite = true
    try dataset(tensor, root).forEachBlock { isFinite = isFinite && $0.isFinite }
    return isFinite
  }
}

extension Span<Double> {
  /// Whether no element is NaN or infinite.
  var isFinite: Bool {
    // 0 · x is 0, or NaN; the sum of several runs on while the next ones are multiplied.
    var sums = SIMD8<Double>.zero
    let whole = count & ~7
    for start in stride(from: 0, to: whole, by: 8) {
      var values = SIMD8<Double>.zero
      for lane in 0..<8 { values[lane] = self[start + lane] }
      sums += values * 0
    }
    for index in whole..<count { sums[0] += self[index] * 0 }
    return sums == .zero
  }
}
