import Files
import Numerics

/// Writes NumPy `.npy` files, byte for byte as `numpy.save` writes a C-order float64 array.
package enum NumPyWriter {
  /// Encodes an array as `.npy` version 1.0, little-endian float64.
  ///
  /// - Parameters:
  ///   - shape: the dimensions, slowest first; at most 64, which is NumPy's own limit.
  ///   - doubles: the numbers, row-major; as many as the product of `shape`.
  /// - Returns: the whole file.
  package static func encode(shape: [Int], doubles: [Double]) -> [UInt8] {
    precondition(shape.count <= 64 && Shape(shape)?.count == doubles.count)
    let header = header(shape: shape)
    var bytes = NumPyHeader.magic + [1, 0, UInt8(header.count & 0xff), UInt8(header.count >> 8)]
    bytes.reserveCapacity(bytes.count + header.count + 8 * doubles.count)
    bytes += header
    bytes.append(littleEndian: doubles, as: \.bitPattern)
    return bytes
  }

  private static func header(shape: [Int]) -> [UInt8] {
    let dimensions = shape.map(String.init)
    let tuple =
      dimensions.count == 1 ? "(\(dimensions[0]),)" : "(\(dimensions.joined(separator: ", ")))"
    var header = Array("{'descr': '<f8', 'fortran_order': False, 'shape': \(tuple), }".utf8)
    // NumPy leaves room for the first dimension to grow to 21 digits in place ...
    if let first = dimensions.first {
      header += [UInt8](repeating: UInt8(ascii: " "), count: 21 - first.utf8.count)
    }
    // ... and then pads magic, version, length, header and line feed to a multiple of 64, by at
    // least one byte.
    let padding = 64 - (10 + header.count + 1) % 64
    header += [UInt8](repeating: UInt8(ascii: " "), count: padding)
    header.append(UInt8(ascii: "\n"))
    return header
  }
}
