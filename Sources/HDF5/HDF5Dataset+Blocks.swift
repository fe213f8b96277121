import CHDF5

extension HDF5Dataset {
  /// The number of elements in a block when the caller does not say: 1 MiB of float32.
  package static let defaultBlockSize = 1 << 18

  /// The library keeps several kilobytes for each chunk that it reads at once.
  private static let largestChunkCount = 4096

  /// Whether every element is exactly a `Float`, whatever its value.
  package var isSinglePrecision: Bool {
    switch elementType {
    case .float16, .bfloat16, .float32, .int8, .int16, .uint8, .uint16: true
    case .float64, .int32, .int64, .uint32, .uint64: false
    }
  }

  /// All elements as Doubles, row-major.
  ///
  /// Integers beyond 2^53 are rounded.
  ///
  /// The corresponding C function is `H5Dread`.
  ///
  /// - Throws: ``HDF5Error`` when a chunk is damaged or its checksum is wrong.
  package func doubles() throws(HDF5Error) -> [Double] {
    if chunkShape.isEmpty {
      var values: [Double] = []
      values.reserveCapacity(count)
      try forEachBlock { values.append(copying: $0) }
      return values
    }
    var values = [Double](repeating: 0, count: count)
    var buffer = HDF5BlockBuffer()
    try withReader { read throws(HDF5Error) in
      try HDF5Box(all: shape).forEachPart(
        unit: chunkShape, limit: Self.defaultBlockSize, unitLimit: Self.largestChunkCount
      ) { part throws(HDF5Error) in
        try read(part, &buffer)
        part.copy(buffer.doubles, to: &values, shape: shape)
      }
    }
    return values
  }

  /// Visits all elements as Doubles, a block at a time, in bounded memory.
  ///
  /// Elements that lie one behind the other come in row-major order. Chunks come in row-major order of
  /// their first elements, as many together as fit in a block, so that each is decoded only once.
  ///
  /// - Parameters:
  ///   - size: how many elements a block has at most.
  ///   - body: receives the blocks; their memory is used again.
  /// - Throws: ``HDF5Error`` when a chunk is damaged or its checksum is wrong.
  package func forEachBlock(
    of size: Int = defaultBlockSize, _ body: (Span<Double>) -> Void
  ) throws(HDF5Error) {
    let all = HDF5Box(all: shape)
    let single = shape.map { _ in 1 }
    let chunk = chunkShape.isEmpty ? single : chunkShape
    let unitLimit = chunkShape.isEmpty ? Int.max : Self.largestChunkCount
    var buffer = HDF5BlockBuffer()
    try withReader { read throws(HDF5Error) in
      try all.forEachPart(unit: chunk, limit: size, unitLimit: unitLimit) {
        chunks throws(HDF5Error) in
        // A chunk that is larger than a block stays in the library's cache until all of it was read.
        try chunks.forEachPart(unit: single, limit: size) { block throws(HDF5Error) in
          try read(block, &buffer)
          body(buffer.doubles.span)
        }
      }
    }
  }

  /// Lends a function that reads a part of the dataset.
  private func withReader(
    _ body: (_ read: (HDF5Box, inout HDF5BlockBuffer) throws(HDF5Error) -> Void) throws(HDF5Error)
      -> Void
  ) throws(HDF5Error) {
    guard let space = HDF5Handle(H5Dget_space(handle.id), closing: H5Sclose),
      let type = HDF5Handle(H5Dget_type(handle.id), closing: H5Tclose)
    else { throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage()) }
    func failure() -> HDF5Error {
      HDF5Error(.badData, object: path, problem: "cannot be read: \(HDF5Library.takeMessage())")
    }
    try body { box, buffer throws(HDF5Error) in
      guard let memory = select(box, in: space) else { throw failure() }
      let isWhole = unsafe buffer.fill(box.count, decoding, stored: type.id) {
        unsafe H5Dread(handle.id, $0, memory.id, space.id, CHDF5_default(), $1)
      }
      // Before the dataspace is closed, which clears the library's messages.
      if !isWhole { throw failure() }
    }
  }

  /// Selects a box of the dataspace, and makes a dataspace of the box's own.
  private func select(_ box: HDF5Box, in space: borrowing HDF5Handle) -> HDF5Handle? {
    let rank = Int32(shape.count)
    if rank == 0 { return HDF5Handle(H5Screate(H5S_SCALAR), closing: H5Sclose) }
    let start = box.start.map { hsize_t($0) }
    let extents = box.extents.map { hsize_t($0) }
    guard unsafe H5Sselect_hyperslab(space.id, H5S_SELECT_SET, start, nil, extents, nil) >= 0 else {
      return nil
    }
    return unsafe HDF5Handle(H5Screate_simple(rank, extents, nil), closing: H5Sclose)
  }
}

extension [Double] {
  /// Appends the elements of a span.
  fileprivate mutating func append(copying span: Span<Double>) {
    unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
