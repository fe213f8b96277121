import Files
import HDF5
import Networks
import StoredModels

/// HDF5 files: models and weights of Keras, and results of this package.
enum HDF5ModelFormat: ModelFormat {
  static func recognizes(_ input: ModelInput) throws(FileError) -> Bool {
    // The HDF5 file that an archive stores may begin where one behind a user block would.
    if input.memberNames != nil { return false }
    switch input.contents {
    case .memory(let bytes): return HDF5File.signatureOffset(in: bytes) != nil
    case .folder: return false
    case .file(let file):
      do throws(HDF5Error) {
        return try HDF5File.signatureOffset(inFile: file.descriptor, size: file.size) != nil
      } catch {
        throw ModelFile.fileError(error, input.path)
      }
    }
  }

  /// What the file turned out to hold.
  private enum Contents: Sendable {
    case keras(KerasModel)
    case results([ResultsDataset])
  }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    if input.start.starts(with: Array("MATLAB 7.3".utf8)) {
      throw FileError(
        .unsupported, file: input.path,
        problem:
          "is a MATLAB file (version 7.3), which is HDF5 of its own kind and no model that mlp reads; "
          + "save a network with exportONNXNetwork(net, 'model.onnx')")
    }
    let source = try input.source()
    let contents = try source.reading(path: input.path, isChecked: false) {
      root throws(HDF5Error) in try Self.contents(of: root, hints: hints)
    }
    switch contents {
    case .keras(let model): return KerasFile(path: input.path, source: source, model: model)
    case .results(let datasets):
      return ResultsContents(path: input.path, source: source, datasets: datasets)
    }
  }

  private static func contents(
    of root: borrowing HDF5Group, hints: ArchitectureHints
  ) throws(HDF5Error) -> Contents {
    if try root.text("format") == ResultsFile.formatName {
      return .results(try ResultsInventory.list(root))
    }
    let hasWeights = try root.child("model_weights") != .missing
    if root.hasAttribute("model_config") || hasWeights {
      return .keras(try KerasReader.fullModel(root, hints: hints))
    }
    if try root.child("graph") == .group {
      throw HDF5Error(
        .unsupported, object: "/graph",
        problem: "is a Graph model of Keras 0, which is not supported")
    }
    if let model = try KerasReader.weightsOnly(root, hints: hints) { return .keras(model) }
    let names = try root.childNames().prefix(8).joined(separator: ", ")
    throw HDF5Error(
      .badData, object: "attribute model_config of /",
      problem: "is missing, and there are no layers, so this is no Keras file; it holds: "
        + (names.isEmpty ? "nothing" : names))
  }
}

extension ModelSource {
  /// Visits datasets, one at a time.
  ///
  /// - Parameters:
  ///   - places: what is said of each, and its path from the root, component by component.
  ///   - path: the name for messages.
  ///   - visit: receives the entry and the values.
  /// - Throws: `FileError` of kind `badData` when a dataset is damaged, or what `visit` throws.
  func forEachDataset(
    _ places: [(entry: ModelInventory.TensorEntry, components: [String])], path: String,
    _ visit: (ModelInventory.TensorEntry, borrowing TensorValues<FileError>) throws(FileError) ->
      Void
  ) throws(FileError) {
    let wrap = { (error: HDF5Error) in ModelFile.fileError(error, path) }
    _ = try lendingRoot(path: path) { root throws(FileError) -> Bool in
      for place in places {
        try visit(place.entry, try TensorValues(at: place.components, in: root, wrapping: wrap))
      }
      return true
    }
  }
}
