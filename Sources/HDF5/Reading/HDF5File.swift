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

  /// Opens a file in memory and lends its root group to `body`.
  ///
  /// The library can reach nothing outside these bytes. Everything opened inside `body` is closed when it
  /// returns.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - isChecked: whether the same bytes were opened before, and their metadata found undamaged.
  ///   - isolation: where the library runs; it is in this process only when that is asked for, here or by ``HDF5Isolation/usual``.
  ///   - wrap: makes an error of the caller's type of one of this module's.
  ///   - body: what to read; while the library runs in this process it must not open another HDF5 file.
  /// - Throws: ``HDF5Error``, wrapped, when the library cannot open the file, or what `body` throws.
  package static func reading<Result: Sendable, Failure: Error>(
    _ bytes: [UInt8], isChecked: Bool = false, isolation: HDF5Isolation = .usual,
    wrapping wrap: (HDF5Error) -> Failure,
    _ body: (borrowing HDF5Group) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try reading(.memory(bytes), isChecked, isolation, wrapping: wrap, body)
  }

  /// Opens a file that is too large for memory and lends its root group to `body`.
  ///
  /// The file is checked as one in memory is, and no object outside it is ever opened; but others can
  /// write to it meanwhile: the caller checks afterwards that it did not change.
  ///
  /// - Parameters:
  ///   - descriptor: an open descriptor of a regular file; it stays open.
  ///   - size: the size of the file in bytes.
  ///   - isChecked: whether the same file was opened before, its metadata found undamaged, and the file
  ///     not changed since; otherwise all of it is searched.
  ///   - isolation: where the library runs; it is in this process only when that is asked for, here or by ``HDF5Isolation/usual``.
  ///   - wrap: makes an error of the caller's type of one of this module's.
  ///   - body: what to read; while the library runs in this process it must not open another HDF5 file.
  /// - Throws: ``HDF5Error``, wrapped, when the library cannot open the file, or what `body` throws.
  package static func reading<Result: Sendable, Failure: Error>(
    file descriptor: Int32, size: Int, isChecked: Bool = false,
    isolation: HDF5Isolation = .usual, wrapping wrap: (HDF5Error) -> Failure,
    _ body: (borrowing HDF5Group) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try reading(
      .file(descriptor: descriptor, count: size), isChecked, isolation, wrapping: wrap, body)
  }

  private static func reading<Result: Sendable, Failure: Error>(
    _ source: HDF5Bytes, _ isChecked: Bool, _ isolation: HDF5Isolation,
    wrapping wrap: (HDF5Error) -> Failure,
    _ body: (borrowing HDF5Group) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    func run() throws(Failure) -> Result {
      let session: HDF5Session
      do throws(HDF5Error) {
        session = try open(source, isChecked, isolation)
      } catch {
        throw wrap(error)
      }
      let result = try body(HDF5Group(session: session, components: []))
      // A body may have gone on after an error that it did not mind; this one matters.
      if let failure = session.failure { throw wrap(failure) }
      if case .childProcess = isolation { HDF5Sessions.shared?.keep(session) }
      return result
    }
    switch isolation {
    case .childProcess: return try run()
    case .inProcess: return try HDF5Library.withLock { () throws(Failure) in try run() }
    }
  }

  private static func open(
    _ source: HDF5Bytes, _ isChecked: Bool, _ isolation: HDF5Isolation
  ) throws(HDF5Error) -> HDF5Session {
    if isChecked, case .childProcess = isolation, let kept = HDF5Sessions.shared?.take(source) {
      return kept
    }
    let base = try signatureOffset(in: source) ?? 0
    var check = HDF5MetadataCheck(source, base: base)
    try check.checkSuperblock()
    let session: HDF5Session
    switch isolation {
    case .childProcess:
      // The child must not begin in the middle of another thread's work with the library.
      session = try HDF5Library.withLock { () throws(HDF5Error) in
        try HDF5Session(source, base: base, isolation: isolation)
      }
    case .inProcess: session = try HDF5Session(source, base: base, isolation: isolation)
    }
    // What follows the superblock and the root group is met by the questions after this check.
    if !isChecked { try check.run() }
    return session
  }
}
