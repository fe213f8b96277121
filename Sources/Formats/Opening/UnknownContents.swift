import Files

/// Says what a file is that is no model.
enum UnknownContents {
  /// What the file is, and what was expected.
  ///
  /// - Parameter input: a file that no format recognizes.
  static func description(of input: ModelInput) -> String {
    if let folder = input.folder {
      return ForeignSignatures.description(ofFolder: folder.holds)
        ?? "is a directory; a regular file, or a TensorFlow SavedModel, was expected"
    }
    if let members = input.memberNames {
      return ForeignSignatures.description(ofArchive: members)
        ?? "is a zip archive without config.json, so it is no .keras file, nor another model that mlp "
        + "reads; it holds "
        + (members.isEmpty
          ? "nothing" : members.prefix(4).map { String($0.prefix(60)) }.joined(separator: ", "))
        + (members.count > 4 ? ", ..." : "")
    }
    let bytes = input.start
    if bytes.isEmpty { return "is empty; a model file was expected" }
    let suffix = ", not an HDF5 file"
    let text = String(decoding: bytes.prefix(2048), as: UTF8.self)
    if text.hasPrefix("version https://git-lfs") {
      return "is a Git LFS pointer\(suffix); git lfs pull fetches the model itself"
    }
    if let known = ForeignSignatures.description(bytes) { return known }
    if let known = ForeignSignatures.description(ofText: text) { return known }
    if damagedSignature(bytes) {
      return
        "is \(suffix.dropFirst(2)) any more: a text-mode transfer changed its bytes; copy it in binary mode"
    }
    let start = text.prefix { $0 != "<" }.allSatisfy(\.isWhitespace) ? text.lowercased() : ""
    if start.contains("<!doctype html") || start.contains("<html") {
      return "is an HTML page\(suffix); the download went wrong"
    }
    if text.hasPrefix("class_name: ") || text.contains("\nclass_name: ") {
      return
        "is a Keras architecture (YAML) without weights\(suffix); give it with --architecture, beside a "
        + "file of weights"
    }
    if bytes.prefix(512).allSatisfy({ $0 >= 0x20 && $0 < 0x7F || [9, 10, 13].contains($0) }) {
      return "is a text file\(suffix)"
    }
    return
      "is not an HDF5 file: its signature is missing; nor has it the magic bytes of .mlpc, or looks like "
      + "another model that mlp reads"
  }

  /// The signature is made to show CR LF translation and the loss of the eighth bit.
  private static func damagedSignature(_ bytes: [UInt8]) -> Bool {
    let start = Array(bytes.prefix(12))
    let letters: [UInt8] = [0x48, 0x44, 0x46]
    return start.count >= 8 && (start[0] == 0x89 || start[0] == 0x09)
      && Array(start[1...3]) == letters
  }
}
