import CHDF5
import Isolation
import Numerics

/// A dataset that the library has open.
///
/// The order of the checks matters: asking a virtual dataset for its shape already opens other files.
struct LibraryDataset: ~Copyable {
  private let handle: HDF5Handle
  private let path: String
  /// What the dataset says about itself.
  let layout: HDF5Layout

  init(
    handle: consuming HDF5Handle, path: String, file: borrowing LibraryFile
  ) throws(HDF5Error) {
    let storage = try LibraryStorage(of: handle, path: path)
    guard let type = HDF5Handle(H5Dget_type(handle.id), closing: H5Tclose) else {
      throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
    }
    let (elementType, isBigEndian) = try HDF5ElementType.recognize(type.id, path: path)
    let shape = try Self.readShape(handle, path: path)
    // An extent of 0 makes any claim fit what is stored.
    guard let known = Shape(shape.map { Int(exactly: $0) ?? -1 }) else {
      throw HDF5Error(
        .badData, object: path,
        problem: "claims the impossible shape [\(shape.map(String.init).joined(separator: ", "))]")
    }
    try storage.check(
      handle, shape: shape, elementSize: elementType.size, path: path, fileSize: file.size)
    // No product overflows: what was just checked fits into memory.
    let extents = known.extents
    let size = known.count * elementType.size
    layout = HDF5Layout(
      shape: extents, elementType: elementType, isBigEndian: isBigEndian,
      place: try storage.place(handle, size: size, type: type, path: path, fileSize: file.size))
    self.handle = handle
    self.path = path
  }

  /// See ``HDF5Dataset/text(_:)``.
  func text(_ name: String, file: LibraryFile) throws(HDF5Error) -> String {
    let attribute = try LibraryAttribute(of: handle, name, path: path, file: file)
    guard attribute.isText, attribute.count == 1 else {
      throw attribute.error("is \(attribute.summary); one text was expected")
    }
    return try attribute.texts(limit: 1 << 20)[0]
  }

  /// Chunks as they are stored, with the masks of the filters that were left out.
  ///
  /// - Parameters:
  ///   - first: the number of the first one, in row-major order.
  ///   - count: how many at most.
  ///   - limit: after how many bytes to stop; one chunk there always is.
  /// - Throws: ``HDF5Error`` when one is missing or cannot be read.
  func chunks(
    from first: Int, count: Int, limit: Int, fileSize: Int
  ) throws(HDF5Error) -> [(mask: UInt32, bytes: [UInt8])] {
    func failure() -> HDF5Error {
      HDF5Error(.badData, object: path, problem: "cannot be read: \(HDF5Library.takeMessage())")
    }
    guard case .chunked(let chunkShape, _, _) = layout.place else { throw failure() }
    let grid = HDF5ChunkGrid(shape: layout.shape, chunkShape: chunkShape)
    guard first < grid.count else { throw failure() }
    var chunks: [(mask: UInt32, bytes: [UInt8])] = []
    var total = 0
    for number in first..<(first + min(count, grid.count - first)) {
      let start = grid.box(number).start.map { hsize_t($0) }
      var size: hsize_t = 0
      guard unsafe H5Dget_chunk_storage_size(handle.id, start, &size) >= 0, size > 0 else {
        throw failure()
      }
      guard size <= fileSize, size <= 2 * HDF5Layout.largestChunkSize else {
        throw HDF5Error(
          .badData, object: path, problem: "has a chunk of \(size) bytes; the file has \(fileSize)")
      }
      if total > 0, total + Int(size) > limit { break }
      var mask: UInt32 = 0
      var bytes = [UInt8](repeating: 0, count: Int(size))
      guard unsafe H5Dread_chunk(handle.id, CHDF5_default(), start, &mask, &bytes) >= 0 else {
        throw failure()
      }
      total += bytes.count
      chunks.append((mask, bytes))
    }
    return chunks
  }

  private static func readShape(
    _ handle: borrowing HDF5Handle, path: String
  ) throws(HDF5Error) -> [UInt64] {
    guard let space = HDF5Handle(H5Dget_space(handle.id), closing: H5Sclose) else {
      throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
    }
    let rank = H5Sget_simple_extent_ndims(space.id)
    guard H5Sget_simple_extent_type(space.id) != H5S_NULL, rank >= 0, rank <= HDF5Layout.highestRank
    else {
      throw HDF5Error(.badData, object: path, problem: "has no shape: its dataspace is null")
    }
    var shape = [UInt64](repeating: 0, count: Int(rank))
    if rank > 0, unsafe H5Sget_simple_extent_dims(space.id, &shape, nil) < 0 {
      throw HDF5Error(.badData, object: path, problem: HDF5Library.takeMessage())
    }
    return shape
  }
}
