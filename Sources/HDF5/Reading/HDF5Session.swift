import Files
import Isolation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where the HDF5 library runs while a file is read.
package enum HDF5Isolation: Sendable {
  /// In a child process that can do nothing but read this file: for every file that is not our own.
  case childProcess
  /// In this process, for bytes that this process has just written: on a hostile file the library
  /// crashes, loops, or overwrites memory.
  case inProcess

  /// Where it runs when the caller does not say it.
  @TaskLocal package static var usual = HDF5Isolation.childProcess
}

/// An open file: asks whoever runs the library, and believes only what it has checked.
///
/// It may go from one thread to another, and is used by one at a time: whoever opened it, or took it from
/// ``HDF5Sessions``.
final class HDF5Session: @unchecked Sendable {
  /// The bytes of the file, of which this side reads the elements of datasets itself.
  let source: HDF5Bytes
  /// The error after which no question is answered any more.
  private(set) var failure: HDF5Error?

  private let child: IsolatedProcess?
  /// Answers in this process.
  private let answer: (([UInt8]) -> [UInt8])?
  private let limits: IsolatedProcess.Limits

  /// The longest answer, for a file of so many bytes: texts, or chunks as they are stored.
  private var longestAnswer: Int {
    (1 << 20) + min(source.count.multipliedReportingOverflow(by: 8).partialValue, 72 << 20)
  }

  /// Opens a file.
  ///
  /// The caller has the library's lock: for a child while this runs, in this process as long as the
  /// session lives.
  ///
  /// - Parameters:
  ///   - source: the whole file.
  ///   - base: where its signature stands.
  ///   - isolation: where the library runs.
  /// - Throws: ``HDF5Error`` when the library cannot open it.
  init(_ source: HDF5Bytes, base: Int, isolation: HDF5Isolation) throws(HDF5Error) {
    self.source = source
    limits = Self.limits(for: source.count)
    switch isolation {
    case .inProcess:
      answer = HDF5Server(source, base: base).answer
      child = nil
    case .childProcess:
      answer = nil
      child = try Self.startChild(source, base: base, limits)
    }
    try ask(HDF5Request(.open)) { _ in }
  }

  /// A session with somebody who answers as he likes.
  init(_ source: HDF5Bytes, answeredBy answer: @escaping ([UInt8]) -> [UInt8]) {
    self.source = source
    limits = Self.limits(for: source.count)
    self.answer = answer
    child = nil
  }

  /// Whether there is somebody who still answers.
  var isAlive: Bool {
    (try? ask(HDF5Request(.group)) { _ in }) != nil
  }

  private static func startChild(
    _ source: HDF5Bytes, base: Int, _ limits: IsolatedProcess.Limits
  ) throws(HDF5Error) -> IsolatedProcess {
    HDF5Library.warmUp()
    do throws(IsolationError) {
      switch source {
      case .memory:
        let server = HDF5Server(source, base: base)
        return try IsolatedProcess(limits: limits, descriptor: nil, answer: server.answer)
      case .file(let descriptor, let count):
        let inside = HDF5Bytes.file(descriptor: IsolatedProcess.fileDescriptor, count: count)
        let server = HDF5Server(inside, base: base)
        return try IsolatedProcess(limits: limits, descriptor: descriptor, answer: server.answer)
      }
    } catch {
      throw Self.error(error, about: HDF5Request(.open), limits)
    }
  }

  /// What a child may use to read so many bytes: the library needs little, for it reads no elements.
  private static func limits(for size: Int) -> IsolatedProcess.Limits {
    IsolatedProcess.Limits(
      memory: min(
        (64 << 20) + 4 * min(size, 1 << 40), (512 << 20) + size, Budget.current.memory),
      processor: 30 + size >> 24, answer: 2 + size >> 28)
  }

  /// Asks, and reads the answer.
  ///
  /// - Throws: ``HDF5Error``: what the answer says went wrong, or that it makes no sense.
  func ask<Value>(
    _ request: HDF5Request,
    _ read: (inout MessageReader) throws(MessageReader.Malformed) -> Value
  ) throws(HDF5Error) -> Value {
    if let failure { throw failure }
    let found: [UInt8]
    if let answer {
      found = answer(request.message)
    } else {
      do throws(IsolationError) {
        found = try child?.ask(request.message, limit: longestAnswer) ?? []
      } catch {
        throw fail(Self.error(error, about: request, limits))
      }
    }
    guard let result = try? Self.parse(found, read) else {
      throw fail(
        HDF5Error(
          .badData, object: request.object,
          problem: "is damaged or hostile: what the HDF5 library says about it makes no sense"))
    }
    return try result.get()
  }

  private static func parse<Value>(
    _ answer: [UInt8],
    _ read: (inout MessageReader) throws(MessageReader.Malformed) -> Value
  ) throws(MessageReader.Malformed) -> Result<Value, HDF5Error> {
    var reader = MessageReader(answer)
    if let error = try HDF5Answer.begin(&reader) { return .failure(error) }
    let value = try read(&reader)
    try reader.end()
    return .success(value)
  }

  /// Remembers an error after which nothing can be asked.
  private func fail(_ error: HDF5Error) -> HDF5Error {
    failure = error
    return error
  }

  private static func error(
    _ error: IsolationError, about request: HDF5Request, _ limits: IsolatedProcess.Limits
  ) -> HDF5Error {
    func damaged(_ how: String) -> HDF5Error {
      HDF5Error(
        .badData, object: request.object,
        problem: "is damaged or hostile: the HDF5 library \(how) when it was read")
    }
    switch error {
    case .cannotStart(let code):
      let reason = unsafe String(cString: strerror(code))
      return HDF5Error(
        code == EAGAIN || code == ENOMEM ? .outOfBudget : .cannotRead, object: request.object,
        problem: "cannot be read: there is no process to read it in (\(reason))")
    case .ended(let signal) where signal == SIGXCPU:
      return damaged("came to no end within \(limits.processor) s of processor time")
    case .ended(let signal): return damaged("failed (signal \(signal))")
    case .late(let seconds): return damaged("came to no end within \(seconds) s")
    case .tooLong(let length): return damaged("answered with \(length) bytes")
    }
  }
}
