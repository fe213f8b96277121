import CHDF5

/// How a dataset's elements are stored, checked before anything else about it is asked.
struct LibraryStorage {
  private enum Layout { case compact, contiguous, chunked }
  private let layout: Layout
  private let filters: [HDF5Filter]
  private let filtersPartialChunks: Bool
  /// The bytes of the elements that the shuffle filter tells apart; 0 when there is none.
  private let shuffledSize: Int
  /// The extents of a chunk; empty when the elements are not stored in chunks.
  let chunkShape: [UInt64]

  init(of dataset: borrowing HDF5Handle, path: String) throws(HDF5Error) {
    guard let list = HDF5Handle(H5Dget_create_plist(dataset.id), closing: H5Pclose) else {
      throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
    }
    switch H5Pget_layout(list.id) {
    case H5D_CONTIGUOUS: layout = .contiguous
    case H5D_COMPACT: layout = .compact
    case H5D_CHUNKED: layout = .chunked
    case H5D_VIRTUAL:
      throw HDF5Error(
        .badData, object: path,
        problem: "is a virtual dataset, which takes its data from elsewhere and is not read; "
          + "h5py.File(file)[name][()] reads it, to be written as a dataset of its own")
    default: throw HDF5Error(.badData, object: path, problem: "has an unknown storage layout")
    }
    if layout == .contiguous, H5Pget_external_count(list.id) != 0 {
      throw HDF5Error(
        .badData, object: path,
        problem: "keeps its data in an external file (external raw storage); it is not read")
    }
    (filters, shuffledSize) = try Self.readFilters(list, path: path)
    filtersPartialChunks = CHDF5_filters_partial_chunks(list.id) != 0
    var chunkShape = [UInt64](repeating: 0, count: 32)
    let rank = layout == .chunked ? unsafe H5Pget_chunk(list.id, 32, &chunkShape) : 0
    guard rank >= 0, rank <= HDF5Layout.highestRank else {
      throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
    }
    self.chunkShape = Array(chunkShape[..<Int(rank)])
  }

  private static func readFilters(
    _ list: borrowing HDF5Handle, path: String
  ) throws(HDF5Error) -> ([HDF5Filter], shuffledSize: Int) {
    var filters: [HDF5Filter] = []
    var shuffledSize = 0
    for index in 0..<max(H5Pget_nfilters(list.id), 0) {
      var flags: UInt32 = 0
      var count = 1
      var value: UInt32 = 0
      var configuration: UInt32 = 0
      let number = unsafe H5Pget_filter2(
        list.id, UInt32(index), &flags, &count, &value, 0, nil, &configuration)
      guard number >= 0 else {
        throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
      }
      guard let filter = HDF5Filter(rawValue: UInt32(number)) else {
        throw HDF5Error(
          .unsupported, object: path,
          problem: number == 32000
            ? "is compressed by lzf, which only h5py reads; in Python, "
              + "d = f[name][()]; del f[name]; f[name] = d rewrites it in f = h5py.File(file, 'a')"
            : "needs filter \(number), which is not supported; h5repack -f NONE rewrites the file")
      }
      guard !filters.contains(filter) else {
        throw HDF5Error(.badData, object: path, problem: "applies filter \(number) twice")
      }
      filters.append(filter)
      if filter == .shuffle { shuffledSize = count > 0 ? Int(value) : 0 }
    }
    return (filters, shuffledSize)
  }

  /// Checks that `shape` is possible and that as much is stored as it claims.
  func check(
    _ dataset: borrowing HDF5Handle, shape: [UInt64], elementSize: Int, path: String, fileSize: Int
  ) throws(HDF5Error) {
    let needed = product(shape, times: UInt64(elementSize))
    guard let needed, needed <= UInt64(Int64.max) else {
      throw claim(path, shape, "has an impossible size")
    }
    if needed == 0 { return }
    let stored = H5Dget_storage_size(dataset.id)
    var status = H5D_SPACE_STATUS_ERROR
    guard unsafe H5Dget_space_status(dataset.id, &status) >= 0, stored > 0,
      status != H5D_SPACE_STATUS_NOT_ALLOCATED
    else {
      throw claim(path, shape, "claims a size of \(needed) bytes, but nothing was ever stored")
    }
    guard stored <= UInt64(fileSize) else {
      throw claim(path, shape, "claims a stored size of \(stored) bytes; the file has \(fileSize)")
    }
    if layout == .chunked { try checkChunks(dataset, shape, elementSize, path) }
    if filters.contains(.deflate) {
      guard
        needed <= HDF5Layout.harmlessSize || needed / stored < HDF5Layout.largestExpansion
      else {
        throw claim(
          path, shape,
          "expands to a size of \(needed) bytes from \(stored) stored ones: refused before reading")
      }
    } else if stored < needed {
      throw claim(path, shape, "needs a size of \(needed) bytes, but \(stored) are stored")
    }
  }

  private func checkChunks(
    _ dataset: borrowing HDF5Handle, _ shape: [UInt64], _ elementSize: Int, _ path: String
  ) throws(HDF5Error) {
    guard chunkShape.count == shape.count, !chunkShape.contains(0),
      let bytes = product(chunkShape, times: UInt64(elementSize)),
      bytes <= HDF5Layout.largestChunkSize
    else { throw claim(path, shape, "has chunks of an impossible size, \(chunkShape)") }
    let chunks = product(
      zip(shape, chunkShape).map { extent, chunk in extent / chunk + (extent % chunk == 0 ? 0 : 1)
      },
      times: 1)
    guard let space = HDF5Handle(H5Dget_space(dataset.id), closing: H5Sclose) else {
      throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
    }
    var present: UInt64 = 0
    guard unsafe H5Dget_num_chunks(dataset.id, space.id, &present) >= 0 else {
      throw HDF5Error(
        .badData, object: path, problem: "has a damaged index (\(HDF5Library.takeMessage()))")
    }
    guard let chunks, present == chunks else {
      throw claim(
        path, shape,
        "stores \(present) of its chunks; the rest were never written and would read as a fill value "
          + "(NaN or zero) of that size")
    }
  }

  /// Where the elements are, of a dataset that has been checked.
  ///
  /// - Parameters:
  ///   - size: the bytes of all elements.
  ///   - type: their type in the file.
  /// - Throws: ``HDF5Error`` when they do not lie in the file.
  func place(
    _ dataset: borrowing HDF5Handle, size: Int, type: borrowing HDF5Handle, path: String,
    fileSize: Int
  ) throws(HDF5Error) -> HDF5Layout.Place {
    if size == 0 { return .compact([]) }
    switch layout {
    case .contiguous:
      // Undefined is the largest number.
      let offset = H5Dget_offset(dataset.id)
      guard let offset = Int(exactly: offset), offset <= fileSize, size <= fileSize - offset else {
        throw HDF5Error(
          .badData, object: path, problem: "claims elements that lie behind the end of the file")
      }
      return .contiguous(offset: offset)
    case .compact:
      var bytes = [UInt8](repeating: 0, count: size)
      guard
        unsafe H5Dread(
          dataset.id, type.id, CHDF5_all(), CHDF5_all(), CHDF5_default(), &bytes) >= 0
      else {
        throw HDF5Error(
          .badData, object: path, problem: "cannot be read: \(HDF5Library.takeMessage())")
      }
      return .compact(bytes)
    case .chunked:
      let elementSize = H5Tget_size(type.id)
      guard !filters.contains(.shuffle) || shuffledSize == elementSize else {
        throw HDF5Error(
          .badData, object: path,
          problem: "shuffles elements of \(shuffledSize) bytes; they have \(elementSize)")
      }
      return .chunked(
        shape: chunkShape.map { Int(clamping: $0) }, filters: filters,
        filtersPartialChunks: filtersPartialChunks)
    }
  }

  private func claim(_ path: String, _ shape: [UInt64], _ problem: String) -> HDF5Error {
    let extents = shape.map(String.init).joined(separator: ", ")
    return HDF5Error(.badData, object: path, problem: "shape [\(extents)] \(problem)")
  }

  private func product(_ factors: [UInt64], times first: UInt64) -> UInt64? {
    var result = first
    for factor in factors {
      let (product, overflow) = result.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      result = product
    }
    return result
  }
}
