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
@usableFromInline
package struct ByteStream: ~Copyable {
  /// The name for messages.
  package let file: String
  /// The size of the whole in bytes.
  package let count: Int
  /// How many bytes were read.
  package private(set) var position: Int
  /// The checksum of the bytes since it was last reset.
  package var checksum = CRC32()

  /// `nil` when the bytes are in memory.
  private let openFile: OpenFile?
  private let memory: [UInt8]

  /// Reads from memory.
  ///
  /// - Parameters:
  ///   - bytes: the whole.
  ///   - file: the name for messages.
  ///   - position: where to begin.
  package init(_ bytes: [UInt8], file: String, from position: Int = 0) {
    self.file = file
    self.position = position
    count = bytes.count
    memory = bytes
    openFile = nil
  }

  /// Reads from an open file.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - position: where to begin.
  package init(_ file: OpenFile, from position: Int = 0) {
    self.file = file.path
    self.position = position
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
  @usableFromInline
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
        unsafe try fill(UnsafeMutableRawBufferPointer(rebasing: raw[..<size]))
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return result
  }

  /// What the next numbers become, with little memory beside the result.
  ///
  /// - Parameters:
  ///   - count: how many; their bytes are at most ``remaining``.
  ///   - type: a type without padding.
  ///   - transform: what a number becomes.
  /// - Throws: ``FileError``: `badData` when the file shrank, `inputOutput`.
  @inlinable
  package mutating func elements<Element: BitwiseCopyable, Value: BitwiseCopyable>(
    _ count: Int, of type: Element.Type, as transform: (Element) -> Value
  ) throws(FileError) -> [Value] {
    var failure: FileError?
    let result = unsafe [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      unsafe Self.preferLargePages(UnsafeMutableRawBufferPointer(buffer))
      do throws(FileError) {
        while initialized < count {
          let piece = try elements(min(1 << 15, count - initialized), of: type)
          for element in piece {
            unsafe buffer.initializeElement(at: initialized, to: transform(element))
            initialized += 1
          }
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return result
  }

  /// Reads the next bytes without keeping them.
  ///
  /// - Parameters:
  ///   - count: how many; at most ``remaining``.
  ///   - numbers: what they are taken for, to look for numbers that are not finite.
  /// - Returns: what was found.
  /// - Throws: ``FileError``: `badData` when the file shrank, `inputOutput`.
  package mutating func examine(
    _ count: Int, as numbers: ByteFindings.Numbers? = nil
  ) throws(FileError) -> ByteFindings {
    precondition(count >= 0 && count <= remaining, "more bytes than are left")
    var findings = ByteFindings()
    if let openFile {
      findings = try unsafe FileRegion(
        file: openFile, position: position, count: count, numbers: numbers
      ).read()
    } else {
      unsafe memory[position..<(position + count)].withUnsafeBytes {
        unsafe findings.add($0, as: numbers)
      }
    }
    position += count
    checksum.append(findings.checksum, count: count)
    return findings
  }

  private mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(FileError) {
    if let openFile {
      let findings = try unsafe FileRegion(
        file: openFile, position: position, count: buffer.count, buffer: buffer
      ).read()
      checksum.append(findings.checksum, count: buffer.count)
    } else {
      unsafe memory[position..<(position + buffer.count)].withUnsafeBytes {
        unsafe buffer.copyMemory(from: $0)
      }
      unsafe checksum.update(UnsafeRawBufferPointer(buffer))
    }
    position += buffer.count
  }

  /// Fresh memory of this size costs more in page faults than in copying.
  @usableFromInline
  static func preferLargePages(_ buffer: UnsafeMutableRawBufferPointer) {
    #if os(Linux)
      let page = 1 << 21
      guard buffer.count >= 4 * page, let start = buffer.baseAddress else { return }
      let ahead = (page - Int(bitPattern: start) % page) % page
      unsafe madvise(start + ahead, (buffer.count - ahead) / page * page, MADV_HUGEPAGE)
    #endif
  }
}
