#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Standard output and error as byte sinks.
package enum StandardStream: Int32, Sendable {
  /// File descriptor 1.
  case output = 1
  /// File descriptor 2.
  case error = 2

  /// Writes all bytes.
  ///
  /// - Throws: ``FileError`` of kind `inputOutput`, e.g. when the disk behind it is full.
  package func write(_ bytes: [UInt8]) throws(FileError) {
    guard OutputFiles.writeAll(bytes, to: rawValue) else {
      throw FileError(.inputOutput, file: "-", problem: "cannot write: \(systemMessage(errno))")
    }
  }

  /// Whether it is a terminal.
  package var isTerminal: Bool { isatty(rawValue) == 1 }
}
