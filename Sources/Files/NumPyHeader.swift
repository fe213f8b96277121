/// The header of a NumPy `.npy` file: a Python dictionary with exactly these three keys.
package struct NumPyHeader: Equatable {
  /// The bytes that begin every `.npy` file: `\x93NUMPY`.
  package static let magic: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

  /// The type of each number in NumPy's array protocol, such as `<f8`.
  package var descr: String
  /// Whether the first dimension, not the last, is the fastest.
  package var fortranOrder: Bool
  /// The dimensions, slowest first in C order.
  package var shape: [Int]

  /// Creates a header.
  package init(descr: String, fortranOrder: Bool, shape: [Int]) {
    self.descr = descr
    self.fortranOrder = fortranOrder
    self.shape = shape
  }
}
