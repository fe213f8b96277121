import Files
import HDF5
import JSON
import Networks
import StoredModels

/// The members of a `.keras` archive that matter: nothing is unpacked to disk, and assets are ignored.
struct KerasArchive {
  /// The text of `config.json`.
  let configuration: String
  /// The Keras version in `metadata.json`, the only place that has it.
  let version: String?
  /// The bytes of the HDF5 file inside.
  let weights: [UInt8]

  /// The name of the weights; TensorFlow 2.11's experiments used the second.
  private static let weightsNames = ["model.weights.h5", "variables.h5"]

  /// What loading the archive with Keras would run, beyond what its configuration tells.
  let runsCode: [String]

  init(_ bytes: [UInt8], path: String) throws(FileError) {
    let members = try ZipArchive.read(
      bytes,
      members: ["config.json", "metadata.json", KerasWeightsFile.arrays, KerasWeightsFile.map]
        + Self.weightsNames, file: path, limit: FileBytes.defaultLimit)
    (configuration, version) = try Self.architecture(members, path: path)
    let found = try KerasWeightsFile(names: Self.weightsNames, file: path) {
      members[$0]
    } shard: { name throws(FileError) in
      try ZipArchive.read(bytes, members: [name], file: path, limit: FileBytes.defaultLimit)[name]
    }
    (weights, runsCode) = (found.image, found.runsCode)
  }

  /// The text of `config.json`, and the version, of an archive whose weights are not looked at.
  ///
  /// - Throws: `FileError` when it is no `.keras` file.
  static func architecture(
    _ bytes: [UInt8], path: String
  ) throws(FileError) -> (configuration: String, version: String?) {
    let members = try ZipArchive.read(
      bytes, members: ["config.json", "metadata.json"], file: path, limit: FileBytes.defaultLimit)
    return try architecture(members, path: path)
  }

  private static func architecture(
    _ members: [String: [UInt8]], path: String
  ) throws(FileError) -> (configuration: String, version: String?) {
    guard let config = members["config.json"] else {
      throw FileError(
        .badData, file: path,
        problem: "is a zip archive without config.json, so it is no .keras file")
    }
    guard let text = String(validating: config, as: UTF8.self) else {
      throw FileError(.badData, file: path, object: "config.json", problem: "is not valid UTF-8")
    }
    // The version is a help, not a need: a file without it loads in Keras too.
    let metadata = members["metadata.json"].flatMap { try? JSONParser.parse($0) }
    return (text, metadata?["keras_version"]?.stringValue)
  }
}

/// The weights of an archive, or of the folder that one is made of, in whichever of Keras's kinds of file.
struct KerasWeightsFile {
  /// What the weights are called as arrays of NumPy, and in shards.
  static let arrays = "model.weights.npz"
  static let map = "model.weights.json"

  /// The HDF5 file, or the one that holds the same.
  let image: [UInt8]
  /// What loading them would run.
  let runsCode: [String]

  /// Finds the weights.
  ///
  /// - Parameters:
  ///   - names: what they are called as one HDF5 file.
  ///   - file: the path for messages.
  ///   - member: the bytes of a member of one of the known names; `nil` when there is none.
  ///   - shard: the same for the names that the map has.
  /// - Throws: `FileError`.
  init(
    names: [String], file: String, _ member: (String) throws(FileError) -> [UInt8]?,
    shard: (String) throws(FileError) -> [UInt8]?
  ) throws(FileError) {
    for name in names {
      guard let bytes = try member(name) else { continue }
      (image, runsCode) = (bytes, [])
      return
    }
    if let map = try member(Self.map) {
      image = try KerasShards(map, file: file).gathered { name throws(FileError) in
        guard let bytes = try shard(name) else {
          throw FileError(
            .badData, file: file, object: String(name.prefix(80)),
            problem: "is missing: \(Self.map) names it as a shard")
        }
        return bytes
      }
      runsCode = []
      return
    }
    guard let bytes = try member(Self.arrays) else {
      throw FileError(
        .badData, file: file, object: names.first, problem: "is missing from the .keras archive")
    }
    let arrays = try KerasArrays(bytes, file: file)
    (image, runsCode) = (arrays.image, arrays.runsCode)
  }
}

/// Keras 3 archives, `.keras`.
enum KerasArchiveFormat: ModelFormat {
  static func recognizes(_ input: ModelInput) -> Bool {
    input.memberNames?.contains { $0 == "config.json" || $0.hasPrefix("model.weights.") } == true
  }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    let archive = try KerasArchive(try input.bytes(), path: input.path)
    let source = ModelSource.memory(archive.weights)
    var model = try source.reading(path: input.path, isChecked: false) { root throws(HDF5Error) in
      try KerasReader.archive(
        root, configuration: archive.configuration, version: archive.version, hints: hints)
    }
    model.inventory.runsCode += archive.runsCode
    return KerasFile(path: input.path, source: source, model: model)
  }
}
