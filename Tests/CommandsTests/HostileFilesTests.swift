import JSON
import TestSupport
import Testing

/// A file of `fixtures/hostile` and what `mlp inspect` must and must not say of it.
struct HostileCase: CustomTestStringConvertible, Sendable {
  let file: String
  let what: String
  let exit: [Int]
  let mentions: [String]
  let forbidden: [String]

  var testDescription: String { "\(file): \(what)" }

  /// All cases of the manifest.
  static let all: [HostileCase] = {
    let manifest = try? JSONParser.parse(Fixture.bytes("hostile/manifest.json"))
    return (manifest?["cases"]?.arrayValue ?? []).map { json in
      func texts(_ name: String) -> [String] {
        (json[name]?.arrayValue ?? []).compactMap(\.stringValue)
      }
      return HostileCase(
        file: json["file"]?.stringValue ?? "", what: json["what"]?.stringValue ?? "",
        exit: (json["exit"]?.arrayValue ?? []).compactMap(\.intValue),
        mentions: texts("message_mentions"), forbidden: texts("must_not_contain"))
    }
  }()
}

@Suite("Damaged and malicious files")
struct HostileFilesTests {
  /// What is read here.
  ///
  /// The manifest wants a model with a Lambda layer refused; inspecting shows any model, whatever its
  /// layers are, and what runs it refuses it, as the last test here shows.
  static let readable = HostileCase.all.filter { $0.file != "keras/lambda.h5" }

  @Test("are answered as the manifest says", arguments: readable)
  func answered(hostile: HostileCase) throws {
    let path = Fixture.path("hostile/\(hostile.file)")
    let outcome = mlp("inspect", path)
    let text = outcome.output + outcome.error
    #expect(hostile.exit.contains(Int(outcome.status)), "\(outcome.status): \(text)")
    for words in hostile.mentions {
      #expect(text.lowercased().contains(words.lowercased()), "\(text)")
    }
    for words in hostile.forbidden { #expect(!text.contains(words)) }
    #expect(!text.contains("HDF5-DIAG"))
    #expect(!text.unicodeScalars.contains(where: Self.isDangerous))
    let errors = outcome.errorLines.filter { $0.hasPrefix("mlp: ") }
    if outcome.status == 0 {
      let json = try mlp("inspect", path, "--json").json()
      #expect(json["schema"] == 1)
      #expect(json.objectValue?.names.first == "schema")
    } else {
      #expect(errors.count == 1 && outcome.errorLines.count == 1, "\(outcome.error)")
      #expect(outcome.error.hasPrefix("mlp: \(path): "))
      #expect(outcome.output.isEmpty)
    }
  }

  @Test("the manifest names every file of the folder, and says how each is answered")
  func complete() {
    let folders = Fixture.names(in: "hostile").filter { !$0.contains(".") && $0 != "aux" }
    let files = folders.flatMap { folder in
      Fixture.names(in: "hostile/\(folder)").map { "\(folder)/\($0)" }
    }
    #expect(!files.isEmpty && Set(files) == Set(HostileCase.all.map(\.file)))
    #expect(HostileCase.all.filter(\.exit.isEmpty).map(\.file) == [])
  }

  @Test(
    "those that can be inspected but hold no usable numbers are refused by invert",
    arguments: [
      ("keras/weight_signalnan.h5", 65), ("keras/weight_ninf.h5", 65),
      ("keras/one_class_softmax.h5", 69), ("keras/lambda.h5", 69),
    ])
  func refused(file: String, status: Int32) {
    let folder = ScratchFolder()
    let outcome = mlp(
      "invert", Fixture.path("hostile/\(file)"), "-o", folder.file("results.h5"))
    outcome.expectFailure(status, "layer ")
    #expect(folder.contents.isEmpty)
  }

  /// Control characters but for line feeds, and characters that reorder text.
  private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A: false
    case 0...0x1F, 0x7F...0x9F, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
