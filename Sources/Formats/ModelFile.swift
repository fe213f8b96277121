public import Files
import HDF5
public import Networks

/// A model file that has been read and checked, but for the values of its tensors.
///
/// The bytes stay in memory; tensors are read from them on demand, one at a time.
public struct ModelFile: Sendable {
  /// The path as the caller gave it.
  public let path: String
  /// What is in the file.
  public let inventory: ModelInventory
  /// Why the model cannot be run; `nil` when it can.
  public let obstacle: NotRunnable?
  /// The HDF5 image: the file itself, or the member of an archive that holds the weights.
  let bytes: [UInt8]
  let contents: Contents
  /// The digest of an archive, whose bytes are not kept.
  private let archiveDigest: String?

  /// What kind of file it turned out to be.
  enum Contents: Sendable {
    case keras(KerasModel)
    case results([ResultsDataset])
    indirect case coefficients(CoefficientModel)
  }

  /// The SHA-256 of the file, in hexadecimal.
  public var sha256: String {
    if let archiveDigest { return archiveDigest }
    if case .coefficients(let model) = contents { return FileDigest.sha256(model.fileBytes) }
    return FileDigest.sha256(bytes)
  }

  /// What was assumed about the model because the file does not say it; `nil` when nothing was.
  public var assumption: String? {
    switch contents {
    case .keras(let model): model.assumption
    case .coefficients(let model): model.note
    case .results: nil
    }
  }

  /// Reads a file, recognizes it by its content, and checks everything but its values.
  ///
  /// - Parameters:
  ///   - path: a Keras file of any kind, plain-binary coefficients, NumPy arrays, or a results
  ///     file; `-` for standard input.
  ///   - hints: what is known about a file that has weights but no architecture.
  ///   - limit: the largest file accepted, in bytes.
  /// - Throws: `FileError`: `cannotOpen`, `badData` when it is damaged or contradicts itself,
  ///   `unsupported` for another kind of file.
  public static func open(
    _ path: String, hints: ArchitectureHints = .none, limit: Int = FileBytes.defaultLimit
  ) throws(FileError) -> ModelFile {
    if let model = try CoefficientReader.read(path, limit: limit) {
      return ModelFile(path: path, coefficients: model)
    }
    return try ModelFile(path: path, bytes: FileBytes.read(path, limit: limit), hints: hints)
  }

  /// Reads a file that is already in memory; see ``open(_:hints:limit:)``.
  ///
  /// - Parameters:
  ///   - path: the name for messages.
  ///   - bytes: the whole file.
  ///   - hints: what is known about a file that has weights but no architecture.
  /// - Throws: `FileError`.
  public init(
    path: String, bytes: [UInt8], hints: ArchitectureHints = .none
  ) throws(FileError) {
    self.path = path
    switch FileContents(bytes) {
    case .hdf5:
      self.bytes = bytes
      archiveDigest = nil
      contents = try Self.reading(bytes, path) { root throws(HDF5Error) in
        try Self.contents(of: root, hints: hints)
      }
    case .array:
      self.bytes = []
      archiveDigest = FileDigest.sha256(bytes)
      contents = .coefficients(try NumPyWeights.read(array: bytes, file: path, hints: hints))
    case .zip:
      let names = try ZipArchive.names(in: bytes, file: path)
      if NumPyWeights.areMembers(names) {
        self.bytes = []
        archiveDigest = FileDigest.sha256(bytes)
        contents = .coefficients(
          try NumPyWeights.read(archive: bytes, names: names, file: path, hints: hints))
        break
      }
      let archive = try KerasArchive(bytes, path: path)
      self.bytes = archive.weights
      archiveDigest = FileDigest.sha256(bytes)
      contents = try Self.reading(archive.weights, path) { root throws(HDF5Error) in
        .keras(
          try KerasReader.archive(
            root, configuration: archive.configuration, version: archive.version))
      }
    case .coefficients:
      self.bytes = []
      archiveDigest = nil
      contents = .coefficients(try CoefficientReader.read(bytes, file: path))
    case .other(let description): throw FileError(.badData, file: path, problem: description)
    }
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
    }
  }

  init(path: String, coefficients: CoefficientModel) {
    self.path = path
    bytes = []
    archiveDigest = nil
    contents = .coefficients(coefficients)
    inventory = coefficients.inventory
    obstacle = nil
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

  /// Runs `body` on the open HDF5 image, with this file's name in its errors.
  private static func reading<Result: Sendable>(
    _ bytes: [UInt8], _ path: String,
    _ body: (borrowing HDF5Group) throws(HDF5Error) -> Result
  ) throws(FileError) -> Result {
    try HDF5File.reading(bytes, wrapping: { fileError($0, path) }) { root throws(FileError) in
      do throws(HDF5Error) {
        return try body(root)
      } catch {
        throw fileError(error, path)
      }
    }
  }

  /// The network, with all its weights.
  ///
  /// - Throws: `FileError`: `unsupported` with the layer's name and class when the model is not a chain
  ///   that can be run, `badData` when a tensor is damaged, or holds NaN or infinity.
  public func network() throws(FileError) -> Network {
    let network = try storedNetwork()
    for layer in network.layers where !isKnownFinite(layer) {
      if let part = layer.nonFiniteParameter {
        throw FileError(
          .badData, file: path, object: "layer \(layer.name)",
          problem: "its \(part) hold NaN or infinite values; mlp inspect counts them")
      }
    }
    return network
  }

  /// Whether nothing is to be looked for: a reader that saw every number has done so.
  private func isKnownFinite(_ layer: Layer) -> Bool {
    guard case .coefficients(let model) = contents, case .dense = layer else { return false }
    return model.isKnownFinite
  }

  private func storedNetwork() throws(FileError) -> Network {
    if case .coefficients(let model) = contents { return model.network }
    guard case .keras(let model) = contents, case .success(let plan) = model.plan else {
      throw FileError(
        .unsupported, file: path, object: obstacle?.layer.map { "layer \($0)" },
        problem: obstacle?.reasonWithClass ?? "holds no model")
    }
    var network = try Self.reading(bytes, path) { root throws(HDF5Error) in
      try KerasNetworkBuilder.build(plan, from: root)
    }
    model.ownAttributes.apply(to: &network)
    return network
  }

  /// Visits every tensor with its values, one at a time, in the order of the inventory.
  ///
  /// - Parameter visit: receives the tensor's entry and its values, row-major.
  /// - Throws: `FileError` of kind `badData` when a tensor is damaged.
  public func forEachTensor(
    _ visit: (ModelInventory.TensorEntry, [Double]) -> Void
  ) throws(FileError) {
    if case .coefficients(let model) = contents {
      for entry in inventory.layers.flatMap(\.tensors) { visit(entry, model.values(of: entry)) }
      return
    }
    _ = try Self.reading(bytes, path) { root throws(HDF5Error) -> Bool in
      switch contents {
      case .keras(let model):
        for tensor in model.tensors {
          visit(tensor.entry, try KerasTensorData.values(tensor, root))
        }
      case .results(let datasets):
        for dataset in datasets {
          visit(dataset.entry, try root.dataset(at: dataset.components).doubles())
        }
      case .coefficients: break
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
