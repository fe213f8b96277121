import CZlib
package import Files

/// Inflates gzip data (RFC 1952) step by step; zlib checks each member's CRC-32 and size.
///
/// Several members one after another count as one file, as for gzip(1); so do zeros after the last.
@safe
package struct GzipInflater: ~Copyable {
  private static let chunkSize = 1 << 18
  /// Below this size no expansion is worth refusing.
  package static let harmlessSize = 64 << 20
  /// Deflate can expand a thousandfold; data come nowhere near it.
  private static let largestExpansion = 200

  private let input: [UInt8]
  private let file: String
  private let limit: Int
  private let harmlessSize: Int
  /// Whether all of it is known to stay below the limit.
  private var isCounted = false
  private var position = 0
  private var produced = 0
  private var chunk = [UInt8](repeating: 0, count: chunkSize)
  // On the heap: zlib remembers the address of its stream.
  private let stream: UnsafeMutablePointer<z_stream>

  /// - Parameters:
  ///   - input: the whole file.
  ///   - file: its name, for errors.
  ///   - limit: the largest output accepted, in bytes.
  ///   - harmlessSize: above this size what expands more than two hundredfold is refused.
  package init(
    _ input: [UInt8], file: String, limit: Int, harmlessSize: Int = GzipInflater.harmlessSize
  ) throws(FileError) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe CZlib_inflate_gzip_init(stream) == Z_OK else {
      unsafe stream.deallocate()
      throw FileError(.budget, file: file, problem: "cannot be inflated: out of memory")
    }
    self.input = input
    self.file = file
    self.harmlessSize = harmlessSize
    self.limit = min(limit, max(harmlessSize, input.count * Self.largestExpansion))
    unsafe self.stream = stream
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Appends to `output` until it has `count` bytes or the data ends.
  ///
  /// - Returns: whether the data ended, with every check passed.
  /// - Throws: ``FileError``: `badData` when it is damaged, truncated, has trailing bytes, is too large, or expands more
  ///   than two hundredfold beyond the harmless size; `budget`.
  package mutating func inflate(
    upTo count: Int, into output: inout [UInt8]
  ) throws(FileError) -> Bool {
    // Deflate makes at most 1032 bytes of one: reserve no more than can come, and may.
    let coming = min((input.count - position + 1) * 1032, limit - min(produced, limit) + 1)
    let room = min(count, output.count + coming)
    if room > output.capacity { try Budget.current.check(room, file: file) }
    output.reserveCapacity(room)
    while output.count < count {
      let (size, isLast) = try advance(room: count - output.count)
      output.append(contentsOf: chunk[..<size])
      if isLast { return true }
      // What begins like a bomb is counted to its end before more of it is kept.
      if !isCounted, produced > harmlessSize, produced / Self.largestExpansion > position {
        isCounted = true
        try Self.count(input, file: file, limit: limit)
      }
    }
    return false
  }

  /// Inflates everything once and keeps nothing of it.
  private static func count(_ input: [UInt8], file: String, limit: Int) throws(FileError) {
    var inflater = try GzipInflater(input, file: file, limit: limit, harmlessSize: limit)
    while try !inflater.advance(room: chunkSize).isLast {}
  }

  /// Inflates at most `room` bytes into ``chunk``: how many they are, and whether the data ended with them.
  private mutating func advance(room: Int) throws(FileError) -> (size: Int, isLast: Bool) {
    let (status, size) = step(room: min(room, chunk.count))
    produced += size
    guard produced <= limit else {
      throw error(
        "inflates to more than \(limit) bytes, the limit for a file of \(input.count) bytes")
    }
    switch status {
    case Z_OK: return (size, false)
    case Z_STREAM_END: return (size, try !startNextMember())
    case Z_BUF_ERROR:
      throw error("the gzip data are truncated after \(input.count) bytes")
    case Z_MEM_ERROR:
      throw FileError(.budget, file: file, problem: "cannot be inflated: out of memory")
    default:
      let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
      throw error("the gzip data are damaged: \(reason ?? "zlib error \(status)")")
    }
  }

  /// One call of `inflate`: at most `room` bytes into ``chunk``; their number, and the status.
  private mutating func step(room: Int) -> (status: Int32, size: Int) {
    // zlib counts in 32 bits.
    let available = min(input.count - position, 1 << 30)
    var status = Z_OK
    unsafe input.withUnsafeBufferPointer { input in
      unsafe chunk.withUnsafeMutableBufferPointer { chunk in
        // zlib does not write through next_in.
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
          mutating: input.baseAddress?.advanced(by: position))
        unsafe stream.pointee.avail_in = UInt32(available)
        unsafe stream.pointee.next_out = chunk.baseAddress
        unsafe stream.pointee.avail_out = UInt32(room)
        status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
      }
    }
    position += available - Int(unsafe stream.pointee.avail_in)
    return (status, room - Int(unsafe stream.pointee.avail_out))
  }

  private mutating func startNextMember() throws(FileError) -> Bool {
    let rest = input[position...]
    if rest.starts(with: [0x1f, 0x8b]) {
      unsafe inflateReset(stream)
      return true
    }
    guard rest.allSatisfy({ $0 == 0 }) else {
      throw error("\(rest.count) trailing bytes after the gzip data")
    }
    return false
  }

  private func error(_ problem: String) -> FileError {
    FileError(.badData, file: file, problem: problem)
  }
}
