#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The bytes of a file: all in memory, or in an open file that is read in pieces.
enum HDF5Bytes {
  case memory([UInt8])
  /// The descriptor belongs to somebody else, who keeps it open.
  case file(descriptor: Int32, count: Int)

  var count: Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .file(_, let count): count
    }
  }

  /// The bytes from `place` on: `length`, or fewer at the end of the file.
  ///
  /// - Throws: ``HDF5Error`` when the file cannot be read, or is shorter than it was.
  func bytes(at place: Int, length: Int) throws(HDF5Error) -> ArraySlice<UInt8> {
    let length = max(0, min(length, count - place))
    switch self {
    case .memory(let bytes): return length == 0 ? [] : bytes[place..<(place + length)]
    case .file(let descriptor, _):
      return try Self.read(descriptor, at: place, length: length)[...]
    }
  }

  private static func read(
    _ descriptor: Int32, at place: Int, length: Int
  ) throws(HDF5Error) -> [UInt8] {
    var code: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, done in
      while done < length {
        let got = unsafe pread(
          descriptor, buffer.baseAddress?.advanced(by: done), length - done, off_t(place + done))
        if got < 0, errno == EINTR { continue }
        if got < 0 { code = errno }
        if got <= 0 { break }
        done += got
      }
    }
    if code != 0 {
      let reason = unsafe String(cString: strerror(code))
      throw HDF5Error(.cannotRead, object: "/", problem: "cannot be read: \(reason)")
    }
    guard bytes.count == length else {
      throw HDF5Error(.badData, object: "/", problem: "shrank while it was read")
    }
    return bytes
  }
}

/// A look at a file through a window that follows the place looked at.
struct HDF5Window {
  private let source: HDF5Bytes
  private let length: Int
  private var start = 0
  private var bytes: ArraySlice<UInt8> = []

  /// - Parameters:
  ///   - source: the file.
  ///   - length: how many bytes are read at once.
  init(_ source: HDF5Bytes, length: Int) {
    self.source = source
    self.length = length
  }

  /// The byte at `place`; `nil` behind the end.
  mutating func byte(at place: Int) throws(HDF5Error) -> UInt8? {
    guard place >= 0, place < source.count else { return nil }
    if place < start || place - start >= bytes.count {
      bytes = try source.bytes(at: place, length: length)
      start = place
    }
    return bytes[bytes.startIndex + place - start]
  }

  /// The little-endian number of `size` bytes at `place`; `nil` when it reaches behind the end.
  mutating func number(at place: Int, size: Int = 8) throws(HDF5Error) -> UInt64? {
    var number: UInt64 = 0
    for index in 0..<size {
      guard let byte = try byte(at: place + index) else { return nil }
      number |= UInt64(byte) << (8 * UInt64(index))
    }
    return number
  }
}
