import Files
import Numerics

/// The bytes of `.npy` files.
enum NumPyArray {
  /// The header of an array in C order, padded so that the numbers begin at a multiple of 64.
  ///
  /// - Parameters:
  ///   - type: the type of its elements as NumPy spells it, such as `<f8`.
  ///   - shape: the extents.
  static func header(_ type: String, _ shape: [Int]) -> [UInt8] {
    let extents = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = Array(
      "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }".utf8)
    text += [UInt8](repeating: 0x20, count: 63 - (10 + text.count) % 64) + [0x0A]
    return NumPyHeader.magic + [1, 0, UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text
  }

  /// Numbers as float64, row-major.
  static func numbers(_ values: [Double], _ shape: [Int]) -> [UInt8] {
    var bytes = header("<f8", shape)
    bytes.append(littleEndian: values, as: \.bitPattern)
    return bytes
  }

  /// Texts of one length, as NumPy keeps them: UTF-32, padded with zeros.
  static func texts(_ texts: [String]) -> [UInt8] {
    let scalars = texts.map { $0.unicodeScalars.map(\.value) }
    let length = max(scalars.map(\.count).max() ?? 0, 1)
    var bytes = header("<U\(length)", [texts.count])
    for text in scalars {
      for value in text + [UInt32](repeating: 0, count: length - text.count) {
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(value >> shift & 0xFF)) }
      }
    }
    return bytes
  }
}
