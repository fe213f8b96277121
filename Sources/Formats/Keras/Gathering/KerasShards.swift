import Files
import HDF5
import JSON
import Networks
import StoredModels

/// Weights of Keras 3 in several HDF5 files: a map, `NAME.weights.json`, names them.
struct KerasShards {
  /// The longest map that is read, in bytes.
  private static let longestMap = 64 << 20
  /// The most numbers that are brought together, at eight bytes each.
  private static let mostNumbers = FileBytes.defaultLimit / 8

  /// The names of the shards, sorted.
  let names: [String]
  private let file: String

  /// Reads a map.
  ///
  /// - Parameters:
  ///   - bytes: the JSON.
  ///   - file: its path, for messages.
  /// - Throws: `FileError` of kind `badData`.
  init(_ bytes: [UInt8], file: String) throws(FileError) {
    func failure(_ problem: String) -> FileError {
      FileError(.badData, file: file, problem: problem)
    }
    guard bytes.count <= Self.longestMap else { throw failure("is too long for a map of shards") }
    let map: JSONValue
    do throws(JSONError) {
      map = try JSONParser.parse(bytes)
    } catch {
      throw failure(error.description)
    }
    guard let entries = map["weight_map"]?.objectValue?.members else {
      throw failure("has no weight_map, which names the shards of Keras weights")
    }
    var names: Set<String> = []
    for (variable, value) in entries.map({ ($0.name, $0.value) }) {
      for shard in value.arrayValue ?? [value] {
        guard let name = shard.stringValue, !name.isEmpty, !name.contains("/"),
          !name.contains("\\"), name != ".."
        else {
          throw failure("names no file beside it as the shard of \(variable.prefix(80))")
        }
        names.insert(name)
      }
    }
    self.names = names.sorted()
    self.file = file
  }

  /// The one HDF5 file that the shards make together.
  ///
  /// - Parameter shard: gives the bytes of a shard by its name.
  /// - Throws: `FileError` when a shard is missing or damaged, or two have the same variable.
  func gathered(
    _ shard: (String) throws(FileError) -> [UInt8]
  ) throws(FileError) -> [UInt8] {
    var whole = KerasVariableTree()
    var limit = Self.mostNumbers
    for name in names {
      let left = limit
      let (tree, remaining) = try ModelSource.memory(try shard(name)).reading(
        path: file, isChecked: false
      ) { root throws(HDF5Error) in
        var limit = left
        do throws(HDF5Error) {
          return (try KerasVariableTree.read(root, limit: &limit), limit)
        } catch {
          throw HDF5Error(error.kind, object: "\(name): \(error.object)", problem: error.problem)
        }
      }
      limit = remaining
      try whole.add(tree, file: file)
    }
    do throws(HDF5Error) {
      return try whole.image()
    } catch {
      throw ModelFile.fileError(error, file)
    }
  }
}

/// A map of shards that lies beside them, without an architecture.
enum KerasShardsFormat: ModelFormat {
  static func recognizes(_ input: ModelInput) -> Bool {
    let text = String(decoding: input.start, as: UTF8.self)
    // The map of a sharded safetensors looks the same but for the names of the files.
    return text.first { !$0.isWhitespace } == "{" && text.contains("\"weight_map\"")
      && text.contains(".weights.h5\"")
  }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    let shards = try KerasShards(try input.bytes(), file: input.path)
    guard let folder = try input.surroundings() else {
      throw FileError(
        .unsupported, file: input.path,
        problem:
          "is the map of sharded Keras weights, and the shards lie beside no standard input; "
          + "name its file")
    }
    let source = ModelSource.memory(
      try shards.gathered { name throws(FileError) in
        try FileBytes.read(try folder.file(name))
      })
    let model = try source.reading(path: input.path) { root throws(HDF5Error) in
      guard let model = try KerasReader.weightsOnly(root, hints: hints) else {
        throw HDF5Error(.badData, object: "/", problem: "the shards hold no layers")
      }
      return model
    }
    return KerasFile(path: input.path, source: source, model: model)
  }
}
