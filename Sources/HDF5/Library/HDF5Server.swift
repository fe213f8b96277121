import CHDF5
import Isolation

/// Answers questions about one file with the help of the library.
///
/// It runs in the child process that isolates the library, or in this one.
final class HDF5Server {
  private let file: LibraryFile
  private var handle: HDF5Handle?
  /// The identifier in ``handle``.
  private var identifier: hid_t?

  /// How many bytes of chunks go into one answer.
  private static let chunkLimit = 1 << 20

  /// - Parameters:
  ///   - source: the whole file.
  ///   - base: where its signature stands.
  init(_ source: HDF5Bytes, base: Int) {
    file = LibraryFile(source, base: base)
  }

  deinit {
    // Before the bytes that the library may still want to look at.
    handle = nil
  }

  /// The answer to a question: what was asked for, or why there is none.
  func answer(_ message: [UInt8]) -> [UInt8] {
    do throws(HDF5Error) {
      guard let request = try? HDF5Request(message: message) else {
        throw HDF5Error(.cannotRead, object: "/", problem: "cannot be read: no such question")
      }
      return try answer(request)
    } catch {
      return HDF5Answer.failure(error)
    }
  }

  private func answer(_ request: HDF5Request) throws(HDF5Error) -> [UInt8] {
    let (path, name) = (request.path, request.name)
    switch request.operation {
    case .open:
      try open()
      return HDF5Answer.success()
    case .child:
      let child = try root().group(at: path).child(name)
      return HDF5Answer.success { $0.append(child.rawValue) }
    case .group:
      _ = try root().group(at: path)
      return HDF5Answer.success()
    case .childNames:
      return Self.list(try root().group(at: path).childNames())
    case .hasAttribute:
      let isThere = try root().group(at: path).hasAttribute(name)
      return HDF5Answer.success { $0.append(isThere ? 1 : 0 as UInt8) }
    case .text:
      let text = try root().group(at: path).text(name, limit: request.count)
      return HDF5Answer.success { writer in
        writer.append(text == nil ? 0 : 1 as UInt8)
        if let text { writer.append(text) }
      }
    case .texts: return Self.optional(try root().group(at: path).texts(name))
    case .numbers:
      let numbers = try root().group(at: path).numbers(name)
      return HDF5Answer.success { writer in
        writer.append(numbers == nil ? 0 : 1 as UInt8)
        if let numbers { writer.append(list: numbers) { $0.append($1.bitPattern) } }
      }
    case .attributeNames: return Self.list(try root().group(at: path).attributeNames())
    case .allTexts:
      let texts = try root().group(at: path).allTexts(limit: request.count)
      return HDF5Answer.success { writer in
        writer.append(list: texts) { writer, entry in
          writer.append(entry.name)
          writer.append(entry.text)
        }
      }
    case .attributes:
      let attributes = try root().attributes(at: path)
      return HDF5Answer.success { writer in
        writer.append(list: attributes) { $1.write(to: &$0) }
      }
    case .dataset:
      let layout = try root().dataset(at: path).layout
      return HDF5Answer.success { layout.write(to: &$0) }
    case .datasetText:
      let text = try root().dataset(at: path).text(name, file: file)
      return HDF5Answer.success { $0.append(text) }
    case .textDataset:
      let group = try root().group(at: path.dropLast())
      return Self.list(try group.textDataset(path.last ?? ""))
    case .chunks:
      let chunks = try root().dataset(at: path).chunks(
        from: request.first, count: request.count, limit: Self.chunkLimit, fileSize: file.size)
      return HDF5Answer.success { writer in
        writer.append(list: chunks) { writer, chunk in
          writer.append(UInt64(chunk.mask))
          writer.append(chunk.bytes)
        }
      }
    }
  }

  /// An answer that is a list of texts.
  private static func list(_ texts: [String]) -> [UInt8] {
    HDF5Answer.success { $0.append(list: texts) { $0.append($1) } }
  }

  /// An answer that is a list of texts, or nothing.
  private static func optional(_ texts: [String]?) -> [UInt8] {
    HDF5Answer.success { writer in
      writer.append(texts == nil ? 0 : 1 as UInt8)
      if let texts { writer.append(list: texts) { $0.append($1) } }
    }
  }

  private func root() throws(HDF5Error) -> LibraryGroup {
    guard let identifier,
      let id = unsafe HDF5Handle(H5Gopen2(identifier, "/", CHDF5_default()), closing: H5Gclose)
    else { throw HDF5Error(.badData, object: "/", problem: HDF5Library.takeMessage()) }
    return LibraryGroup(handle: id, path: "/", file: file)
  }

  private func open() throws(HDF5Error) {
    // Automatic printing is a setting of each thread, and Swift's pools move us between threads.
    CHDF5_silence()
    guard let access = HDF5Handle(H5Pcreate(CHDF5_file_access()), closing: H5Pclose),
      H5Pset_fclose_degree(access.id, H5F_CLOSE_STRONG) >= 0
    else { throw HDF5Error(.badData, object: "/", problem: HDF5Library.takeMessage()) }
    let status = unsafe CHDF5_set_driver(
      access.id, HDF5Library.driver,
      { context, place, count, buffer in
        guard let context = unsafe context, let buffer = unsafe buffer else { return -1 }
        let file = unsafe Unmanaged<LibraryFile>.fromOpaque(context).takeUnretainedValue()
        guard let bytes = try? file.source.bytes(at: Int(clamping: place), length: count),
          bytes.count == count
        else { return -1 }
        unsafe bytes.withUnsafeBytes {
          unsafe UnsafeMutableRawBufferPointer(start: buffer, count: count).copyMemory(from: $0)
        }
        return 0
      }, Unmanaged.passUnretained(file).toOpaque(), UInt64(file.size))
    guard status >= 0,
      let opened = unsafe HDF5Handle(
        // A name that begins at the root: for others the library asks where it is.
        H5Fopen("/file", CHDF5_read_only(), access.id), closing: H5Fclose)
    else { throw Self.openingError(HDF5Library.takeMessage(), size: file.size) }
    identifier = opened.id
    handle = consume opened
  }

  /// The library's reason, with what it means to the file's owner.
  private static func openingError(_ message: String, size: Int) -> HDF5Error {
    let problem: String
    if message.contains("truncated") {
      problem = "is truncated: it holds \(size) bytes, fewer than its header says (\(message))"
    } else if size < 2048 || message.contains("addr overflow") {
      problem = "is truncated or damaged: \(size) bytes (\(message))"
    } else {
      problem = "is damaged: the HDF5 library cannot open it (\(message))"
    }
    return HDF5Error(.badData, object: "HDF5 superblock", problem: problem)
  }
}
