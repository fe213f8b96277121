import CHDF5

/// HDF5 files, in memory or open.
package enum HDF5File {
  /// The first eight bytes of every HDF5 file.
  package static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Where the signature stands: at 0, or behind a user block of 512 bytes or a power of two more.
  ///
  /// - Returns: the offset, or `nil` when `bytes` is not an HDF5 file.
  package static func signatureOffset(in bytes: [UInt8]) -> Int? {
    // Bytes in memory can always be read.
    try? signatureOffset(in: .memory(bytes))
  }

  /// Where the signature stands in an open file.
  ///
  /// - Parameters:
  ///   - descriptor: an open descriptor of a regular file.
  ///   - size: the size of the file in bytes.
  /// - Throws: ``HDF5Error`` when the file cannot be read.
  package static func signatureOffset(
    inFile descriptor: Int32, size: Int
  ) throws(HDF5Error) -> Int? {
    try signatureOffset(in: .file(descriptor: descriptor, count: size))
  }

  private static func signatureOffset(in source: HDF5Bytes) throws(HDF5Error) -> Int? {
    var offset = 0
    while offset + signature.count <= source.count {
      if try source.bytes(at: offset, length: signature.count).elementsEqual(signature) {
        return offset
      }
      offset = offset == 0 ? 512 : offset * 2
    }
    return nil
  }

  /// Opens an image of a file and lends its root group to `body`.
  ///
  /// The image is handed to the library's core driver: it can reach nothing outside these bytes.
  /// Everything opened inside `body` is closed when it returns.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - isChecked: whether the same bytes were opened before, and their metadata found undamaged.
  ///   - wrap: makes an error of the caller's type of one of this module's.
  ///   - body: what to read; it must not open another HDF5 file.
  /// - Throws: ``HDF5Error``, wrapped, when the library cannot open the image, or what `body` throws.
  package static func reading<Result: Sendable, Failure: Error>(
    _ bytes: [UInt8], isChecked: Bool = false, wrapping wrap: (HDF5Error) -> Failure,
    _ body: (borrowing HDF5Group) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try reading(.memory(bytes), isChecked, wrapping: wrap, body)
  }

  /// Opens a file that is too large for memory and lends its root group to `body`.
  ///
  /// The file is checked as an image is, and no object outside it is ever opened; but others can write
  /// to it meanwhile. The library reads zeros behind the end of a file that shrinks: the caller checks
  /// afterwards that it did not change.
  ///
  /// - Parameters:
  ///   - descriptor: an open descriptor of a regular file; it stays open.
  ///   - size: the size of the file in bytes.
  ///   - isChecked: whether the same file was opened before, its metadata found undamaged, and the file
  ///     not changed since; otherwise all of it is searched.
  ///   - wrap: makes an error of the caller's type of one of this module's.
  ///   - body: what to read; it must not open another HDF5 file.
  /// - Throws: ``HDF5Error``, wrapped, when the library cannot open the file, or what `body` throws.
  package static func reading<Result: Sendable, Failure: Error>(
    file descriptor: Int32, size: Int, isChecked: Bool = false,
    wrapping wrap: (HDF5Error) -> Failure,
    _ body: (borrowing HDF5Group) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try reading(.file(descriptor: descriptor, count: size), isChecked, wrapping: wrap, body)
  }

  private static func reading<Result: Sendable, Failure: Error>(
    _ source: HDF5Bytes, _ isChecked: Bool, wrapping wrap: (HDF5Error) -> Failure,
    _ body: (borrowing HDF5Group) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try HDF5Library.withLock { () throws(Failure) -> Result in
      let opened: HDF5Handle
      do throws(HDF5Error) {
        opened = try open(source, isChecked)
      } catch {
        throw wrap(error)
      }
      guard let id = unsafe HDF5Handle(H5Gopen2(opened.id, "/", CHDF5_default()), closing: H5Gclose)
      else {
        throw wrap(HDF5Error(.badData, object: "/", problem: HDF5Library.takeMessage()))
      }
      let root = HDF5Group(handle: id, path: "/", fileSize: source.count)
      return try body(root)
    }
  }

  private static func open(
    _ source: HDF5Bytes, _ isChecked: Bool
  ) throws(HDF5Error) -> HDF5Handle {
    guard let access = HDF5Handle(H5Pcreate(CHDF5_file_access()), closing: H5Pclose),
      H5Pset_fclose_degree(access.id, H5F_CLOSE_STRONG) >= 0, setDriver(access, for: source)
    else { throw HDF5Error(.badData, object: "/", problem: HDF5Library.takeMessage()) }
    let name =
      switch source {
      case .memory: "image"
      // The file that is open already, whatever its path leads to by now.
      case .file(let descriptor, _): "/dev/fd/\(descriptor)"
      }
    guard
      let file = unsafe HDF5Handle(H5Fopen(name, CHDF5_read_only(), access.id), closing: H5Fclose)
    else { throw openingError(HDF5Library.takeMessage(), size: source.count) }
    // Opening looked at the superblock only; what follows it is met by the calls after this check.
    if !isChecked {
      var check = HDF5MetadataCheck(source, base: try signatureOffset(in: source) ?? 0)
      try check.run()
    }
    return file
  }

  private static func setDriver(_ access: borrowing HDF5Handle, for source: HDF5Bytes) -> Bool {
    switch source {
    case .memory(let bytes):
      guard H5Pset_fapl_core(access.id, 1 << 16, false) >= 0 else { return false }
      return unsafe bytes.withUnsafeBytes { buffer in
        // The parameter is not const in C, but the library only copies from it.
        unsafe H5Pset_file_image(
          access.id, UnsafeMutableRawPointer(mutating: buffer.baseAddress), buffer.count)
      } >= 0
    case .file:
      return H5Pset_fapl_sec2(access.id) >= 0 && CHDF5_disable_locking(access.id) >= 0
    }
  }

  /// The library's reason, with what it means to the file's owner.
  private static func openingError(_ message: String, size: Int) -> HDF5Error {
    let problem: String
    if message.contains("already open") || message.contains("consistency flags") {
      problem = "is marked as open for writing: its writer crashed; h5clear -s repairs it"
    } else if message.contains("truncated") {
      problem = "is truncated: it holds \(size) bytes, fewer than its header says (\(message))"
    } else if size < 2048 || message.contains("addr overflow") {
      problem = "is truncated or damaged: \(size) bytes (\(message))"
    } else {
      problem = "is damaged: the HDF5 library cannot open it (\(message))"
    }
    return HDF5Error(.badData, object: "HDF5 superblock", problem: problem)
  }
}
