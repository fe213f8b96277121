import Files
import HDF5
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
    var metadata: ProtobufMessage?
    if folder.holds("keras_metadata.pb") {
      let part = try folder.file("keras_metadata.pb")
      let bytes = try FileBytes.read(part, limit: 256 << 20)
      if bytes.holds("\"class_name\": \"Lambda\"") { runsCode.append("Keras layer Lambda") }
      metadata = ProtobufMessage(bytes, file: part.path)
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
    var found = ModelInventory(
      format: .tensorFlowSavedModel,
      producer: model.version.isEmpty ? nil : "TensorFlow \(model.version)", runsCode: runsCode,
      metadata: model.signatures.filter { !$0.name.hasPrefix("__saved_model") }.map { signature in
        let inputs = signature.inputs.map(\.name).joined(separator: ", ")
        let outputs = signature.outputs.map(\.name).joined(separator: ", ")
        return ModelInventory.MetadataEntry(
          "signature \(signature.name)", "\(inputs) → \(outputs)")
      },
      hasTrainingState: bundle.hasTrainingState, layers: inventory.layers)
    if case .failure = result,
      let layers = try SavedModelLayers(model, metadata: metadata, bundle, file: input.path),
      let keras = try keras(layers, input.path, hints)
    {
      found.kerasVersion = keras.inventory.kerasVersion
      found.backend = keras.inventory.backend
      found.modelName = keras.inventory.modelName
      found.layers = keras.inventory.layers
      found.runsCode += keras.inventory.runsCode.filter { !found.runsCode.contains($0) }
      return keras.described(as: found)
    }
    return ArrayModel(found, chain: result, arrays: inventory.arrays)
  }

  /// The model as Keras describes it, of which the graph is no chain that can be followed.
  ///
  /// - Returns: `nil` when the description does not fit the variables: then the graph alone counts.
  private static func keras(
    _ layers: SavedModelLayers, _ path: String, _ hints: ArchitectureHints
  ) throws(FileError) -> KerasFile? {
    let source = ModelSource.memory(try layers.image())
    do throws(FileError) {
      let model = try source.reading(path: path, isChecked: false) { root throws(HDF5Error) in
        try KerasReader.fullModel(root, hints: hints)
      }
      return KerasFile(path: path, source: source, model: model)
    } catch {
      guard error.kind == .badData else { throw error }
      return nil
    }
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
    if !hints.isEmpty, let keras = try keras(bundle, input.path, hints) { return keras }
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
            "a TensorFlow checkpoint has variables and no architecture: of Keras's save_weights, "
            + "--architecture FILE or --activation and --output-activation tell it; otherwise save "
            + "the model itself, with model.save(\"model.keras\") or tf.saved_model.save")),
      arrays: inventory.arrays)
  }

  /// The weights that Keras 2 saved, with the architecture that the user tells.
  ///
  /// - Returns: `nil` when the checkpoint does not say which objects are layers.
  private static func keras(
    _ bundle: TensorBundle, _ path: String, _ hints: ArchitectureHints
  ) throws(FileError) -> KerasFile? {
    let prefix = "layer_with_weights-"
    let objects = bundle.objects.objects
    let layers = (objects.first?.children ?? []).compactMap { child -> (Int, Int)? in
      child.name.hasPrefix(prefix)
        ? Int(child.name.dropFirst(prefix.count)).map { ($0, child.object) } : nil
    }
    guard !layers.isEmpty else { return nil }
    var tree = KerasVariableTree()
    var names: [String] = []
    for (number, layer) in layers.sorted(by: { $0.0 < $1.0 }) {
      let arrays = objects[layer].children.compactMap { child in
        objects[child.object].key.flatMap { bundle.arrays[$0] }.map { (child.name, $0) }
      }
      // The program's name for its layer, where its variables have one.
      let full = objects[layer].children.lazy.compactMap { objects[$0.object].variableName }.first
      let parts = (full ?? "").split(separator: "/").dropLast().map(String.init)
      let name = parts.count == 1 && !names.contains(parts[0]) ? parts[0] : "layer_\(number)"
      names.append(name)
      let order = ["kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance"]
      let sorted = arrays.sorted {
        (order.firstIndex(of: $0.0) ?? 9, $0.0) < (order.firstIndex(of: $1.0) ?? 9, $1.0)
      }
      for (variable, array) in sorted {
        try tree.add(
          KerasVariableTree.Variable(
            shape: array.shape, type: HDF5ElementType(array.type), values: try array.values()),
          at: [name, variable], file: path)
      }
      tree[[name]].lists["weight_names"] = sorted.map(\.0)
    }
    tree.lists["layer_names"] = names
    let source: ModelSource
    do throws(HDF5Error) {
      source = .memory(try tree.image())
    } catch {
      throw ModelFile.fileError(error, path)
    }
    var model = try source.reading(path: path, isChecked: false) { root throws(HDF5Error) in
      try KerasReader.weightsOnly(root, hints: hints)
    }
    model?.inventory.format = .tensorFlowCheckpoint
    model?.inventory.producer = "TensorFlow"
    model?.inventory.hasTrainingState = bundle.hasTrainingState
    return model.map { KerasFile(path: path, source: source, model: $0) }
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
