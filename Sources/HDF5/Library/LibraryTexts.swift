import CHDF5

/// Reads strings of fixed or variable length, from attributes and datasets alike.
///
/// The bytes are UTF-8 whatever the character-set label says, as h5py and Keras write them.
enum LibraryTexts {
  /// More texts than any real list has.
  private static let largestCount = 100_000

  /// Reads a one-dimensional dataset of texts.
  static func read(
    dataset: borrowing HDF5Handle, path: String, file: LibraryFile
  ) throws(HDF5Error) -> [String] {
    func failure(_ problem: String) -> HDF5Error {
      HDF5Error(.badData, object: path, problem: problem)
    }
    let storage = try LibraryStorage(of: dataset, path: path)
    guard let type = HDF5Handle(H5Dget_type(dataset.id), closing: H5Tclose),
      let space = HDF5Handle(H5Dget_space(dataset.id), closing: H5Sclose)
    else { throw failure("is damaged (\(HDF5Library.takeMessage()))") }
    var extent: UInt64 = 0
    guard H5Sget_simple_extent_ndims(space.id) == 1,
      unsafe H5Sget_simple_extent_dims(space.id, &extent, nil) == 1, extent <= largestCount
    else { throw failure("is not a list of at most \(largestCount) texts") }
    guard H5Tget_class(type.id) == H5T_STRING else { throw failure("is not a list of texts") }
    try storage.check(
      dataset, shape: [extent], elementSize: H5Tget_size(type.id), path: path, fileSize: file.size)
    let offset = H5Dget_offset(dataset.id)
    let place = Int(exactly: offset).map { HDF5ObjectHeader.Range(start: $0, count: .max) }
    return try unsafe read(
      type: type, space: space, count: Int(extent), file: file, place: place, object: path
    ) {
      unsafe H5Dread(dataset.id, type.id, CHDF5_all(), CHDF5_all(), CHDF5_default(), $0)
    }
  }

  /// Reads `count` texts.
  ///
  /// Texts of variable length are read from the file's heaps by ``HDF5GlobalHeaps``, which checks every
  /// reference, where the references can be found; the library follows them unchecked. What it fills a
  /// buffer with is of the file's own type: version 1.10 converts neither the character set nor between
  /// fixed and variable length.
  ///
  /// - Parameters:
  ///   - place: where the elements are in the file; `nil` when that is not known.
  ///   - limit: how many bytes the texts may have together.
  ///   - fill: lets the library read the elements.
  static func read(
    type: borrowing HDF5Handle, space: borrowing HDF5Handle, count: Int, file: LibraryFile,
    place: HDF5ObjectHeader.Range?, limit: Int = .max, object: String,
    _ fill: (UnsafeMutableRawPointer?) -> herr_t
  ) throws(HDF5Error) -> [String] {
    guard count > 0 else { return [] }
    let elements: [[UInt8]]
    if H5Tis_variable_str(type.id) <= 0 {
      try file.takeText(H5Tget_size(type.id) * count, object: object)
      elements = try unsafe fixed(type, count, object, fill)
    } else if let place {
      elements = try file.texts(at: place, count: count, limit: limit, object: object)
    } else {
      elements = try unsafe variable(type, space, count, object, fill)
      try file.takeText(elements.reduce(0) { $0 + $1.count }, object: object)
    }
    var texts: [String] = []
    for bytes in elements {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw HDF5Error(.badData, object: object, problem: "is not valid UTF-8")
      }
      texts.append(text)
    }
    return texts
  }

  private static func fixed(
    _ type: borrowing HDF5Handle, _ count: Int, _ object: String,
    _ fill: (UnsafeMutableRawPointer?) -> herr_t
  ) throws(HDF5Error) -> [[UInt8]] {
    let size = H5Tget_size(type.id)
    let padding = H5Tget_strpad(type.id)
    guard size > 0 else { throw HDF5Error(.badData, object: object, problem: "has empty strings") }
    var buffer = [UInt8](repeating: 0, count: size * count)
    guard unsafe buffer.withUnsafeMutableBytes({ unsafe fill($0.baseAddress) }) >= 0 else {
      throw unreadable(object)
    }
    return stride(from: 0, to: buffer.count, by: size).map { start in
      var element = buffer[start..<(start + size)]
      if padding == H5T_STR_NULLTERM { element = element.prefix { $0 != 0 } }
      let blank: UInt8 = padding == H5T_STR_SPACEPAD ? 0x20 : 0
      while element.last == blank { element.removeLast() }
      return Array(element)
    }
  }

  private static func variable(
    _ type: borrowing HDF5Handle, _ space: borrowing HDF5Handle, _ count: Int, _ object: String,
    _ fill: (UnsafeMutableRawPointer?) -> herr_t
  ) throws(HDF5Error) -> [[UInt8]] {
    var pointers = unsafe [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    guard unsafe pointers.withUnsafeMutableBytes({ unsafe fill($0.baseAddress) }) >= 0 else {
      throw unreadable(object)
    }
    defer { unsafe CHDF5_reclaim(type.id, space.id, &pointers) }
    return unsafe pointers.map { pointer in
      guard let pointer = unsafe pointer else { return [] }
      var bytes: [UInt8] = []
      var index = 0
      while unsafe pointer[index] != 0 {
        unsafe bytes.append(UInt8(bitPattern: pointer[index]))
        index += 1
      }
      return bytes
    }
  }

  private static func unreadable(_ object: String) -> HDF5Error {
    HDF5Error(
      .badData, object: object, problem: "cannot be read: \(HDF5Library.takeMessage())")
  }
}
