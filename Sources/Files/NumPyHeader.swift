/// The header of a NumPy `.npy` file: a Python dictionary with exactly these three keys.
package struct NumPyHeader: Equatable {
  /// The bytes that begin every `.npy` file: `\x93NUMPY`.
  package static let magic: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

  /// The longest dictionary accepted, in bytes.
  package static let sizeLimit = 1 << 16

  /// The bytes before the dictionary: version 1 gives its length 16 bits, later versions 32.
  ///
  /// - Returns: `nil` for an unknown version.
  package static func prefixSize(major: UInt8, minor: UInt8) -> Int? {
    guard 1...3 ~= major, minor == 0 else { return nil }
    return major == 1 ? 10 : 12
  }

  /// The length of the dictionary in bytes, from all bytes before it.
  package static func size(afterPrefix prefix: ArraySlice<UInt8>) -> Int {
    prefix.dropFirst(8).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

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
