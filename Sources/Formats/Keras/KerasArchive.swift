import Files
import HDF5
import JSON
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

  init(_ bytes: [UInt8], path: String) throws(FileError) {
    let members = try ZipArchive.read(
      bytes, members: ["config.json", "metadata.json"] + Self.weightsNames, file: path,
      limit: FileBytes.defaultLimit)
    (configuration, version) = try Self.architecture(members, path: path)
    guard let weights = Self.weightsNames.lazy.compactMap({ members[$0] }).first else {
      let hasArrays = try ZipArchive.names(in: bytes, file: path).contains("model.weights.npz")
      throw FileError(
        hasArrays ? .unsupported : .badData, file: path,
        object: hasArrays ? "model.weights.npz" : "model.weights.h5",
        problem: hasArrays
          ? "holds pickled arrays, which are never loaded; save the model with HDF5 weights"
          : "is missing from the .keras archive")
    }
    self.weights = weights
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
    let model = try source.reading(path: input.path, isChecked: false) { root throws(HDF5Error) in
      try KerasReader.archive(
        root, configuration: archive.configuration, version: archive.version, hints: hints)
    }
    return KerasFile(path: input.path, source: source, model: model)
  }
}
