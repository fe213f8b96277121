package import Files
import HDF5
package import Networks

/// A model file that has been read and checked, but for the values of its tensors.
///
/// The bytes stay in memory, or in the open file when they are many; tensors are read from them on
/// demand, one at a time.
package struct ModelFile: Sendable {
  /// The path as the caller gave it.
  package let path: String
  /// What is in the file.
  package let inventory: ModelInventory
  /// Why the model cannot be run; `nil` when it can.
  package let obstacle: NotRunnable?
  /// Where the HDF5 file is: the file itself, or the member of an archive that holds the weights.
  let source: ModelSource
  let contents: Contents
  /// The digest of an archive, whose bytes are not kept.
  private let archiveDigest: String?

  /// What kind of file it turned out to be.
  enum Contents: Sendable {
    case keras(KerasModel)
    case results([ResultsDataset])
    indirect case coefficients(CoefficientModel)
    indirect case arrays(NumPyModel)
  }

  /// The SHA-256 of the file, in hexadecimal.
  ///
  /// - Throws: `FileError` when the file cannot be read any more, or has changed.
  package func sha256() throws(FileError) -> String {
    if let archiveDigest { return archiveDigest }
    return try source.sha256()
  }

  /// What was assumed about the model because the file does not say it; `nil` when nothing was.
  package var assumption: String? {
    switch contents {
    case .keras(let model): model.assumption
    case .coefficients(let model): model.note
    case .arrays(let model): model.note
    case .results: nil
    }
  }

  /// Reads a file, recognizes it by its content, and checks everything but its values.
  ///
  /// - Parameters:
  ///   - path: a Keras file of any kind, plain-binary coefficients, NumPy arrays, or a results
  ///     file; `-` for standard input.
  ///   - hints: what is known about a file that has weights but no architecture.
  /// - Throws: `FileError`: `cannotOpen`, `badData` when it is damaged or contradicts itself,
  ///   `unsupported` for another kind of file.
  package static func open(
    _ path: String, hints: ArchitectureHints = .none
  ) throws(FileError) -> ModelFile {
    try open(path, hints: hints, inMemoryUpTo: ModelSource.largestInMemory)
  }

  /// Opens a file; HDF5 and coefficients of more than `threshold` bytes are not held in memory.
  static func open(
    _ path: String, hints: ArchitectureHints = .none, inMemoryUpTo threshold: Int
  ) throws(FileError) -> ModelFile {
    if path == "-" { return try ModelFile(path: path, bytes: FileBytes.read(path), hints: hints) }
    let file = try OpenFile(path)
    switch try FileContents(file) {
    case .coefficients where file.size > threshold:
      return try ModelFile(path: path, coefficients: .file(file))
    case .hdf5 where file.size > threshold:
      return try ModelFile(path: path, source: .file(file), hints: hints)
    case .other(let description) where file.size > threshold:
      throw FileError(.badData, file: path, problem: description)
    case .hdf5, .coefficients, .zip, .array, .other: break
    }
    return try ModelFile(path: path, bytes: FileBytes.read(file), hints: hints)
  }

  /// Reads a file that is already in memory; see ``open(_:hints:)``.
  ///
  /// - Parameters:
  ///   - path: the name for messages.
  ///   - bytes: the whole file.
  ///   - hints: what is known about a file that has weights but no architecture.
  /// - Throws: `FileError`.
  package init(
    path: String, bytes: [UInt8], hints: ArchitectureHints = .none
  ) throws(FileError) {
    switch FileContents(bytes) {
    case .hdf5: try self.init(path: path, source: .memory(bytes), hints: hints)
    case .array:
      let model = try NumPyWeights.read(array: bytes, file: path, hints: hints)
      self.init(path: path, arrays: model, of: bytes)
    case .zip:
      let names = try ZipArchive.names(in: bytes, file: path)
      if NumPyWeights.areMembers(names) {
        let model = try NumPyWeights.read(archive: bytes, names: names, file: path, hints: hints)
        self.init(path: path, arrays: model, of: bytes)
        return
      }
      let archive = try KerasArchive(bytes, path: path)
      let source = ModelSource.memory(archive.weights)
      let contents = try source.reading(path: path, isChecked: false) { root throws(HDF5Error) in
        Contents.keras(
          try KerasReader.archive(
            root, configuration: archive.configuration, version: archive.version))
      }
      self.init(
        path: path, source: source, contents: contents, archiveDigest: FileDigest.sha256(bytes))
    case .coefficients:
      try self.init(path: path, coefficients: .memory(bytes))
    case .other(let description): throw FileError(.badData, file: path, problem: description)
    }
  }

  private init(
    path: String, source: ModelSource, hints: ArchitectureHints
  ) throws(FileError) {
    let contents = try source.reading(path: path, isChecked: false) { root throws(HDF5Error) in
      try Self.contents(of: root, hints: hints)
    }
    self.init(path: path, source: source, contents: contents, archiveDigest: nil)
  }

  private init(path: String, source: ModelSource, contents: Contents, archiveDigest: String?) {
    self.path = path
    self.source = source
    self.contents = contents
    self.archiveDigest = archiveDigest
    switch contents {
    case .keras(let model):
      inventory = model.inventory
      if case .failure(let reason) = model.plan { obstacle = reason } else { obstacle = nil }
    case .results(let datasets):
      inventory = ResultsInventory.make(datasets)
      obstacle = NotRunnable(
        layer: nil, className: nil, reason: "the file holds results of an inversion, not a model")
    case .coefficients(let model):
      inventory = model.inventory
      obstacle = nil
    case .arrays(let model):
      inventory = model.inventory
      obstacle = nil
    }
  }

  private init(path: String, coefficients source: ModelSource) throws(FileError) {
    self.init(
      path: path, source: source,
      contents: .coefficients(try CoefficientReader.read(source, path: path)), archiveDigest: nil)
  }

  private init(path: String, arrays: NumPyModel, of bytes: [UInt8]) {
    self.init(
      path: path, source: .memory([]), contents: .arrays(arrays),
      archiveDigest: FileDigest.sha256(bytes))
  }

  private static func contents(
    of root: borrowing HDF5Group, hints: ArchitectureHints
  ) throws(HDF5Error) -> Contents {
    if try root.text("format") == ResultsFormat.name {
      return .results(try ResultsInventory.list(root))
    }
    let hasWeights = try root.child("model_weights") != .missing
    if root.hasAttribute("model_config") || hasWeights {
      return .keras(try KerasReader.fullModel(root))
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

  /// The network, with all its weights.
  ///
  /// - Throws: `FileError`: `unsupported` with the layer's name and class when the model is not a chain
  ///   that can be run, `badData` when a tensor is damaged, or holds NaN or infinity.
  package func network() throws(FileError) -> NeuralNetwork {
    if case .coefficients(let model) = contents { return try model.network() }
    if case .arrays(let model) = contents { return try finite(model.network) }
    let (model, plan) = try runnable()
    var network = try source.reading(path: path) { root throws(HDF5Error) in
      try KerasNetworkBuilder.build(plan, from: root)
    }
    model.ownAttributes.apply(to: &network)
    return network
  }

  /// The network without the weights of its dense layers, in bounded memory.
  ///
  /// - Throws: `FileError` as ``network()`` does: every value is read and checked.
  package func outline() throws(FileError) -> NetworkOutline {
    if case .coefficients(let model) = contents { return try model.outline() }
    if case .arrays(let model) = contents { return try finite(model.network).outline }
    let (model, plan) = try runnable()
    var outline = try source.reading(path: path) { root throws(HDF5Error) in
      try KerasNetworkBuilder.outline(plan, from: root)
    }
    model.ownAttributes.apply(to: &outline)
    return outline
  }

  private func finite(_ network: NeuralNetwork) throws(FileError) -> NeuralNetwork {
    for layer in network.layers {
      if let part = layer.nonFiniteParameter {
        throw Self.fileError(KerasNetworkBuilder.nonFinite(part, layer: layer.name), path)
      }
    }
    return network
  }

  private func runnable() throws(FileError) -> (KerasModel, KerasPlan) {
    guard case .keras(let model) = contents, case .success(let plan) = model.plan else {
      throw FileError(
        .unsupported, file: path, object: obstacle?.layer.map { "layer \($0)" },
        problem: obstacle?.reasonWithClass ?? "holds no model")
    }
    return (model, plan)
  }

  /// Visits every tensor, one at a time, in the order of the inventory.
  ///
  /// - Parameter visit: receives the tensor's entry and its values, which are read when it asks for
  ///   them; it must not open another file.
  /// - Throws: `FileError` of kind `badData` when a tensor is damaged, or what `visit` throws.
  package func forEachTensor(
    _ visit: (ModelInventory.TensorEntry, borrowing TensorValues<FileError>) throws(FileError) ->
      Void
  ) throws(FileError) {
    switch contents {
    case .coefficients(let model): return try model.forEachTensor(visit)
    case .arrays(let model):
      for entry in inventory.layers.flatMap(\.tensors) {
        try visit(entry, TensorValues(model.values[entry.path] ?? []))
      }
      return
    case .keras, .results: break
    }
    let places: [(entry: ModelInventory.TensorEntry, components: [String])] =
      switch contents {
      case .keras(let model): model.tensors.map { ($0.entry, $0.components) }
      case .results(let datasets): datasets.map { ($0.entry, $0.components) }
      case .coefficients, .arrays: []
      }
    let path = path
    let wrap = { (error: HDF5Error) in Self.fileError(error, path) }
    _ = try source.lendingRoot(path: path) { root throws(FileError) -> Bool in
      for place in places {
        try visit(place.entry, try TensorValues(at: place.components, in: root, wrapping: wrap))
      }
      return true
    }
  }

  static func fileError(_ error: HDF5Error, _ path: String) -> FileError {
    FileError(
      error.kind == .unsupported ? .unsupported : error.kind == .badData ? .badData : .inputOutput,
      file: path, object: error.object == "/" ? nil : error.object, problem: error.problem)
  }
}
