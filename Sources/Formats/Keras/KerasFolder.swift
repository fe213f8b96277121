import Files
import HDF5
import JSON
import StoredModels

/// A `.keras` archive that was never zipped: the same files in a folder, `zipped=False` in Keras 3.
enum KerasFolderFormat: ModelFormat {
  private static let weightsName = "model.weights.h5"
  private static let longestText = 16 << 20

  static func recognizes(_ input: ModelInput) -> Bool {
    guard let folder = input.folder else { return false }
    return folder.holds("config.json")
      && (folder.holds(weightsName) || folder.holds("model.weights.json"))
  }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    guard let folder = input.folder, folder.holds(weightsName) else {
      throw FileError(
        .unsupported, file: input.path, object: "model.weights.json",
        problem:
          "keeps its weights in shards, which are not read; save the model as one .keras file")
    }
    let configuration = try folder.file("config.json")
    guard
      let text = String(
        validating: try FileBytes.read(configuration, limit: longestText), as: UTF8.self)
    else { throw FileError(.badData, file: configuration.path, problem: "is not valid UTF-8") }
    // The version is a help, not a need.
    let metadata =
      folder.holds("metadata.json")
      ? try? JSONParser.parse(
        FileBytes.read(try folder.file("metadata.json"), limit: longestText)) : nil
    let source = ModelSource.memory(try FileBytes.read(try folder.file(weightsName)))
    let model = try source.reading(path: input.path, isChecked: false) { root throws(HDF5Error) in
      try KerasReader.archive(
        root, configuration: text, version: metadata?["keras_version"]?.stringValue,
        hints: hints)
    }
    return KerasFile(path: input.path, source: source, model: model)
  }
}
