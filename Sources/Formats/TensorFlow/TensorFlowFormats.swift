import Files
import Networks
import StoredModels

/// TensorFlow SavedModel: a folder with `saved_model.pb` and a checkpoint.
enum SavedModelFormat: ModelFormat {
  static func recognizes(_ input: ModelInput) -> Bool {
    guard let folder = input.folder else { return false }
    return folder.holds("saved_model.pb") || folder.holds("saved_model.pbtxt")
  }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    guard let folder = input.folder, folder.holds("saved_model.pb") else {
      throw FileError(
        .unsupported, file: input.path,
        problem: "is a SavedModel as text, saved_model.pbtxt; only the binary one is read")
    }
    let main = try folder.file("saved_model.pb")
    let model = try SavedModel(
      ProtobufMessage(try FileBytes.read(main, limit: 512 << 20), file: main.path))
    let bundle =
      folder.holds("variables/variables.index")
      ? try TensorBundle("variables/variables", in: folder) : TensorBundle()
    var runsCode = model.runsCode.map { "operator \($0)" }
    if folder.holds("keras_metadata.pb") {
      let metadata = try folder.file("keras_metadata.pb")
      let bytes = try FileBytes.read(metadata, limit: 256 << 20)
      if bytes.holds("\"class_name\": \"Lambda\"") { runsCode.append("Keras layer Lambda") }
    }
    let layers = bundle.layers
    var inventory = GraphInventory(layers.flatMap(\.arrays))
    let result: Result<StoredChain<StoredArray>, NotRunnable>
    do throws(GraphError) {
      if model.graphCount > 1 {
        throw .notRunnable(
          NotRunnable(
            layer: nil, className: nil,
            reason: "has \(model.graphCount) graphs; one that serves was expected"))
      }
      var reader = try SavedModelReader(model, bundle, file: input.path)
      let output = try reader.output()
      let reduction = try ChainReduction(reader.graph, output: output)
      let chain = reduction.chain(of: reader.graph, file: input.path)
      try chain.checkGraph()
      inventory.add(reduction, of: reader.graph)
      result = .success(chain)
    } catch {
      switch error {
      case .file(let error): throw error
      case .notRunnable(let obstacle): result = .failure(obstacle)
      }
    }
    for layer in layers { inventory.add(variables: layer.arrays, of: layer.name) }
    return ArrayModel(
      ModelInventory(
        format: .tensorFlowSavedModel,
        producer: model.version.isEmpty ? nil : "TensorFlow \(model.version)", runsCode: runsCode,
        metadata: model.signatures.filter { !$0.name.hasPrefix("__saved_model") }.map { signature in
          let inputs = signature.inputs.map(\.name).joined(separator: ", ")
          let outputs = signature.outputs.map(\.name).joined(separator: ", ")
          return ModelInventory.MetadataEntry(
            "signature \(signature.name)", "\(inputs) → \(outputs)")
        },
        hasTrainingState: bundle.hasTrainingState, layers: inventory.layers),
      chain: result, arrays: inventory.arrays)
  }
}

/// A TensorFlow checkpoint: variables without an architecture, by its `.index` file or its folder.
enum TensorFlowCheckpointFormat: ModelFormat {
  static func recognizes(_ input: ModelInput) throws(FileError) -> Bool {
    if let folder = input.folder { return try index(in: folder) != nil }
    return input.end.suffix(8).elementsEqual(SortedTable.magic)
  }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    let bundle: TensorBundle
    if let folder = input.folder {
      guard let index = try index(in: folder) else {
        throw FileError(.badData, file: input.path, problem: "holds no index of a checkpoint")
      }
      bundle = try TensorBundle(String(index.dropLast(6)), in: folder)
    } else {
      let name = input.path.split(separator: "/").last.map(String.init) ?? input.path
      guard let folder = try input.surroundings(), name.hasSuffix(".index") else {
        throw FileError(
          .unsupported, file: input.path,
          problem: "is the index of a TensorFlow checkpoint, but its name does not end in .index, "
            + "by which its shards are found")
      }
      bundle = try TensorBundle(String(name.dropLast(6)), in: folder)
    }
    let layers = bundle.layers
    var inventory = GraphInventory(layers.flatMap(\.arrays))
    for layer in layers { inventory.add(variables: layer.arrays, of: layer.name) }
    return ArrayModel(
      ModelInventory(
        format: .tensorFlowCheckpoint, producer: "TensorFlow",
        hasTrainingState: bundle.hasTrainingState, layers: inventory.layers),
      chain: .failure(
        NotRunnable(
          layer: nil, className: nil,
          reason:
            "a TensorFlow checkpoint has variables and no architecture; save the model itself, "
            + "with model.save(\"model.keras\") or tf.saved_model.save")),
      arrays: inventory.arrays)
  }

  /// The only index in a folder.
  private static func index(in folder: OpenFolder) throws(FileError) -> String? {
    let names = try folder.names().filter { $0.hasSuffix(".index") }
    return names.count == 1 ? names[0] : nil
  }
}

extension TensorBundle {
  /// No variables: a model of functions alone.
  init() {}

  /// The arrays under the names of the program, each once, by the part before the last stroke.
  var layers: [(name: String, arrays: [StoredArray])] {
    let names = names
    var result: [(name: String, arrays: [StoredArray])] = []
    var places: [String: Int] = [:]
    var listed: Set<String> = []
    for key in keys {
      let name = names[key] ?? Self.plain(key)
      guard var array = arrays[key], listed.insert(name).inserted else { continue }
      array.name = name
      let parts = array.name.split(separator: "/").dropLast()
      let layer = parts.isEmpty ? array.name : parts.joined(separator: "/")
      if let place = places[layer] {
        result[place].arrays.append(array)
      } else {
        places[layer] = result.count
        result.append((layer, [array]))
      }
    }
    return result
  }
}

extension [UInt8] {
  /// Whether some text stands in the bytes.
  fileprivate func holds(_ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard count >= wanted.count else { return false }
    return (0...(count - wanted.count)).contains { start in
      self[start] == wanted[0] && self[start..<(start + wanted.count)].elementsEqual(wanted)
    }
  }
}
