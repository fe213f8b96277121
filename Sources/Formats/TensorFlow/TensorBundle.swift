import Files
import Networks
import Numerics
import StoredModels

/// The variables of a TensorFlow checkpoint: an index, and shards with their numbers.
struct TensorBundle: Sendable {
  /// The object graph's key.
  private static let graphKey = "_CHECKPOINTABLE_OBJECT_GRAPH"

  /// The types that are read, by TensorFlow's codes.
  static let types: [Int: ElementType] = [
    1: .float32, 2: .float64, 3: .int32, 4: .uint8, 5: .int16, 6: .int8, 9: .int64, 10: .bool,
    14: .bfloat16, 17: .uint16, 19: .float16, 22: .uint32, 23: .uint64,
  ]

  /// The arrays by the keys of the checkpoint.
  private(set) var arrays: [String: StoredArray] = [:]
  /// The keys in the order of the index.
  private(set) var keys: [String] = []
  /// The checksums, which tell copies of one variable.
  private(set) var checksums: [String: UInt32] = [:]
  /// Which objects have which variables.
  private(set) var objects = TensorFlowObjects()
  /// Whether the file has what only training needs.
  private(set) var hasTrainingState = false

  /// One variable as the index describes it.
  private struct Entry {
    var type = 0
    var shape: [Int] = []
    var shard = 0
    var offset = 0
    var size = 0
    var checksum: UInt32 = 0
    var isSliced = false
  }

  /// Opens a checkpoint.
  ///
  /// - Parameters:
  ///   - prefix: the common start of its files' names, such as `variables/variables`.
  ///   - folder: where they lie.
  /// - Throws: `FileError`.
  init(_ prefix: String, in folder: OpenFolder) throws(FileError) {
    let index = try folder.file(prefix + ".index")
    let entries = try SortedTable.entries(
      try FileBytes.read(index, limit: 256 << 20), file: index.path)
    guard let header = entries.first, header.key.isEmpty else {
      throw FileError(.badData, file: index.path, problem: "has no header entry")
    }
    let shards = try Self.shardCount(header.value)
    var files: [Int: OpenFile] = [:]
    func shard(_ number: Int) throws(FileError) -> OpenFile {
      if let file = files[number] { return file }
      func digits(_ value: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, 5 - text.count)) + text
      }
      let file = try folder.file("\(prefix).data-\(digits(number))-of-\(digits(shards))")
      files[number] = file
      return file
    }
    var claimed: [Int: Int] = [:]
    for (bytes, value) in entries.dropFirst() {
      guard let key = String(validating: bytes, as: UTF8.self) else {
        throw FileError(.badData, file: index.path, problem: "has a key that is not UTF-8")
      }
      let entry = try Self.entry(value, key)
      guard (0..<shards).contains(entry.shard) else {
        throw FileError(
          .badData, file: index.path, object: String(key.prefix(80)),
          problem: "is in shard \(entry.shard) of \(shards)")
      }
      if key == Self.graphKey {
        objects = try TensorFlowObjects(
          checkpoint: try Self.text(entry, in: try shard(entry.shard), key))
        continue
      }
      if Self.isTrainingState(key) {
        hasTrainingState = true
        continue
      }
      guard let type = Self.types[entry.type] else { continue }
      guard !entry.isSliced else {
        throw FileError(
          .unsupported, file: index.path, object: String(key.prefix(80)),
          problem: "is a partitioned variable, which is not read")
      }
      let file = try shard(entry.shard)
      let array = try StoredArray(
        key, shape: entry.shape, type: type, in: .file(file), at: entry.offset, file: file.path)
      guard entry.size == array.count * type.size else {
        throw FileError(
          .badData, file: index.path, object: String(key.prefix(80)),
          problem:
            "has \(entry.size) bytes for the shape \(entry.shape.prefix(8)) of \(type.rawValue)")
      }
      // Real variables do not share bytes, of which a small file could ask for many.
      claimed[entry.shard, default: 0] += entry.size
      guard claimed[entry.shard, default: 0] <= file.size else {
        throw FileError(
          .badData, file: index.path, object: String(key.prefix(80)),
          problem: "and the variables before it share bytes of their shard")
      }
      try Self.check(entry, in: file, key)
      arrays[key] = array
      checksums[key] = entry.checksum
      keys.append(key)
    }
  }

  /// Adam's moments and the like, and what Keras keeps of its metrics.
  private static func isTrainingState(_ key: String) -> Bool {
    key.contains("/.OPTIMIZER_SLOT/") || key.hasPrefix("optimizer/")
      || key.hasPrefix("_optimizer/") || key.hasPrefix("keras_api/metrics/")
      || key.hasPrefix("save_counter/")
  }

  private static func shardCount(_ header: ProtobufMessage) throws(FileError) -> Int {
    var shards = 0
    var isBigEndian = false
    try header.forEachField { number, value throws(FileError) in
      if number == 1 { shards = try header.integer(value) }
      if number == 2 { isBigEndian = try header.integer(value) != 0 }
    }
    guard (1...10_000).contains(shards) else {
      throw header.failure("claims \(shards) shards")
    }
    guard !isBigEndian else {
      throw FileError(.unsupported, file: header.file, problem: "has big-endian numbers")
    }
    return shards
  }

  private static func entry(
    _ message: ProtobufMessage, _ key: String
  ) throws(FileError) -> Entry {
    var entry = Entry()
    try message.forEachField { number, value throws(FileError) in
      switch number {
      case 1: entry.type = try message.integer(value)
      case 2: entry.shape = try TensorFlowTensor.shape(try message.message(value)) ?? []
      case 3: entry.shard = try message.integer(value)
      case 4: entry.offset = try message.integer(value)
      case 5: entry.size = try message.integer(value)
      case 6:
        guard case .fixed32(let bits) = value else { throw message.failure("has no checksum") }
        entry.checksum = bits
      case 7: entry.isSliced = true
      default: break
      }
    }
    guard entry.offset >= 0, entry.size >= 0 else {
      throw message.failure("has an entry at a negative place: \(key.prefix(80))")
    }
    return entry
  }

  /// Checks the checksum of a variable's bytes.
  private static func check(
    _ entry: Entry, in file: OpenFile, _ key: String
  ) throws(FileError) {
    var checksum = CRC32C([])
    var done = 0
    while done < entry.size {
      let count = min(1 << 20, entry.size - done)
      checksum.update(try file.bytes(at: entry.offset + done, count: count))
      done += count
    }
    guard checksum.masked == entry.checksum else {
      throw FileError(
        .badData, file: file.path, object: String(key.prefix(80)),
        problem: "is damaged: its checksum is wrong")
    }
  }

  /// The bytes of a scalar text: its length, a checksum of the length, and the text.
  private static func text(
    _ entry: Entry, in file: OpenFile, _ key: String
  ) throws(FileError) -> ProtobufMessage {
    guard entry.size <= 256 << 20, entry.offset <= file.size,
      entry.size <= file.size - entry.offset
    else {
      throw FileError(
        .badData, file: file.path, object: key, problem: "lies beyond the end of the file")
    }
    let bytes = try file.bytes(at: entry.offset, count: entry.size)
    let message = ProtobufMessage(bytes, file: file.path)
    var place = 0
    let length = try message.varint(at: &place, before: bytes.count)
    guard bytes.count - place >= 4, length == UInt64(bytes.count - place - 4) else {
      throw message.failure("has an object graph of another length than it says")
    }
    return message.message((place + 4)..<bytes.count)
  }
}
