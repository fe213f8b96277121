package import JSON

/// A tensor in the table of the JSON header.
package struct CoefficientTensor: Sendable, Equatable {
  /// The largest extent.
  private static let largestExtent = 1 << 31

  package var name: String
  package var type: CoefficientElementType
  /// The extents, one or two.
  package var shape: [Int]
  /// The number of values: the product of the extents.
  package var count: Int
  /// Where it begins in the payload.
  package var offset: Int
  /// How many bytes it has.
  package var byteCount: Int { count * type.size }
  /// Where it ends in the payload.
  package var end: Int { offset + byteCount }

  /// Reads an entry.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - value: the entry.
  ///   - payloadCount: the size of the payload.
  /// - Throws: ``CoefficientError``.
  package init(_ name: String, _ value: JSONValue, payloadCount: Int) throws(CoefficientError) {
    let place = "tensor \(name)"
    // Names that look alike but are not must not hide data.
    guard !name.isEmpty, name.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
      throw .badData(place, "has a name other than printable ASCII without blanks")
    }
    let json = try CoefficientJSON(value, place)
    let typeName = try json.requiredText("dtype")
    guard let type = CoefficientElementType(rawValue: typeName) else {
      throw .unsupported(
        place, "has the dtype \"\(typeName.prefix(40))\"; f16, f32 and f64 are supported")
    }
    let extents = try json.array("shape") ?? []
    guard (1...2).contains(extents.count) else {
      throw .badData(place, "has a shape of rank \(extents.count); rank 1 or 2 was expected")
    }
    var shape: [Int] = []
    var count = 1
    for extent in extents {
      guard let extent = CoefficientJSON.integer(extent), (1...Self.largestExtent).contains(extent)
      else {
        throw .badData(
          place,
          "has an extent in its shape that is no whole number from 1 to \(Self.largestExtent)")
      }
      shape.append(extent)
      // Two extents of at most 2^31 fit 64 bits; their bytes may not.
      count *= extent
    }
    let (size, overflow) = count.multipliedReportingOverflow(by: type.size)
    let claimed = try json.integer("nbytes", 1...Int.max)
    guard !overflow, claimed == size else {
      throw .badData(
        place,
        "claims a size of \(claimed) bytes; the shape \(shape) of \(typeName) takes "
          + (overflow ? "more than 2^63" : "\(size)"))
    }
    let offset = try json.integer("offset", 0...Int.max)
    guard offset % CoefficientPreamble.alignment == 0 else {
      throw .badData(
        place, "begins at \(offset), which is not a multiple of \(CoefficientPreamble.alignment)")
    }
    guard offset <= payloadCount, size <= payloadCount - offset else {
      throw .badData(
        place, "has \(size) bytes from \(offset) on, beyond the \(payloadCount) of the payload")
    }
    (self.name, self.type, self.shape, self.count, self.offset) = (name, type, shape, count, offset)
  }

  /// An entry to be written.
  package init(name: String, type: CoefficientElementType, shape: [Int], offset: Int) {
    (self.name, self.type, self.shape, self.offset) = (name, type, shape, offset)
    count = shape.reduce(1, *)
  }

  /// The entry as it is written.
  package var json: JSONValue {
    [
      "dtype": .string(type.rawValue), "shape": .array(shape.map { JSONValue.number($0) }),
      "offset": .number(offset), "nbytes": .number(byteCount),
    ]
  }

  /// Reads the table.
  ///
  /// - Returns: the tensors in the order of the payload.
  /// - Throws: ``CoefficientError``.
  package static func table(
    _ value: JSONValue?, payloadCount: Int
  ) throws(CoefficientError) -> [CoefficientTensor] {
    var tensors: [CoefficientTensor] = []
    for member in try CoefficientJSON(value, "tensors").object.members {
      tensors.append(
        try CoefficientTensor(member.name, member.value, payloadCount: payloadCount))
    }
    return tensors.sorted { $0.offset < $1.offset }
  }

  /// Checks that tensors tile the payload: no overlap, and no gap but padding.
  ///
  /// - Throws: ``CoefficientError``.
  package static func checkTiling(
    _ tensors: [CoefficientTensor], payloadCount: Int
  ) throws(CoefficientError) {
    for (tensor, next) in zip(tensors, tensors.dropFirst()) where next.offset < tensor.end {
      throw .badData(
        "tensor \(next.name)",
        "overlaps \(tensor.name): it begins at \(next.offset), before \(tensor.end)")
    }
    var end = 0
    for tensor in tensors {
      guard tensor.offset == aligned(end) else {
        throw .badData(
          "tensor \(tensor.name)",
          "leaves a gap: it begins at \(tensor.offset), \(aligned(end)) was expected")
      }
      end = tensor.end
    }
    guard end == payloadCount else {
      throw .badData(
        "tensors", "end at \(end), but the payload has \(payloadCount) bytes: the rest is unused")
    }
  }

  /// The next place where a tensor may begin.
  package static func aligned(_ offset: Int) -> Int {
    let unit = CoefficientPreamble.alignment
    return (offset + unit - 1) / unit * unit
  }
}
