import Files
import HDF5
import JSON
import Networks
import StoredModels

/// A `.keras` archive that was never zipped: the same files in a folder, `zipped=False` in Keras 3.
enum KerasFolderFormat: ModelFormat {
  private static let weightsName = "model.weights.h5"
  private static let weightsNames = [weightsName, KerasWeightsFile.map, KerasWeightsFile.arrays]
  private static let longestText = 16 << 20

  static func recognizes(_ input: ModelInput) -> Bool {
    guard let folder = input.folder else { return false }
    return folder.holds("config.json") && weightsNames.contains(where: folder.holds)
  }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    guard let folder = input.folder else {
      throw FileError(.badData, file: input.path, problem: "is no folder of a .keras archive")
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
    func bytes(_ name: String) throws(FileError) -> [UInt8]? {
      folder.holds(name) ? try FileBytes.read(try folder.file(name)) : nil
    }
    let weights = try KerasWeightsFile(
      names: [weightsName], file: input.path, bytes, shard: bytes)
    let source = ModelSource.memory(weights.image)
    var model = try source.reading(path: input.path, isChecked: false) { root throws(HDF5Error) in
      try KerasReader.archive(
        root, configuration: text, version: metadata?["keras_version"]?.stringValue,
        hints: hints)
    }
    model.inventory.runsCode += weights.runsCode
    return KerasFile(path: input.path, source: source, model: model)
  }
}
