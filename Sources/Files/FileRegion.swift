import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A part of an open file that is read and looked at, and kept or not.
@safe
struct FileRegion: @unchecked Sendable {
  /// From this size on it pays to share the work.
  static let parallelSize = 32 << 20
  /// Bytes that are checked while the processor's cache still has them.
  private static let pieceSize = 1 << 18
  /// What a processor takes at a time: whole large pages, and few enough that all finish together.
  private static let shareSize = 8 << 20

  let file: OpenFile
  /// Where it begins in the file.
  let position: Int
  let count: Int
  /// What the bytes are taken for.
  var numbers: ByteFindings.Numbers?
  /// Where the bytes go, as long as the region; `nil` when they are only looked at, which spares the
  /// memory: clearing fresh pages takes the kernel longer than copying the bytes.
  var buffer: UnsafeMutableRawBufferPointer?

  /// Reads it, by several processors when it is large.
  ///
  /// - Returns: what was found.
  /// - Throws: ``FileError``: `badData` when the file shrank, `inputOutput`.
  func read() throws(FileError) -> ByteFindings {
    count < Self.parallelSize ? try readInPieces() : try readInParallel()
  }

  private func readInPieces() throws(FileError) -> ByteFindings {
    var findings = ByteFindings()
    let scratch = UnsafeMutableRawBufferPointer.allocate(
      byteCount: unsafe buffer == nil ? min(Self.pieceSize, count) : 0, alignment: 64)
    defer { unsafe scratch.deallocate() }
    for start in stride(from: 0, to: count, by: Self.pieceSize) {
      let end = min(start + Self.pieceSize, count)
      let place = unsafe buffer?[start..<end] ?? scratch[..<(end - start)]
      let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: place)
      unsafe try file.read(into: piece, at: position + start)
      unsafe findings.add(UnsafeRawBufferPointer(piece), as: numbers)
    }
    return findings
  }

  /// Each processor takes the next share until there is none.
  private func readInParallel() throws(FileError) -> ByteFindings {
    let parts = stride(from: 0, to: count, by: Self.shareSize).map { start in
      let end = min(start + Self.shareSize, count)
      return unsafe FileRegion(
        file: file, position: position + start, count: end - start, numbers: numbers,
        buffer: buffer.map { unsafe UnsafeMutableRawBufferPointer(rebasing: $0[start..<end]) })
    }
    let results = Mutex([Result<ByteFindings, FileError>?](repeating: nil, count: parts.count))
    DispatchQueue.concurrentPerform(iterations: parts.count) { index in
      let result = Result { () throws(FileError) in try parts[index].readInPieces() }
      results.withLock { $0[index] = result }
    }
    var findings = ByteFindings()
    for result in results.withLock({ $0 }) {
      guard let own = try result?.get() else {
        throw FileError(.inputOutput, file: file.path, problem: "was not read")
      }
      findings.append(own)
    }
    return findings
  }
}
