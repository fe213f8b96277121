import Networks
import Numerics

/// A NumPy element type, as far as numbers and texts go.
struct PythonElementType: Sendable, Equatable {
  /// What the bits stand for.
  enum Kind: Character, Sendable {
    case real = "f"
    case signed = "i"
    case unsigned = "u"
    case bool = "b"
    case object = "O"
    case text = "U"
    case bytes = "S"
    /// Records, dates, complex numbers: kept, never interpreted.
    case other = "V"
  }

  /// What the bits stand for.
  var kind: Kind
  /// Bytes of one element.
  var size: Int
  /// Whether the most significant byte comes first.
  var isBigEndian = false

  /// The type of a code of NumPy's array protocol, such as `<f8` or `U10`.
  ///
  /// - Returns: `nil` when it is none.
  init?(code: String) {
    var code = Substring(code)
    if let order = code.first, "<>|=".contains(order) {
      isBigEndian = order == ">"
      code = code.dropFirst()
    }
    guard let letter = code.first, letter.isASCII, letter.isLetter else { return nil }
    let count = Int(code.dropFirst()) ?? 0
    guard (0...(1 << 20)).contains(count) else { return nil }
    kind = Kind(rawValue: letter) ?? .other
    size = kind == .text ? count * 4 : count
    switch kind {
    case .real where ![2, 4, 8].contains(size): kind = .other
    case .signed where ![1, 2, 4, 8].contains(size): kind = .other
    case .unsigned where ![1, 2, 4, 8].contains(size): kind = .other
    case .bool where size != 1: return nil
    default: break
    }
  }

  /// The type in NumPy's spelling, such as `float64`.
  var name: String {
    switch kind {
    case .real: "float\(size * 8)"
    case .signed: "int\(size * 8)"
    case .unsigned: "uint\(size * 8)"
    case .bool: "bool"
    case .object: "object"
    case .text: "str"
    case .bytes: "bytes"
    case .other: "void"
    }
  }

  /// Whether elements are numbers.
  var isNumeric: Bool {
    switch kind {
    case .real, .signed, .unsigned, .bool: true
    case .object, .text, .bytes, .other: false
    }
  }
}

/// A NumPy array as a file describes it: its numbers stay where they are until they are asked for.
struct PythonArray: Sendable {
  /// Where the elements are.
  enum Storage: Sendable {
    /// As they were in memory.
    case bytes(ArraySlice<UInt8>)
    /// Of an array of objects.
    case items([PythonValue])
  }

  /// The type of each element.
  var type: PythonElementType
  /// The extents; empty for a scalar.
  var shape: [Int]
  /// Whether the first index is the fastest.
  var isFortran: Bool
  /// The elements.
  var storage: Storage

  /// The number of elements.
  var count: Int { Shape(shape)?.count ?? 0 }

  /// The numbers in C order.
  ///
  /// - Returns: `nil` when the elements are no numbers.
  var numbers: [Double]? {
    guard type.isNumeric, case .bytes(let bytes) = storage else { return nil }
    let values = (0..<count).map { type.number(in: bytes, at: bytes.startIndex + $0 * type.size) }
    guard isFortran, shape.count > 1 else { return values }
    return Self.reordered(values, shape)
  }

  /// Fortran order to C order.
  private static func reordered(_ values: [Double], _ shape: [Int]) -> [Double] {
    if shape.count == 2 {
      return Matrix(rows: shape[1], columns: shape[0], values: values).transposed().values
    }
    var steps: [Int] = []
    var step = 1
    for extent in shape {
      steps.append(step)
      step *= extent
    }
    var index = [Int](repeating: 0, count: shape.count)
    return values.indices.map { _ in
      let place = zip(index, steps).reduce(0) { $0 + $1.0 * $1.1 }
      for axis in shape.indices.reversed() {
        index[axis] += 1
        if index[axis] < shape[axis] { break }
        index[axis] = 0
      }
      return values[place]
    }
  }

  /// The elements as texts; whole numbers and truth values as Python prints them.
  var labels: [String]? {
    guard case .bytes(let bytes) = storage else { return nil }
    var labels: [String] = []
    for index in 0..<count {
      let start = bytes.startIndex + index * type.size
      switch type.kind {
      case .text: labels.append(type.text(in: bytes, at: start))
      case .bytes:
        let text = bytes[start..<(start + type.size)].prefix { $0 != 0 }
        labels.append(String(decoding: text, as: UTF8.self))
      case .bool: labels.append(bytes[start] != 0 ? "True" : "False")
      case .signed, .unsigned: labels.append(type.wholeNumberText(in: bytes, at: start))
      case .real: labels.append("\(type.number(in: bytes, at: start))")
      case .object, .other: return nil
      }
    }
    return labels
  }
}

extension PythonElementType {
  /// The bits of one element in the low end.
  private func bits(in bytes: ArraySlice<UInt8>, at start: Int) -> UInt64 {
    var bits: UInt64 = 0
    for offset in 0..<size {
      let byte = UInt64(bytes[start + (isBigEndian ? size - 1 - offset : offset)])
      bits |= byte << UInt64(8 * offset)
    }
    return bits
  }

  /// The signed number of one element.
  private func signed(in bytes: ArraySlice<UInt8>, at start: Int) -> Int64 {
    let unused = UInt64(64 - 8 * size)
    return Int64(bitPattern: bits(in: bytes, at: start) << unused) >> Int64(unused)
  }

  /// One element.
  ///
  /// - Precondition: the type is numeric, and the bytes of the element are there.
  func number(in bytes: ArraySlice<UInt8>, at start: Int) -> Double {
    switch kind {
    case .signed: return Double(signed(in: bytes, at: start))
    case .unsigned, .bool: return Double(bits(in: bytes, at: start))
    default: break
    }
    let bits = bits(in: bytes, at: start)
    switch size {
    case 8: return Double(bitPattern: bits)
    case 4: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    default: return Double(HalfPrecision.value(UInt16(truncatingIfNeeded: bits)))
    }
  }

  /// A whole number as Python prints it.
  fileprivate func wholeNumberText(in bytes: ArraySlice<UInt8>, at start: Int) -> String {
    kind == .signed
      ? String(signed(in: bytes, at: start)) : String(bits(in: bytes, at: start))
  }

  /// A text of UTF-32, with zeros behind it.
  fileprivate func text(in bytes: ArraySlice<UInt8>, at start: Int) -> String {
    var text = ""
    let word = PythonElementType(character: isBigEndian)
    for place in stride(from: start, to: start + size, by: 4) {
      let bits = word.bits(in: bytes, at: place)
      if bits == 0 { break }
      text.unicodeScalars.append(Unicode.Scalar(UInt32(bits)) ?? "\u{FFFD}")
    }
    return text
  }

  private init(character isBigEndian: Bool) {
    (kind, size, self.isBigEndian) = (.unsigned, 4, isBigEndian)
  }
}
