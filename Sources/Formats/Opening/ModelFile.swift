public import Files
import HDF5
public import Networks
public import StoredModels

/// A model file that has been read and checked, but for the values of its tensors.
///
/// The bytes stay in memory, or in the open file when they are many; tensors are read from them on
/// demand, one at a time.
public struct ModelFile: Sendable {
  /// The path as the caller gave it.
  public let path: String
  /// What is in the file.
  public let inventory: ModelInventory
  /// Why the model cannot be run; `nil` when it can.
  public let obstacle: NotRunnable?
  /// The model, as the reader of its format made it.
  let model: any OpenedModel
  private let digest: Digest

  /// The digest, or what it is computed of when somebody asks.
  private enum Digest: Sendable {
    case known(String)
    case of(ModelSource)
    case ofFolder(OpenFolder)
  }

  /// Reads a file, recognizes it by its content, and checks everything but its values.
  ///
  /// - Parameters:
  ///   - path: a model file of any kind that can be read, or a results file; `-` for standard input.
  ///   - hints: what is known about a file that has weights but no architecture.
  /// - Throws: `FileError`: `cannotOpen`, `badData` when it is damaged or contradicts itself,
  ///   `unsupported` for another kind of file.
  public static func open(
    _ path: String, hints: ArchitectureHints = .none
  ) throws(FileError) -> ModelFile {
    try open(path, hints: hints, inMemoryUpTo: ModelSource.largestInMemory)
  }

  /// Opens a file; of more than `threshold` bytes it is held in memory only where its format needs that.
  static func open(
    _ path: String, hints: ArchitectureHints = .none, inMemoryUpTo threshold: Int
  ) throws(FileError) -> ModelFile {
    try Interruptions.reading(path) { () throws(FileError) in
      try ModelFile(ModelInput(path, inMemoryUpTo: threshold), hints: hints)
    }
  }

  /// Reads a file that is already in memory; see ``open(_:hints:)-(String,_)``.
  ///
  /// - Parameters:
  ///   - path: the name for messages.
  ///   - bytes: the whole file.
  ///   - hints: what is known about a file that has weights but no architecture.
  /// - Throws: `FileError`.
  public init(
    path: String, bytes: [UInt8], hints: ArchitectureHints = .none
  ) throws(FileError) {
    try self.init(ModelInput(path: path, bytes: bytes), hints: hints)
  }

  private init(_ input: ModelInput, hints: ArchitectureHints) throws(FileError) {
    path = input.path
    model = try ModelFormats.open(input, hints: hints)
    inventory = model.inventory
    obstacle = model.obstacle
    digest =
      switch input.contents {
      case .memory(let bytes) where bytes.count > ModelSource.largestInMemory:
        .known(FileDigest.sha256(bytes))
      case .memory(let bytes): .of(.memory(bytes))
      case .file(let file): .of(.file(file))
      case .folder(let folder): .ofFolder(folder)
      }
  }

  /// The SHA-256 of the file, in hexadecimal; of a folder that of the list of its files with theirs, as
  /// `sha256sum` prints it.
  ///
  /// - Throws: `FileError` when the file cannot be read any more, or has changed.
  public func sha256() throws(FileError) -> String {
    switch digest {
    case .known(let digest): return digest
    case .of(let source): return try source.sha256()
    case .ofFolder(let folder):
      var list = ""
      for part in [nil, "variables"] as [String?] {
        if let part, !folder.holds(part) { continue }
        for name in try folder.names(in: part) {
          let place = part.map { "\($0)/\(name)" } ?? name
          // Folders and links have no bytes of their own.
          guard let file = try? folder.file(place) else { continue }
          list += "\(try FileDigest.sha256(file))  \(place)\n"
        }
      }
      return FileDigest.sha256(Array(list.utf8))
    }
  }

  /// What was assumed about the model because the file does not say it; `nil` when nothing was.
  public var assumption: String? { model.assumption }

  /// Whether the file says itself what the architecture is, so that hints were not needed.
  package var tellsItsArchitecture: Bool { model.tellsItsArchitecture }

  /// Whether it is a Keras file.
  package var isKeras: Bool { model is KerasFile }

  /// Where the model comes from, as far as the file says it.
  public var provenance: ModelProvenance { model.provenance }

  /// What the file holds that a network does not carry: a few words each.
  public var extras: [String] { model.extras }

  /// The network, with all its weights.
  ///
  /// - Throws: `FileError`: `unsupported` with the layer's name and class when the model is not a chain
  ///   that can be run, `badData` when a tensor is damaged, or holds NaN or infinity.
  public func network() throws(FileError) -> NeuralNetwork {
    try checkRunnable()
    let network = try Interruptions.reading(path) { () throws(FileError) in try model.network() }
    for layer in network.layers {
      if let part = layer.nonFiniteParameter {
        throw .nonFinite(part, layer: layer.name, file: path)
      }
    }
    return network
  }

  /// The network without the weights of its dense layers, in bounded memory.
  ///
  /// - Throws: `FileError` as ``network()`` does: every value is read and checked.
  package func outline() throws(FileError) -> NetworkOutline {
    try checkRunnable()
    return try Interruptions.reading(path) { () throws(FileError) in try model.outline() }
  }

  private func checkRunnable() throws(FileError) {
    guard let obstacle else { return }
    throw FileError(
      .unsupported, file: path, object: obstacle.layer.map { "layer \($0)" },
      problem: obstacle.reasonWithClass)
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
    try Interruptions.reading(path) { () throws(FileError) in try model.forEachTensor(visit) }
  }

  static func fileError(_ error: HDF5Error, _ path: String) -> FileError {
    FileError(error, file: path)
  }
}

extension ModelFile {
  /// Runs `body`, in which the process that has read a small HDF5 file is kept for as long as that file is read again.
  package static func keepingProcess<Result>(_ body: () throws -> Result) rethrows -> Result {
    try HDF5Sessions.$shared.withValue(HDF5Sessions()) { try body() }
  }

  /// Runs `body`, in which the HDF5 library reads files in this process: for files whose origin is known, to measure
  /// what the child process costs.
  package static func readingInProcess<Result>(_ body: () throws -> Result) rethrows -> Result {
    try HDF5Isolation.$usual.withValue(.inProcess) { try body() }
  }
}
