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

  /// How many characters wide the terminal is, 80 at least; `nil` of what is none, or does not say.
  package var width: Int? {
    guard isTerminal else { return nil }
    var size = winsize()
    guard unsafe ioctl(rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return max(80, Int(size.ws_col))
  }

  /// Whether it is a terminal.
  package var isTerminal: Bool { isatty(rawValue) == 1 }
}
