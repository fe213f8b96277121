import CIsolation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A child process that answers questions about bytes which are not to be trusted.
///
/// It begins as a copy of this process and gives up every right first: on Linux it can only read one
/// descriptor, answer, allocate a bounded amount of memory, and leave; elsewhere it has the limits alone.
/// What it answers is not to be trusted either. It ends with this value, or with this process.
package struct IsolatedProcess: ~Copyable {
  /// What the child may use.
  package struct Limits: Sendable, Equatable {
    /// Bytes of memory beyond what the process has when it starts.
    package var memory: Int
    /// Seconds of processor time for all answers together.
    package var processor: Int
    /// Seconds of processor time for one answer.
    package var answer: Int

    /// Creates limits; see the properties of the same names.
    package init(memory: Int, processor: Int, answer: Int) {
      self.memory = memory
      self.processor = processor
      self.answer = answer
    }
  }

  private let child: pid_t
  private let socket: Int32
  private let limits: Limits

  /// The longest that a child is waited for that uses no processor time, in seconds.
  private static let longestSilence = 60

  /// Starts a child.
  ///
  /// No other thread may hold a lock that `answer` needs: the child has the locks, but not the threads.
  ///
  /// - Parameters:
  ///   - limits: what the child may use.
  ///   - descriptor: the open file that it may read, which it finds at
  ///     ``IsolatedProcess/fileDescriptor``; `nil` when the bytes are in memory.
  ///   - answer: makes an answer of a question, in the child.
  /// - Throws: ``IsolationError`` when the system has no process to give.
  package init(
    limits: Limits, descriptor: Int32?, answer: ([UInt8]) -> [UInt8]
  ) throws(IsolationError) {
    var socket: Int32 = -1
    let child = unsafe CIsolation_start(
      CIsolation_limits(
        memory: UInt64(max(limits.memory, 0)), processor: UInt64(max(limits.processor, 1))),
      descriptor ?? -1, &socket)
    if child == 0 { Self.serve(answer) }
    guard child > 0 else { throw .cannotStart(code: errno) }
    self.child = child
    self.socket = socket
    self.limits = limits
  }

  /// Where the child finds the file that it may read.
  package static var fileDescriptor: Int32 { Int32(CIsolation_file) }

  deinit {
    close(socket)
    CIsolation_collect(child)
  }

  /// Asks the child.
  ///
  /// - Parameters:
  ///   - question: what it gets.
  ///   - limit: the longest answer that is accepted, in bytes.
  /// - Returns: the answer, of which only the length was checked.
  /// - Throws: ``IsolationError`` when there is none; then there will be no other either.
  package func ask(_ question: [UInt8], limit: Int) throws(IsolationError) -> [UInt8] {
    let channel = MessageChannel(descriptor: socket, side: .parent)
    guard channel.send(question) else { throw ending() }
    let start = CIsolation_processor_time(child)
    switch channel.receive(limit: limit, while: { isInTime(since: start, waited: $0) }) {
    case .message(let bytes): return bytes
    case .tooLong(let length): throw .tooLong(length: length)
    case .late: throw .late(seconds: limits.answer)
    case .end: throw ending()
    }
  }

  /// Whether the child may go on: `waited` seconds without a byte say little on a busy machine.
  private func isInTime(since start: Int64, waited: Int) -> Bool {
    let now = CIsolation_processor_time(child)
    guard start >= 0, now >= 0 else { return waited < limits.answer * 4 }
    return now - start < Int64(limits.answer) * 1000 && waited < Self.longestSilence
  }

  /// How the child ended, which closed its end of the connection.
  private func ending() -> IsolationError {
    let end = CIsolation_ending(child)
    return end.status == Int32(CIsolation_not_confined)
      ? .cannotStart(code: EPERM) : .ended(signal: end.signal)
  }

  /// Answers until nobody asks any more.
  private static func serve(_ answer: ([UInt8]) -> [UInt8]) -> Never {
    let channel = MessageChannel(
      descriptor: Int32(CIsolation_socket), side: .child)
    while case .message(let question) = channel.receive(limit: 1 << 26) {
      guard channel.send(answer(question)) else { break }
    }
    CIsolation_leave(0)
  }
}

/// Why an isolated process gives no answer.
package enum IsolationError: Error, Equatable, Sendable {
  /// The system has no process to give, or cannot confine it; the system's error code.
  case cannotStart(code: Int32)
  /// It ended, by this signal; 0 when it left by itself.
  case ended(signal: Int32)
  /// It used this much processor time for one answer, or did nothing for long.
  case late(seconds: Int)
  /// It claims an answer of this length, which is more than there can be.
  case tooLong(length: Int)
}
