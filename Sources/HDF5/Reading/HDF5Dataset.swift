import Files
import Isolation

/// A dataset that is open for reading.
///
/// Opening one reads no element. In this order it is made sure that the data lie inside the file's own
/// bytes (no external storage, no virtual dataset), that no unknown filter is needed, that the elements
/// are numbers, and that the shape is possible and matches what is stored. The elements never pass through
/// the library: they are read from the file and converted here.
package struct HDF5Dataset: ~Copyable {
  let session: HDF5Session
  let components: [String]
  let layout: HDF5Layout

  /// The absolute HDF5 path.
  package var path: String { "/" + components.joined(separator: "/") }
  /// The extents; empty for a scalar.
  package var shape: [Int] { layout.shape }
  /// The type of the stored elements.
  package var elementType: HDF5ElementType { layout.elementType }
  /// The number of elements.
  package var count: Int { layout.count }

  init(_ session: HDF5Session, _ components: [String]) throws(HDF5Error) {
    self.session = session
    self.components = components
    let size = session.source.count
    layout = try session.ask(HDF5Request(.dataset, components)) {
      reader throws(MessageReader.Malformed) in try HDF5Layout(&reader, fileSize: size)
    }
  }

  /// Whether every element is exactly a `Float`, whatever its value.
  package var isSinglePrecision: Bool {
    switch elementType {
    case .float16, .bfloat16, .float32, .int8, .int16, .uint8, .uint16: true
    case .float64, .int32, .int64, .uint32, .uint64: false
    }
  }

  /// A scalar text attribute of the dataset, of up to a MiB.
  ///
  /// - Throws: ``HDF5Error`` when there is none, or it is not one text.
  package func text(_ name: String) throws(HDF5Error) -> String {
    try session.ask(HDF5Request(.datasetText, components, name: name)) {
      reader throws(MessageReader.Malformed) in try reader.text()
    }
  }

  /// All elements as Doubles, row-major.
  ///
  /// Integers beyond 2^53 are rounded.
  ///
  /// - Throws: ``HDF5Error`` when a chunk is damaged or its checksum is wrong.
  package func doubles() throws(HDF5Error) -> [Double] {
    try checkBudget(for: MemoryLayout<Double>.size)
    let decoding = HDF5Decoding(elementType, isBigEndian: layout.isBigEndian)
    if case .chunked = layout.place {
      var values: [Double] = []
      unsafe try storedBytes().withUnsafeBytes { unsafe decoding.decode($0, into: &values) }
      return values
    }
    var values: [Double] = []
    values.reserveCapacity(count)
    try forEachBlock { block in
      unsafe block.withUnsafeBufferPointer { unsafe values.append(contentsOf: $0) }
    }
    return values
  }

  /// All elements as integers, row-major; floats are truncated.
  ///
  /// - Throws: ``HDF5Error`` when a chunk is damaged or its checksum is wrong.
  package func integers() throws(HDF5Error) -> [Int] {
    try checkBudget(for: MemoryLayout<Int>.size)
    return HDF5Decoding(elementType, isBigEndian: layout.isBigEndian).integers(try storedBytes())
  }

  /// All elements as bytes, row-major.
  ///
  /// - Throws: ``HDF5Error`` when the elements are not 8-bit unsigned integers, or are damaged.
  package func bytes() throws(HDF5Error) -> [UInt8] {
    guard elementType == .uint8 else {
      throw HDF5Error(
        .badData, object: path, problem: "has the element type \(elementType); uint8 was expected")
    }
    return try storedBytes()
  }

  /// Makes sure that there may be memory for all elements at so many bytes each.
  ///
  /// - Throws: ``HDF5Error`` of kind `outOfBudget`.
  func checkBudget(for size: Int) throws(HDF5Error) {
    // The shape was checked against what is stored, so nothing overflows but by intent.
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
    guard overflow || !Budget.current.allows(bytes) else { return }
    throw HDF5Error(
      .outOfBudget, object: path, problem: Budget.current.refusal(overflow ? -1 : bytes))
  }
}
