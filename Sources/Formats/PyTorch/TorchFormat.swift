import Files
import Networks
import Numerics
import StoredModels

/// What `torch.save` writes: a zip archive of a pickle and storages; TorchScript adds code to it.
enum TorchFormat: ModelFormat {
  private static let pickle = "/data.pkl"

  static func recognizes(_ input: ModelInput) -> Bool {
    input.memberNames?.contains { $0.hasSuffix(pickle) } == true
  }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    let names = input.memberNames ?? []
    let pickles = names.filter { $0.hasSuffix(pickle) }
    guard let main = pickles.first, pickles.count == 1 else {
      throw FileError(.badData, file: input.path, problem: "has \(pickles.count) members data.pkl")
    }
    let folder = main.dropLast(pickle.count - 1)
    let isScript = names.contains("\(folder)constants.pkl")
    let wanted = names.filter { name in
      name == main || name == "\(folder)byteorder" || name.hasPrefix("\(folder)data/")
    }
    let members = try ZipArchive.read(
      try input.bytes(), members: wanted, file: input.path, limit: FileBytes.defaultLimit)
    var machine = PickleMachine(
      members[main] ?? [], file: input.path, allowsPersistentReferences: true)
    try machine.run()
    let order =
      members["\(folder)byteorder"].map { String(decoding: $0, as: UTF8.self) } ?? "little"
    guard order == "little" || order == "big" else {
      throw FileError(.badData, file: input.path, object: "byteorder", problem: "is unknown")
    }
    var storages: [String: TorchTensors.Storage] = [:]
    for (name, bytes) in members where name.hasPrefix("\(folder)data/") {
      storages[String(name.dropFirst(folder.count + 5))] = TorchTensors.Storage(
        source: .memory(bytes), offset: 0, count: bytes.count)
    }
    let tensors = TorchTensors(
      graph: machine.graph, storages: storages,
      order: order == "big" ? .bigEndian : .littleEndian, file: input.path)
    return try TorchModel.make(tensors, format: isScript ? .torchScript : .pyTorch, hints: hints)
  }
}

/// What `torch.save` wrote before PyTorch 1.6: five pickles one after the other, then the storages.
enum TorchLegacyFormat: ModelFormat {
  /// The pickle of the magic number.
  private static let magic: [UInt8] = [
    0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]

  static func recognizes(_ input: ModelInput) -> Bool { input.start.starts(with: magic) }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    let bytes = try input.bytes()
    func failure(_ problem: String) -> FileError {
      FileError(.badData, file: input.path, problem: problem)
    }
    var position = magic.count
    func next() throws(FileError) -> PythonGraph {
      var machine = PickleMachine(
        bytes, from: position, file: input.path, allowsPersistentReferences: true)
      try machine.run()
      position = machine.position
      return machine.graph
    }
    let version = try next()
    guard version.integer(version.root) == 1001 else {
      throw FileError(
        .unsupported, file: input.path,
        problem: "is of an unknown version of PyTorch's old format; 1001 was expected")
    }
    let system = try next()
    let isLittle = system.entries(system.root)?.last { $0.key == "little_endian" }?.value
    let graph = try next()
    let keys = try next()
    guard let names = keys.items(keys.root) else { throw failure("has no list of storages") }
    let sizes = storageSizes(graph)
    var storages: [String: TorchTensors.Storage] = [:]
    for name in names {
      guard let key = keys.text(name), storages[key] == nil else {
        throw failure("lists a storage twice, or without a name")
      }
      guard bytes.count - position >= 8 else {
        throw failure("is truncated before its storages end")
      }
      var stream = ByteStream(bytes, file: input.path, from: position)
      let word = try stream.elements(1, of: UInt64.self)[0]
      let isBig = isLittle.flatMap(keys.flag) == false
      let count = isBig ? UInt64(bigEndian: word) : UInt64(littleEndian: word)
      position += 8
      guard let width = sizes[key] else {
        throw FileError(
          .unsupported, file: input.path, object: "storage \(key.prefix(40))",
          problem: "is used by no tensor of a known type")
      }
      guard count <= UInt64((bytes.count - position) / width) else {
        throw failure("is truncated: a storage claims \(count) numbers")
      }
      storages[key] = TorchTensors.Storage(
        source: .memory(bytes), offset: position, count: Int(count) * width)
      position += Int(count) * width
    }
    let tensors = TorchTensors(
      graph: graph, storages: storages,
      order: isLittle.flatMap(keys.flag) == false ? .bigEndian : .littleEndian, file: input.path)
    return try TorchModel.make(tensors, format: .pyTorchLegacy, hints: hints)
  }

  /// Bytes of a number in each storage that the pickle mentions.
  private static func storageSizes(_ graph: PythonGraph) -> [String: Int] {
    var sizes: [String: Int] = [:]
    for object in graph.objects {
      guard case .persistent(let identifier) = object, let parts = graph.items(identifier),
        parts.count >= 5, let key = graph.text(parts[2]), let name = graph.name(parts[1]),
        let type = TorchTensors.types[name.name]
      else { continue }
      sizes[key] = type.size
    }
    return sizes
  }
}
