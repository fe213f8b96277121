import Decompression
import Files
import Networks
import StoredModels

/// Python pickles of scikit-learn's estimators, written by `pickle` or by `joblib`, whole or compressed.
enum PickleFormat: ModelFormat {
  static func recognizes(_ input: ModelInput) -> Bool {
    if Compression(input.start) != nil { return true }
    return isPickle(input.start, end: input.end)
  }

  /// Whether bytes begin like a pickle.
  ///
  /// Protocols 0 and 1 have no header: they begin with a name, a mark, a list or a dictionary, and end with
  /// a point.
  private static func isPickle(_ start: [UInt8], end: [UInt8]) -> Bool {
    guard start.count >= 2 else { return false }
    if start[0] == 0x80 { return (2...15).contains(start[1]) }
    guard end.last == UInt8(ascii: ".") else { return false }
    switch start[0] {
    case UInt8(ascii: "c"):
      // A module's name on a line of its own.
      let line = start.dropFirst().prefix { $0 != 0x0A }
      return line.count < 200 && start.count > line.count + 1
        && line.allSatisfy {
          $0 == 0x2E || $0 == 0x5F || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
            || (0x61...0x7A).contains($0)
        }
    case UInt8(ascii: "("): return Array("dlctiI(SUVXKJ]}".utf8).contains(start[1])
    case UInt8(ascii: "]"), UInt8(ascii: "}"): return Array("qr(.p".utf8).contains(start[1])
    default: return false
    }
  }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    var bytes = try input.bytes()
    let compression = Compression(input.start)
    if let compression {
      bytes = try compression.decompress(bytes, file: input.path, limit: 1 << 30)
      guard isPickle(Array(bytes.prefix(4096)), end: Array(bytes.suffix(1))) else {
        let inner = UnknownContents.description(of: try ModelInput(path: input.path, bytes: bytes))
        throw FileError(
          .badData, file: input.path,
          problem:
            "is a \(compression.rawValue) file, in which a pickle was expected; what is in it \(inner)"
        )
      }
    }
    var machine = PickleMachine(bytes, file: input.path)
    try machine.run()
    let isJoblib = machine.hasInlineArrays || compression != nil
    var model = ScikitLearnModel.make(
      machine.graph, format: isJoblib ? .sklearnJoblib : .sklearnPickle, file: input.path)
    if machine.position < bytes.count {
      model.inventory.metadata.append(
        ModelInventory.MetadataEntry(
          "trailing bytes", "\(bytes.count - machine.position) bytes behind the pickle are not read"
        ))
    }
    return model
  }
}
