import Files
import Networks

/// A model file of some format, read and checked but for the values of its tensors.
///
/// One conformer for each way to keep a model; ``ModelFile`` holds one and asks it everything. A format that
/// has nothing but arrays and a chain made of them needs no type of its own: it gives an ``ArrayModel``.
protocol OpenedModel: Sendable {
  /// What is in the file.
  var inventory: ModelInventory { get }
  /// Why the model cannot be run; `nil` when it can, or seems to until its numbers are read.
  var obstacle: NotRunnable? { get }
  /// What was assumed because the file does not say it, or what of it is not used; `nil` for nothing.
  var assumption: String? { get }
  /// Whether the file says itself what the architecture is, so that hints were not looked at.
  var tellsItsArchitecture: Bool { get }
  /// Where the model comes from, as far as the file says it.
  var provenance: ModelProvenance { get }
  /// What the file holds that a network does not carry: a few words each.
  var extras: [String] { get }

  /// The network, with all its weights. Asked for when there is no ``obstacle`` only; that its numbers are
  /// finite is checked by the caller.
  ///
  /// - Throws: `FileError`: `badData` when a tensor is damaged, `unsupported` when it turns out only now
  ///   that the model cannot be run.
  func network() throws(FileError) -> NeuralNetwork

  /// The network without the weights of its dense layers, in bounded memory: every number is read and
  /// checked, none is kept. Asked for when there is no ``obstacle`` only.
  ///
  /// - Throws: `FileError` as ``network()`` does, and when a number is NaN or infinite.
  func outline() throws(FileError) -> NetworkOutline

  /// Visits every tensor, one at a time, in the order of the inventory.
  ///
  /// - Parameter visit: receives the tensor's entry and its values, which are read when it asks for them.
  /// - Throws: `FileError` of kind `badData` when a tensor is damaged, or what `visit` throws.
  func forEachTensor(
    _ visit: (ModelInventory.TensorEntry, borrowing TensorValues<FileError>) throws(FileError) ->
      Void
  ) throws(FileError)
}

extension OpenedModel {
  var assumption: String? { nil }
  var tellsItsArchitecture: Bool { true }
  var provenance: ModelProvenance { ModelProvenance() }
  var extras: [String] { [] }
}

/// A format of model files: how one is recognized, and how it is opened.
///
/// A new format is a folder with a conformer, and a line in ``ModelFormats/all``.
protocol ModelFormat: SendableMetatype {
  /// Whether a file is of this format, judged by its content; names and extensions say nothing.
  ///
  /// - Parameter input: what is known of the file; little of it needs to be read for this.
  /// - Throws: `FileError` when the file cannot be read.
  static func recognizes(_ input: ModelInput) throws(FileError) -> Bool

  /// Reads a file that was recognized, and checks everything but the values of its tensors.
  ///
  /// - Parameters:
  ///   - input: the file.
  ///   - hints: what the user says about weights without an architecture.
  /// - Throws: `FileError`: `badData` when it is damaged or contradicts itself, `unsupported`.
  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel
}

/// The formats that can be read.
enum ModelFormats {
  /// In the order in which they are asked: the first that recognizes a file opens it, so those that have
  /// a signature come before those that only look like something.
  static let all: [any ModelFormat.Type] = [
    HDF5ModelFormat.self,
    CoefficientFormat.self,
    NumPyArrayFormat.self,
    TorchFormat.self,
    SkopsFormat.self,
    NumPyArchiveFormat.self,
    KerasArchiveFormat.self,
    KerasFolderFormat.self,
    SavedModelFormat.self,
    TensorFlowCheckpointFormat.self,
    TorchLegacyFormat.self,
    SafetensorsFormat.self,
    ONNXFormat.self,
    PickleFormat.self,
  ]

  /// Recognizes a file once and opens it.
  ///
  /// - Throws: `FileError`; `badData`, or `cannotOpen` for a folder, with a sentence that says what it is
  ///   when no format recognizes it.
  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    for format in all where try format.recognizes(input) {
      return try format.open(input, hints: hints)
    }
    throw FileError(
      input.folder == nil ? .badData : .cannotOpen, file: input.path,
      problem: UnknownContents.description(of: input))
  }
}
