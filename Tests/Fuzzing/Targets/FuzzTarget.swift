import Datasets
import Files
import JSON

@testable import Formats
@testable import HDF5

/// Which parser gets the inputs.
///
/// What no input may bring about is caught by Swift's own checks and by a sanitizer; errors are answers.
enum FuzzTarget: String, CaseIterable {
  /// Every kind of model file but HDF5, which a child process reads.
  case model
  /// The layers of a Keras model, as JSON.
  case architecture
  /// IDX, CSV and NumPy arrays, inflated where they are gzip.
  case data
  /// CSV with a header line and labels.
  case table
  /// JSON.
  case json
  /// What is looked at in an HDF5 file before the library sees it.
  case metadata
  /// What a child is asked, as it reads it.
  case questions
  /// What a child says of a model that it reads.
  case modelAnswers
  /// What a child says of results that it reads.
  case resultsAnswers
  /// The state of a training, with a checksum that is right.
  case checkpoint

  /// Parses an input.
  func run(_ bytes: [UInt8]) {
    switch self {
    case .model:
      guard !bytes.starts(with: HDF5File.signature) else { return }
      guard let file = try? ModelFile(path: "fuzz", bytes: bytes) else { return }
      try? file.forEachTensor { _, _ in }
      _ = try? file.network()
    case .architecture:
      let text = String(decoding: bytes, as: UTF8.self)
      guard let architecture = try? KerasArchitecture(text, version: "2.15.0", backend: nil) else {
        return
      }
      _ = try? KerasModel(architecture, .named([]), format: .kerasHDF5Model, hints: .none)
    case .data:
      _ = try? DatasetReader.array(of: bytes, file: "fuzz", limit: Self.limit)
    case .table:
      var layout = TableLayout()
      layout.wanted = .labels
      layout.missing = .mean
      _ = try? DatasetReader.table(of: bytes, file: "fuzz", layout: layout, limit: Self.limit)
    case .json:
      guard let value = try? JSONParser.parse(bytes) else { return }
      // What was understood is written, and understood again.
      let text = value.serialized(pretty: false)
      precondition((try? JSONParser.parse(Array(text.utf8))) != nil, "written JSON does not parse")
    case .metadata:
      var check = HDF5MetadataCheck(.memory(bytes), base: 0, scanLength: 512)
      guard (try? check.checkSuperblock()) != nil else { return }
      _ = try? check.run()
    case .questions: FuzzedConversation.model.ask(bytes)
    case .modelAnswers: FuzzedConversation.model.distort(by: bytes)
    case .resultsAnswers: FuzzedConversation.results.distort(by: bytes)
    case .checkpoint: FuzzedCheckpoint.decode(bytes)
    }
  }

  /// The largest array that is read.
  private static let limit = 1 << 24
}
