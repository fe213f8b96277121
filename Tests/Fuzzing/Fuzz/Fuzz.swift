import CFuzzer
import Datasets
import Files
import Formats
import JSON

/// Which parser gets the inputs: the first argument of the program, before libFuzzer's own.
enum FuzzTarget: String, CaseIterable {
  /// Every kind of model file but HDF5, which a child process reads.
  case model
  /// IDX, CSV and NumPy arrays, inflated where they are gzip.
  case data
  /// CSV with a header line and labels.
  case table
  /// JSON.
  case json

  /// What no input may bring about is caught by the sanitizer and by Swift's own checks; errors are
  /// answers.
  func run(_ bytes: [UInt8]) {
    let limit = 1 << 24
    switch self {
    case .model:
      guard !bytes.starts(with: [0x89, 0x48, 0x44, 0x46]) else { return }
      guard let file = try? ModelFile(path: "fuzz", bytes: bytes) else { return }
      try? file.forEachTensor { _, _ in }
      _ = try? file.network()
    case .data:
      _ = try? DatasetReader.array(of: bytes, file: "fuzz", limit: limit)
    case .table:
      var layout = TableLayout()
      layout.wanted = .labels
      layout.missing = .mean
      _ = try? DatasetReader.table(of: bytes, file: "fuzz", layout: layout, limit: limit)
    case .json:
      guard let value = try? JSONParser.parse(bytes) else { return }
      // What was understood is written, and understood again.
      let text = value.serialized(pretty: false)
      precondition((try? JSONParser.parse(Array(text.utf8))) != nil, "written JSON does not parse")
    }
  }

  /// The one of this run.
  static let chosen = CommandLine.arguments.dropFirst().first.flatMap(FuzzTarget.init)
}

@main
enum Fuzz {
  static func main() {
    guard FuzzTarget.chosen != nil else {
      let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")
      print("usage: fuzz \(names) [libFuzzer's arguments]")
      return
    }
    let arguments = unsafe CommandLine.unsafeArgv.advanced(by: 1)
    _ = unsafe run_fuzzer(CommandLine.argc - 1, arguments) { bytes, count in
      let input = unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: count))
      FuzzTarget.chosen?.run(input)
      return 0
    }
  }
}
