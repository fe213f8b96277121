import Isolation

/// What a dataset says about itself: everything but its elements.
struct HDF5Layout: Sendable, Equatable {
  /// Where the elements are.
  enum Place: Sendable, Equatable {
    /// One behind the other in the file, from this byte on.
    case contiguous(offset: Int)
    /// Few enough to be told with the rest.
    case compact([UInt8])
    /// In chunks of this shape, to which the filters were applied in their order.
    case chunked(shape: [Int], filters: [HDF5Filter], filtersPartialChunks: Bool)
  }

  /// The extents; empty for a scalar.
  var shape: [Int]
  /// The type of the stored elements.
  var elementType: HDF5ElementType
  var isBigEndian: Bool
  var place: Place

  /// The number of elements.
  var count: Int { shape.reduce(1, *) }

  static let highestRank = 32
  /// A chunk is decoded whole: larger ones are refused.
  static let largestChunkSize = 64 << 20
  /// Deflate cannot expand more than about 1000-fold; weights never come near it.
  static let largestExpansion = 200
  /// Below this size no expansion is worth refusing.
  static let harmlessSize = 1 << 20

  func write(to writer: inout MessageWriter) {
    writer.append(list: shape) { $0.append($1) }
    writer.append(elementType.rawValue)
    writer.append(isBigEndian ? 1 : 0 as UInt8)
    switch place {
    case .contiguous(let offset):
      writer.append(0 as UInt8)
      writer.append(offset)
    case .compact(let bytes):
      writer.append(1 as UInt8)
      writer.append(bytes)
    case .chunked(let shape, let filters, let filtersPartialChunks):
      writer.append(2 as UInt8)
      writer.append(list: shape) { $0.append($1) }
      writer.append(list: filters) { $0.append(UInt8($1.rawValue)) }
      writer.append(filtersPartialChunks ? 1 : 0 as UInt8)
    }
  }

  /// Reads what ``write(to:)`` wrote, or what claims to be that.
  ///
  /// - Parameters:
  ///   - reader: the message.
  ///   - fileSize: the size of the file in bytes; no dataset may have elements that are not in it.
  /// - Throws: `MessageReader.Malformed` when it is impossible.
  init(
    _ reader: inout MessageReader, fileSize: Int
  ) throws(MessageReader.Malformed) {
    func extents(from least: Int) throws(MessageReader.Malformed) -> [Int] {
      try reader.list(upTo: Self.highestRank) { reader throws(MessageReader.Malformed) in
        let extent = try reader.count(upTo: .max)
        guard extent >= least else { throw MessageReader.Malformed() }
        return extent
      }
    }
    shape = try extents(from: 0)
    guard let elementType = HDF5ElementType(rawValue: try reader.text()) else {
      throw MessageReader.Malformed()
    }
    self.elementType = elementType
    isBigEndian = try reader.byte() != 0
    let needed = try Self.size(shape, elementType)
    switch try reader.byte() {
    case 0:
      let offset = try reader.count(upTo: fileSize)
      guard needed <= fileSize - offset else { throw MessageReader.Malformed() }
      place = .contiguous(offset: offset)
    case 1:
      let bytes = try reader.block()
      guard bytes.count == needed else { throw MessageReader.Malformed() }
      place = .compact(bytes)
    case 2:
      let chunk = try extents(from: 1)
      let filters = try reader.list(upTo: HDF5Filter.allCases.count) {
        reader throws(MessageReader.Malformed) in
        guard let filter = HDF5Filter(rawValue: UInt32(try reader.byte())) else {
          throw MessageReader.Malformed()
        }
        return filter
      }
      guard chunk.count == shape.count, try Self.size(chunk, elementType) <= Self.largestChunkSize,
        Set(filters).count == filters.count,
        needed <= max(Self.harmlessSize, fileSize.multipliedClamping(by: Self.largestExpansion)),
        filters.contains(.deflate) || needed <= fileSize
      else { throw MessageReader.Malformed() }
      place = .chunked(
        shape: chunk, filters: filters, filtersPartialChunks: try reader.byte() != 0)
    default: throw MessageReader.Malformed()
    }
  }

  /// The bytes of an array.
  ///
  /// - Throws: `MessageReader.Malformed` when there is no such number.
  private static func size(
    _ shape: [Int], _ elementType: HDF5ElementType
  ) throws(MessageReader.Malformed) -> Int {
    var size = elementType.size
    for extent in shape where extent != 0 {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw MessageReader.Malformed() }
      size = product
    }
    return shape.contains(0) ? 0 : size
  }

  init(shape: [Int], elementType: HDF5ElementType, isBigEndian: Bool, place: Place) {
    self.shape = shape
    self.elementType = elementType
    self.isBigEndian = isBigEndian
    self.place = place
  }
}

extension Int {
  /// The product, or the largest number when that is larger.
  fileprivate func multipliedClamping(by factor: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    return overflow ? .max : product
  }
}
