package import Files

/// The ways of compressing a whole file that Python's joblib knows, told by the first bytes.
package enum Compression: String, Sendable, CaseIterable {
  case zlib, gzip, bzip2, xz, lzma, lz4

  /// How a file is compressed.
  ///
  /// - Parameter start: its first bytes; six are enough.
  /// - Returns: `nil` when it is not compressed.
  package init?(_ start: some Collection<UInt8>) {
    guard let found = Self.allCases.first(where: { $0.begins(start) }) else { return nil }
    self = found
  }

  private func begins(_ bytes: some Collection<UInt8>) -> Bool {
    switch self {
    case .zlib:
      // The second byte makes both a multiple of 31; only the windows and levels in use are taken.
      [[0x78, 0x01], [0x78, 0x5E], [0x78, 0x9C], [0x78, 0xDA]].contains { bytes.starts(with: $0) }
    case .gzip: bytes.starts(with: [0x1F, 0x8B])
    case .bzip2: bytes.starts(with: [0x42, 0x5A, 0x68])
    case .xz: bytes.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00])
    case .lzma: bytes.starts(with: [0x5D, 0x00, 0x00])
    case .lz4: bytes.starts(with: [0x04, 0x22, 0x4D, 0x18])
    }
  }

  /// Up to this size no expansion is worth refusing.
  private static let harmlessSize = 64 << 20
  /// No weights are compressed better than this.
  private static let largestExpansion = 1000

  /// The contents of a compressed file, every checksum verified.
  ///
  /// Several streams one after another count as one file; so do zeros behind the last.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: its name, for errors.
  ///   - limit: the largest result accepted, in bytes.
  /// - Throws: ``FileError``: `badData` when it is damaged, truncated, too large, or expands more than a
  ///   thousandfold beyond 64 MiB.
  package func decompress(
    _ bytes: [UInt8], file: String, limit: Int
  ) throws(FileError) -> [UInt8] {
    switch self {
    case .zlib, .gzip: try decompress(bytes, file, limit) { InflateDecoder() }
    case .bzip2: try decompress(bytes, file, limit) { Bzip2Decoder() }
    case .xz, .lzma: try decompress(bytes, file, limit) { LZMADecoder() }
    case .lz4: try decompress(bytes, file, limit) { LZ4Decoder() }
    }
  }

  private func decompress<Decoder: StreamDecoder & ~Copyable>(
    _ bytes: [UInt8], _ file: String, _ limit: Int, _ make: () -> Decoder?
  ) throws(FileError) -> [UInt8] {
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var position = 0
    let largest = min(limit, max(Self.harmlessSize, bytes.count * Self.largestExpansion))
    repeat {
      guard var decoder = make() else {
        throw FileError(
          .inputOutput, file: file, problem: "\(rawValue) cannot start: out of memory")
      }
      var outcome = DecoderStep.Outcome.more
      while outcome == .more {
        let step = unsafe bytes.withUnsafeBytes { bytes in
          unsafe chunk.withUnsafeMutableBytes { chunk in
            unsafe decoder.step(UnsafeRawBufferPointer(rebasing: bytes[position...]), chunk)
          }
        }
        position += step.consumed
        if output.count + step.produced > output.capacity {
          try Budget.current.check(2 * (output.count + step.produced), file: file)
        }
        output += chunk[..<step.produced]
        outcome = step.outcome
        if outcome == .more, step.consumed == 0, step.produced == 0 {
          throw failure(
            file,
            position == bytes.count
              ? "are truncated after \(bytes.count) bytes" : "are damaged at byte \(position)")
        }
        guard output.count <= largest else {
          throw failure(file, "expand to more than \(largest) bytes, the limit for this file")
        }
      }
      guard outcome == .ended else { throw failure(file, "are damaged near byte \(position)") }
    } while begins(bytes[position...])
    guard bytes[position...].allSatisfy({ $0 == 0 }) else {
      throw failure(file, "have \(bytes.count - position) other bytes behind them")
    }
    return output
  }

  private func failure(_ file: String, _ problem: String) -> FileError {
    FileError(.badData, file: file, problem: "the \(rawValue) data \(problem)")
  }
}

/// What one call of a decompression library did.
struct DecoderStep {
  /// What is to happen next.
  enum Outcome {
    case more, ended, damaged
  }

  /// How many bytes of the input were used.
  var consumed: Int
  /// How many bytes were written.
  var produced: Int
  /// What is to happen next.
  var outcome: Outcome
}

/// A stream of one of the decompression libraries.
protocol StreamDecoder: ~Copyable {
  /// `nil` when the library has no memory.
  init?()
  /// Decompresses as much of the input as the output has room for.
  mutating func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer)
    -> DecoderStep
}
