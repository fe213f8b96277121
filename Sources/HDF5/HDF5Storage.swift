import CHDF5

/// How a dataset's elements are stored, checked before anything else about it is asked.
struct HDF5Storage {
  private enum Layout { case contiguous, chunked }
  private let layout: Layout
  private let filters: [UInt32]
  /// The extents of a chunk; empty when the elements are not stored in chunks.
  let chunkShape: [UInt64]

  /// The filters that libhdf5 itself undoes: deflate, shuffle, Fletcher's checksum.
  private static let knownFilters: [UInt32] = [1, 2, 3]
  /// A chunk is decoded whole: larger ones are refused.
  private static let largestChunkSize: UInt64 = 64 << 20
  /// Deflate cannot expand more than about 1000-fold; weights never come near it.
  private static let largestExpansion: UInt64 = 200
  /// Below this size no expansion is worth refusing.
  private static let harmlessSize: UInt64 = 1 << 20

  init(of dataset: borrowing HDF5Handle, path: String) throws(HDF5Error) {
    guard let list = HDF5Handle(H5Dget_create_plist(dataset.id), closing: H5Pclose) else {
      throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
    }
    switch H5Pget_layout(list.id) {
    case H5D_CONTIGUOUS, H5D_COMPACT: layout = .contiguous
    case H5D_CHUNKED: layout = .chunked
    case H5D_VIRTUAL:
      throw HDF5Error(
        .badData, object: path,
        problem: "is a virtual dataset, which takes its data from elsewhere; it is not read")
    default: throw HDF5Error(.badData, object: path, problem: "has an unknown storage layout")
    }
    if layout == .contiguous, H5Pget_external_count(list.id) != 0 {
      throw HDF5Error(
        .badData, object: path,
        problem: "keeps its data in an external file (external raw storage); it is not read")
    }
    filters = try Self.readFilters(list, path: path)
    var chunkShape = [UInt64](repeating: 0, count: 32)
    let rank = layout == .chunked ? unsafe H5Pget_chunk(list.id, 32, &chunkShape) : 0
    guard rank >= 0, rank <= 32 else {
      throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
    }
    self.chunkShape = Array(chunkShape[..<Int(rank)])
  }

  private static func readFilters(
    _ list: borrowing HDF5Handle, path: String
  ) throws(HDF5Error) -> [UInt32] {
    var filters: [UInt32] = []
    for index in 0..<max(H5Pget_nfilters(list.id), 0) {
      var flags: UInt32 = 0
      var values = 0
      var configuration: UInt32 = 0
      let filter = unsafe H5Pget_filter2(
        list.id, UInt32(index), &flags, &values, nil, 0, nil, &configuration)
      guard filter >= 0 else {
        throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
      }
      let known = knownFilters.contains(UInt32(filter))
      guard known, !filters.contains(UInt32(filter)) else {
        throw HDF5Error(
          known ? .badData : .unsupported, object: path,
          problem: known
            ? "applies filter \(filter) twice"
            : "needs filter \(filter), which is not supported; h5repack -f NONE rewrites the file")
      }
      filters.append(UInt32(filter))
    }
    return filters
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
    if filters.contains(1) {
      guard needed <= Self.harmlessSize || needed / stored < Self.largestExpansion else {
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
      bytes <= Self.largestChunkSize
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
