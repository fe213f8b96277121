import Files
import StoredModels

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
    KerasShardsFormat.self,
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
