#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Messages over a connected socket: four bytes that say a length, and as many bytes.
struct MessageChannel {
  /// Who speaks.
  enum Side {
    /// Waits with a limit, and survives a connection that breaks.
    case parent
    /// May only read and write.
    case child
  }

  /// What came.
  enum Reception: Equatable {
    case message([UInt8])
    /// A message that claims to be longer than it may be.
    case tooLong(length: Int)
    /// Nothing in time.
    case late
    /// The other side has closed, or broken off in the middle.
    case end
  }

  let descriptor: Int32
  let side: Side

  /// How much is taken from the system at once: memory is needed for what came, not for what is claimed.
  private static let pieceSize = 1 << 20

  /// Sends a message.
  ///
  /// - Returns: whether all of it went out.
  func send(_ message: [UInt8]) -> Bool {
    guard let length = UInt32(exactly: message.count) else { return false }
    let header = (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    return write(header) && write(message)
  }

  /// Receives a message.
  ///
  /// - Parameters:
  ///   - limit: the longest that is accepted, in bytes.
  ///   - isInTime: asked every second without a byte, with their number so far.
  func receive(limit: Int, while isInTime: (Int) -> Bool = { _ in true }) -> Reception {
    var header: [UInt8] = []
    if let failure = read(4, into: &header, isInTime) { return failure }
    let length = header.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= limit else { return .tooLong(length: length) }
    var message: [UInt8] = []
    if let failure = read(length, into: &message, isInTime) { return failure }
    return .message(message)
  }

  /// Appends `count` bytes; what went wrong when there are fewer.
  private func read(
    _ count: Int, into bytes: inout [UInt8], _ isInTime: (Int) -> Bool
  ) -> Reception? {
    var waited = 0
    while bytes.count < count {
      if side == .parent {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let ready = posixPoll(&poll, 1, 1000)
        if ready == 0 {
          waited += 1
          if !isInTime(waited) { return .late }
          continue
        }
        if ready < 0 { if errno == EINTR { continue } else { return .end } }
      }
      let room = min(count - bytes.count, Self.pieceSize)
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, got in
        got = unsafe max(0, posixRead(descriptor, buffer.baseAddress, room))
      }
      if piece.isEmpty { if errno == EINTR { continue } else { return .end } }
      bytes.append(contentsOf: piece)
      waited = 0
    }
    return nil
  }

  private func write(_ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        let start = unsafe buffer.baseAddress?.advanced(by: done)
        switch side {
        case .parent: return unsafe posixSend(descriptor, start, buffer.count - done)
        case .child: return unsafe posixWrite(descriptor, start, buffer.count - done)
        }
      }
      if written < 0, errno == EINTR { continue }
      if written <= 0 { return false }
      done += written
    }
    return true
  }
}

// The system's calls, under names that do not collide with the members above.

private func posixPoll(_ polls: inout pollfd, _ count: nfds_t, _ milliseconds: Int32) -> Int32 {
  unsafe poll(&polls, count, milliseconds)
}

private func posixRead(_ descriptor: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int) -> Int
{
  errno = 0
  return unsafe read(descriptor, start, count)
}

private func posixWrite(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, start, count)
}

/// A connection that is broken is an error, not a signal.
private func posixSend(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  #if os(Linux)
    unsafe send(descriptor, start, count, Int32(MSG_NOSIGNAL))
  #else
    unsafe send(descriptor, start, count, 0)
  #endif
}
