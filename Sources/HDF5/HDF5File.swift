import CHDF5

/// HDF5 files that are already in memory.
public enum HDF5File {
  /// The first eight bytes of every HDF5 file.
  public static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Where the signature stands: 0, or behind a user block of 512, 1024, 2048, ...
  ///
  /// bytes.
  ///
  /// - Returns: the offset, or `nil` when `bytes` is not an HDF5 file.
  public static func signatureOffset(in bytes: [UInt8]) -> Int? {
    var offset = 0
    while offset + signature.count <= bytes.count {
      if bytes[offset..<(offset + signature.count)].elementsEqual(signature) { return offset }
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
  ///   - body: what to read; it must not open another HDF5 file.
  /// - Throws: ``HDF5Error`` when the library cannot open the image, or what `body` throws.
  public static func reading<Result: Sendable, Failure: Error>(
    _ bytes: [UInt8], wrapping wrap: (HDF5Error) -> Failure,
    _ body: (borrowing HDF5Group) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try HDF5Library.withLock { () throws(Failure) -> Result in
      let opened: HDF5Handle
      do throws(HDF5Error) {
        opened = try open(bytes)
      } catch {
        throw wrap(error)
      }
      guard let id = unsafe HDF5Handle(H5Gopen2(opened.id, "/", CHDF5_default()), closing: H5Gclose)
      else {
        throw wrap(HDF5Error(.badData, object: "/", problem: HDF5Library.takeMessage()))
      }
      let root = HDF5Group(handle: id, path: "/", fileSize: bytes.count)
      return try body(root)
    }
  }

  private static func open(_ bytes: [UInt8]) throws(HDF5Error) -> HDF5Handle {
    guard let access = HDF5Handle(H5Pcreate(CHDF5_file_access()), closing: H5Pclose),
      H5Pset_fapl_core(access.id, 1 << 16, false) >= 0,
      H5Pset_fclose_degree(access.id, H5F_CLOSE_STRONG) >= 0,
      unsafe bytes.withUnsafeBytes({ buffer in
        // The parameter is not const in C, but the library only copies from it.
        unsafe H5Pset_file_image(
          access.id, UnsafeMutableRawPointer(mutating: buffer.baseAddress), buffer.count)
      }) >= 0
    else { throw HDF5Error(.badData, object: "/", problem: HDF5Library.takeMessage()) }
    guard
      let file = unsafe HDF5Handle(
        H5Fopen("image", CHDF5_read_only(), access.id), closing: H5Fclose)
    else { throw openingError(HDF5Library.takeMessage(), size: bytes.count) }
    // Opening looked at the superblock only; what follows it is met by the calls after this check.
    try HDF5MetadataCheck(bytes, base: signatureOffset(in: bytes) ?? 0).run()
    return file
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
