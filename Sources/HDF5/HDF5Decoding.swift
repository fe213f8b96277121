import CHDF5
import Numerics

/// How stored elements become Doubles.
///
/// The library converts every number type, but floats one at a time and half precision in software.
/// The types that weights have are read as they are stored, and converted here.
enum HDF5Decoding: Sendable, Equatable {
  /// The library gives Doubles.
  case library
  /// The library gives Floats, its own type and therefore unconverted.
  case float32
  /// IEEE binary16, as stored.
  case float16(isBigEndian: Bool)
  /// The upper half of a binary32, as stored.
  case bfloat16(isBigEndian: Bool)

  init(_ elementType: HDF5ElementType, _ type: borrowing HDF5Handle) {
    switch elementType {
    case .float32: self = .float32
    case .float16:
      let order = CHDF5_short_float_order(type.id, 5)
      self = order == 0 ? .library : .float16(isBigEndian: order == 2)
    case .bfloat16 where H5Tget_class(type.id) == H5T_OPAQUE: self = .bfloat16(isBigEndian: false)
    case .bfloat16:
      let order = CHDF5_short_float_order(type.id, 8)
      self = order == 0 ? .library : .bfloat16(isBigEndian: order == 2)
    default: self = .library
    }
  }
}

/// The elements of one block, in memory that the next block uses again.
struct HDF5BlockBuffer {
  private(set) var doubles: [Double] = []
  private var floats: [Float] = []
  private var halves: [UInt16] = []

  /// Reads one block, which then is `doubles`.
  ///
  /// - Parameters:
  ///   - count: the number of elements.
  ///   - decoding: what they are.
  ///   - stored: their type in the file.
  ///   - read: reads all of them as the given type to the given place.
  mutating func fill(
    _ count: Int, _ decoding: HDF5Decoding, stored: hid_t,
    _ read: (hid_t, UnsafeMutableRawPointer?) -> herr_t
  ) -> Bool {
    Self.resize(&doubles, count, 0)
    switch decoding {
    case .library:
      return unsafe doubles.withUnsafeMutableBytes {
        unsafe read(CHDF5_native_double(), $0.baseAddress)
      } >= 0
    case .float32:
      Self.resize(&floats, count, 0)
      let status = unsafe floats.withUnsafeMutableBytes {
        unsafe read(CHDF5_native_float(), $0.baseAddress)
      }
      for index in 0..<count { doubles[index] = Double(floats[index]) }
      return status >= 0
    case .float16(let isBigEndian), .bfloat16(let isBigEndian):
      Self.resize(&halves, count, 0)
      let status = unsafe halves.withUnsafeMutableBytes { unsafe read(stored, $0.baseAddress) }
      let isBrain = decoding == .bfloat16(isBigEndian: isBigEndian)
      for index in 0..<count {
        let half =
          isBigEndian ? UInt16(bigEndian: halves[index]) : UInt16(littleEndian: halves[index])
        doubles[index] = Double(
          isBrain ? HalfPrecision.brainValue(half) : HalfPrecision.value(half))
      }
      return status >= 0
    }
  }

  private static func resize<Element>(_ array: inout [Element], _ count: Int, _ value: Element) {
    if array.count != count { array = [Element](repeating: value, count: count) }
  }
}
