import Files
import Networks
import StoredModels

/// Plain-binary coefficients, `.mlpc`.
enum CoefficientFormat: ModelFormat {
  static func recognizes(_ input: ModelInput) -> Bool {
    CoefficientPreamble.isRecognized(Array(input.start.prefix(CoefficientPreamble.size)))
  }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    try CoefficientReader.read(input.source(), path: input.path)
  }
}

extension ModelFileKind {
  /// Plain-binary coefficients, `.mlpc`.
  public static let coefficients = ModelFileKind(
    name: "mlpc", extensions: [".mlpc"], summary: "plain-binary coefficients"
  ) { network, provenance, path throws(FileError) in
    ModelEncoding(
      bytes: try CoefficientWriter.encode(network, provenance: provenance, path: path))
  }
}
