import Isolation

extension HDF5Dataset {
  /// The number of elements in a block when the caller does not say: 1 MiB of float32.
  package static let defaultBlockSize = 1 << 18

  /// Chunks that are asked for at once.
  private static let largestChunkCount = 4096

  /// Visits all elements as Doubles, a block at a time, in bounded memory.
  ///
  /// Elements that lie one behind the other come in row-major order. Chunks come in row-major order of
  /// their first elements, each in one block or, when it is larger, in several.
  ///
  /// - Parameters:
  ///   - size: how many elements a block has at most.
  ///   - body: receives the blocks; their memory is used again.
  /// - Throws: ``HDF5Error`` when a chunk is damaged or its checksum is wrong.
  package func forEachBlock(
    of size: Int = defaultBlockSize, _ body: (Span<Double>) -> Void
  ) throws(HDF5Error) {
    let decoding = HDF5Decoding(elementType, isBigEndian: layout.isBigEndian)
    var block: [Double] = []
    try forEachPiece(of: size) { bytes in
      unsafe bytes.withUnsafeBytes { unsafe decoding.decode($0, into: &block) }
      body(block.span)
    }
  }

  /// Visits all elements as they are stored, at most `size` at a time.
  private func forEachPiece(
    of size: Int, _ body: (ArraySlice<UInt8>) -> Void
  ) throws(HDF5Error) {
    let size = max(size, 1).multipliedReportingOverflow(by: elementType.size).partialValue
    let total = count * elementType.size
    switch layout.place {
    case .contiguous(let offset):
      for start in stride(from: 0, to: total, by: size) {
        let length = min(size, total - start)
        let piece = try session.source.bytes(at: offset + start, length: length)
        guard piece.count == length else { throw damaged("ends behind the end of the file") }
        body(piece)
      }
    case .compact(let bytes):
      for start in stride(from: 0, to: total, by: size) {
        body(bytes[start..<min(start + size, total)])
      }
    case .chunked:
      try forEachStoredChunk { box, bytes in
        for start in stride(from: 0, to: bytes.count, by: size) {
          body(bytes[start..<min(start + size, bytes.count)])
        }
      }
    }
  }

  /// All elements as they are stored, row-major.
  package func storedBytes() throws(HDF5Error) -> [UInt8] {
    try checkBudget(for: elementType.size)
    var all: [UInt8] = []
    if case .chunked = layout.place {
      all = [UInt8](repeating: 0, count: count * elementType.size)
      try forEachStoredChunk { box, bytes in
        box.copy(bytes, to: &all, shape: layout.shape, elementSize: elementType.size)
      }
    } else {
      all.reserveCapacity(count * elementType.size)
      try forEachPiece(of: Self.defaultBlockSize) { all += $0 }
    }
    return all
  }

  /// Visits the chunks in row-major order: the part of the dataset that each one is, and its bytes.
  ///
  /// What of a chunk lies outside the dataset is left out.
  private func forEachStoredChunk(
    _ body: (HDF5Box, [UInt8]) -> Void
  ) throws(HDF5Error) {
    guard case .chunked(let chunkShape, let filters, let filtersPartialChunks) = layout.place,
      count > 0
    else { return }
    let grid = HDF5ChunkGrid(shape: layout.shape, chunkShape: chunkShape)
    let size = chunkShape.reduce(elementType.size, *)
    var next = 0
    while next < grid.count {
      for stored in try storedChunks(from: next, of: grid) {
        let box = grid.box(next)
        next += 1
        let isPartial = box.extents != chunkShape
        // A bit of the mask says that a filter was left out for this chunk.
        let applied = filters.indices.filter { index in
          stored.mask >> UInt64(index) & 1 == 0 && (filtersPartialChunks || !isPartial)
        }
        let undone = HDF5Filter.undo(
          applied.map { filters[$0] }, stored.bytes, size: size, elementSize: elementType.size)
        switch undone {
        case .success(let bytes):
          body(
            box, isPartial ? box.cut(bytes, from: chunkShape, elementSize: elementType.size) : bytes
          )
        case .failure(let problem): throw damaged("cannot be read: \(problem.text)")
        }
      }
    }
  }

  /// As many chunks from the one with this number on as come in one answer; at least one.
  private func storedChunks(
    from first: Int, of grid: HDF5ChunkGrid
  ) throws(HDF5Error) -> [(mask: UInt64, bytes: [UInt8])] {
    let wanted = min(grid.count - first, Self.largestChunkCount)
    return try session.ask(
      HDF5Request(.chunks, components, first: first, count: wanted)
    ) { reader throws(MessageReader.Malformed) in
      let chunks = try reader.list(upTo: wanted) { reader throws(MessageReader.Malformed) in
        (mask: try reader.number(), bytes: try reader.block())
      }
      guard !chunks.isEmpty else { throw MessageReader.Malformed() }
      return chunks
    }
  }

  private func damaged(_ problem: String) -> HDF5Error {
    HDF5Error(.badData, object: path, problem: problem)
  }
}
