#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file, or bytes in memory, read once from front to back with a running checksum.
///
/// A file is copied piece by piece with `pread(2)` and never mapped: one that shrinks meanwhile is an
/// error, not the end of the process. Beside what it returns, a read needs no memory to speak of.
@safe
package struct ByteStream: ~Copyable {
  /// The name for messages.
  package let file: String
  /// The size of the whole in bytes.
  package let count: Int
  /// How many bytes were read.
  package private(set) var position = 0
  /// The checksum of the bytes since it was last reset.
  package var checksum = CRC32()

  /// Whether ``elements(_:of:)`` has read a Double that is infinite or NaN.
  package private(set) var hasNonFiniteDoubles = false

  /// `nil` when the bytes are in memory.
  private let openFile: OpenFile?
  private let memory: [UInt8]

  /// Reads from memory.
  package init(_ bytes: [UInt8], file: String) {
    self.file = file
    count = bytes.count
    memory = bytes
    openFile = nil
  }

  /// Reads from an open file.
  package init(_ file: OpenFile) {
    self.file = file.path
    count = file.size
    memory = []
    openFile = file
  }

  /// How many bytes are left.
  package var remaining: Int { count - position }

  /// The next bytes.
  ///
  /// - Parameter count: how many; at most ``remaining``.
  /// - Throws: ``FileError``: `badData` when the file shrank, `inputOutput`.
  package mutating func bytes(_ count: Int) throws(FileError) -> [UInt8] {
    try elements(count, of: UInt8.self)
  }

  /// The next numbers, in the memory layout of the machine.
  ///
  /// - Parameters:
  ///   - count: how many; their bytes are at most ``remaining``.
  ///   - type: a type without padding.
  /// - Throws: ``FileError``: `badData` when the file shrank, `inputOutput`.
  package mutating func elements<Element: BitwiseCopyable>(
    _ count: Int, of type: Element.Type
  ) throws(FileError) -> [Element] {
    let size = count * MemoryLayout<Element>.stride
    precondition(count >= 0 && size <= remaining, "more bytes than are left")
    var failure: FileError?
    let result = unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      unsafe Self.preferLargePages(raw)
      do throws(FileError) {
        let holdsNonFinite = unsafe try fill(
          UnsafeMutableRawBufferPointer(rebasing: raw[..<size]))
        if holdsNonFinite, Element.self == Double.self { hasNonFiniteDoubles = true }
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return result
  }

  /// Reads bytes; tells whether they hold a non-finite number, should they be Doubles.
  private mutating func fill(
    _ buffer: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> Bool {
    defer { position += buffer.count }
    guard let openFile else {
      unsafe memory[position..<(position + buffer.count)].withUnsafeBytes {
        unsafe buffer.copyMemory(from: $0)
      }
      var findings = FileRegion.Findings()
      unsafe findings.add(UnsafeRawBufferPointer(buffer))
      checksum.append(findings.checksum, count: buffer.count)
      return findings.holdsNonFinite
    }
    let region = unsafe FileRegion(file: openFile, position: position, buffer: buffer)
    let isLarge = buffer.count >= FileRegion.parallelSize
    let findings = try isLarge ? region.readInParallel() : region.read()
    checksum.append(findings.checksum, count: buffer.count)
    return findings.holdsNonFinite
  }

  /// Fresh memory of this size costs more in page faults than in copying.
  private static func preferLargePages(_ buffer: UnsafeMutableRawBufferPointer) {
    #if os(Linux)
      let page = 1 << 21
      guard buffer.count >= 4 * page, let start = buffer.baseAddress else { return }
      let ahead = (page - Int(bitPattern: start) % page) % page
      unsafe madvise(start + ahead, (buffer.count - ahead) / page * page, MADV_HUGEPAGE)
    #endif
  }
}
