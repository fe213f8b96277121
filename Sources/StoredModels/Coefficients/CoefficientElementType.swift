package import Files
import Numerics

/// The element types of tensors: IEEE 754, little-endian.
package enum CoefficientElementType: String, Sendable, Equatable, CaseIterable {
  case float16 = "f16"
  case float32 = "f32"
  case float64 = "f64"

  /// The type that keeps values which came from a type of that NumPy name, if it is one of them.
  package init(stored: String) {
    self =
      Self.allCases.first { $0.numPyName == stored } ?? (stored == "bfloat16" ? .float32 : .float64)
  }

  /// The name in NumPy's spelling, such as `float32`.
  package var numPyName: String {
    switch self {
    case .float16: "float16"
    case .float32: "float32"
    case .float64: "float64"
    }
  }

  /// What bytes of this type are taken for.
  package var numbers: ByteFindings.Numbers {
    switch self {
    case .float16: .binary16
    case .float32: .binary32
    case .float64: .binary64
    }
  }

  /// Bytes of one element.
  package var size: Int {
    switch self {
    case .float16: 2
    case .float32: 4
    case .float64: 8
    }
  }

  /// Whether the type keeps a value to the last bit.
  package func holds(_ value: Double) -> Bool {
    switch self {
    case .float16: value.isNaN || HalfPrecision.bits(value) != nil
    case .float32: value.isNaN || Double(Float(value)) == value
    case .float64: true
    }
  }

  /// This type, or float64 when it would round one of the values.
  package func widened(for values: [Double]) -> CoefficientElementType {
    values.allSatisfy(holds) ? self : .float64
  }

  /// Reads numbers and widens them.
  ///
  /// - Parameters:
  ///   - count: how many; their bytes are there.
  ///   - stream: where from.
  /// - Throws: `FileError`.
  package func values(_ count: Int, from stream: inout ByteStream) throws(FileError) -> [Double] {
    switch self {
    case .float64:
      let values = try stream.elements(count, of: Double.self)
      #if _endian(big)
        return values.map { Double(bitPattern: $0.bitPattern.byteSwapped) }
      #else
        return values
      #endif
    case .float32:
      return try stream.elements(count, of: UInt32.self) { word in
        Double(Float(bitPattern: UInt32(littleEndian: word)))
      }
    case .float16:
      return try stream.elements(count, of: UInt16.self) { word in
        Double(HalfPrecision.value(UInt16(littleEndian: word)))
      }
    }
  }

  /// Appends values, each of which the type holds.
  package func append(_ values: [Double], to bytes: inout [UInt8]) {
    switch self {
    case .float16:
      bytes.append(littleEndian: values) { HalfPrecision.bits($0) ?? HalfPrecision.notANumber }
    case .float32: bytes.append(littleEndian: values) { Float($0).bitPattern }
    case .float64: bytes.append(littleEndian: values, as: \.bitPattern)
    }
  }
}
