import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A part of an open file on its way into memory, and its checksum.
@safe
struct FileRegion: @unchecked Sendable {
  /// From this size on it pays to share the work: fresh memory has to be cleared before it is filled.
  static let parallelSize = 32 << 20
  /// Bytes that are checked while the processor's cache still has them.
  private static let pieceSize = 1 << 18
  /// Parts begin at large pages.
  private static let pageSize = 1 << 21

  let file: OpenFile
  /// Where it begins in the file.
  let position: Int
  /// Where it goes; as long as the region.
  let buffer: UnsafeMutableRawBufferPointer

  /// What is known of bytes that were read.
  struct Findings {
    var checksum = CRC32()
    /// Whether the bytes, taken as Doubles, hold an infinity or a NaN.
    var holdsNonFinite = false

    /// Looks at a piece that begins at a multiple of 8.
    mutating func add(_ piece: UnsafeRawBufferPointer) {
      unsafe checksum.update(piece)
      // One added to the exponent of an infinity or a NaN carries into the sign.
      let magnitude: UInt64 = 0x7FFF_FFFF_FFFF_FFFF
      var carries: UInt64 = 0
      for place in stride(from: 0, to: piece.count & ~7, by: 8) {
        let bits = unsafe piece.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        carries |= (bits & magnitude) &+ 0x0010_0000_0000_0000
      }
      holdsNonFinite = holdsNonFinite || carries > magnitude
    }
  }

  /// Reads it piece by piece.
  ///
  /// - Returns: what was found.
  /// - Throws: ``FileError``: `badData` when the file shrank, `inputOutput`.
  func read() throws(FileError) -> Findings {
    var findings = Findings()
    for start in unsafe stride(from: 0, to: buffer.count, by: Self.pieceSize) {
      let piece = unsafe UnsafeMutableRawBufferPointer(
        rebasing: buffer[start..<min(start + Self.pieceSize, buffer.count)])
      unsafe try file.read(into: piece, at: position + start)
      unsafe findings.add(UnsafeRawBufferPointer(piece))
    }
    return findings
  }

  /// The same by several processors, each with a part of its own.
  func readInParallel() throws(FileError) -> Findings {
    let processors = max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 8))
    let share = unsafe (buffer.count / processors / Self.pageSize + 1) * Self.pageSize
    let parts = unsafe stride(from: 0, to: buffer.count, by: share).map { start in
      unsafe FileRegion(
        file: file, position: position + start,
        buffer: UnsafeMutableRawBufferPointer(
          rebasing: buffer[start..<min(start + share, buffer.count)]))
    }
    let results = Mutex([Result<Findings, FileError>?](repeating: nil, count: parts.count))
    DispatchQueue.concurrentPerform(iterations: parts.count) { index in
      let result = Result { () throws(FileError) in try parts[index].read() }
      results.withLock { $0[index] = result }
    }
    var findings = Findings()
    for (part, result) in zip(parts, results.withLock { $0 }) {
      guard let own = try result?.get() else {
        throw FileError(.inputOutput, file: file.path, problem: "was not read")
      }
      unsafe findings.checksum.append(own.checksum, count: part.buffer.count)
      findings.holdsNonFinite = findings.holdsNonFinite || own.holdsNonFinite
    }
    return findings
  }
}
