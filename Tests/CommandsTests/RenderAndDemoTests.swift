import Datasets
import Files
import JSON
import TestSupport
import Testing

@Suite("mlp render")
struct RenderCommandTests {
  @Test("draws the same pictures as invert does")
  func same() throws {
    let folder = ScratchFolder()
    let results = folder.file("results.h5")
    let inverted = mlp(
      "invert", Fixture.path("digits/slp.h5"), "-o", results, "--filter", "middle:0.2",
      "--classes", "0-1", "--image-shape", "8x8", "--images-dir", folder.file("inverted"))
    #expect(inverted.status == 0)
    let outcome = mlp("render", results, "-o", folder.file("rendered"))
    #expect(outcome.status == 0, "\(outcome.error)")
    for name in ["all-methods", "empirical", "analytical", "analytical+middle_0.2"] {
      let picture = try FileBytes.read(folder.file("rendered/\(name).png"))
      #expect(picture == (try FileBytes.read(folder.file("inverted/\(name).png"))), "\(name)")
      #expect(outcome.output.contains("rendered/\(name).png"))
    }
  }

  @Test("replaces no picture without --force, and says with --json what it drew")
  func existing() throws {
    let folder = ScratchFolder()
    let results = folder.file("results.h5")
    let inverted = mlp(
      "invert", Fixture.path("digits/slp.h5"), "-o", results, "--classes", "0",
      "--image-shape", "8x8")
    #expect(inverted.status == 0)
    #expect(mlp("render", results, "-o", folder.file("p")).status == 0)
    mlp("render", results, "-o", folder.file("p")).expectFailure(73, "--force")
    let json = try mlp("render", results, "-o", folder.file("p"), "--force", "--json").json()
    #expect(json["schema"] == 1)
    #expect(json["pictures"]?.arrayValue?.count == 5)
    let dry = mlp("render", results, "-o", folder.file("q"), "--dry-run")
    #expect(dry.status == 0)
    #expect(folder.contents == ["p", "results.h5"])
  }

  @Test("needs a results file")
  func refused() {
    let folder = ScratchFolder()
    for name in ["digits/slp.h5", "README.md"] {
      mlp("render", Fixture.path(name), "-o", folder.file("p")).expectFailure(65, name)
    }
    mlp("render", folder.file("none.h5"), "-o", folder.file("p")).expectFailure(66)
    #expect(folder.contents.isEmpty)
  }
}

@Suite("mlp demo")
struct DemoCommandTests {
  private let networks = ["digits-slp", "digits-mlp", "mnist-slp", "mnist-mlp"]

  @Test("trains, inspects and inverts, and says where to look")
  func files() throws {
    let folder = ScratchFolder()
    let output = folder.file("demo")
    let outcome = mlp("demo", "-o", output, "--fixtures", Fixture.path(""))
    #expect(outcome.status == 0, "\(outcome.error)")
    for name in networks {
      let results = try FileBytes.read("\(output)/\(name)/results.h5")
      #expect(results.starts(with: [0x89, 0x48, 0x44, 0x46]))
      let picture = try FileBytes.read("\(output)/\(name)/all-methods.png")
      #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      for page in ["report.html", "model.html", "data-free/report.html"] {
        let html = try FileBytes.read("\(output)/\(name)/\(page)")
        #expect(html.starts(with: Array("<!DOCTYPE html>".utf8)), "\(name)/\(page)")
      }
      #expect(outcome.output.contains("\(output)/\(name)/report.html"))
      #expect(FileBytes.exists("\(output)/\(name)/model.h5") == name.hasPrefix("digits"))
    }
    // The first four fifths of the 1,797 images, and the others.
    #expect(outcome.output.contains("images 1 to 1437, which mlp demo trains on"))
    #expect(outcome.output.contains("images 1438 to 1797, which it does not"))
    let inputs = try numbers("\(output)/mnist-mlp/results.h5:/solutions/analytical/inputs")
    let truth = try numbers(Fixture.path("oracle/mlp.analytic_f64_s10_b1.npy"))
    #expect(areClose(inputs, truth, 1e-6))
  }

  /// A folder like the package's `fixtures`, with the first of the digits only, and with models of 64 inputs in
  /// place of those of 784.
  private func smallFixtures(in folder: ScratchFolder) throws -> String {
    let fixtures = folder.file("fixtures")
    for name in ["", "/digits", "/mnist"] { try OutputFiles.createDirectory(fixtures + name) }
    let count = 250
    func first(_ name: String, width: Int, header: [UInt8]) throws -> OutputFile {
      let array = try DatasetReader.array(at: Fixture.path("digits/\(name)"))
      let bytes = array.doubles.prefix(count * width).map { UInt8($0) }
      return OutputFile(path: "\(fixtures)/digits/\(name)", bytes: header + bytes)
    }
    try OutputFiles.write(
      [
        first(
          "images-idx3-ubyte.gz", width: 64,
          header: [0, 0, 8, 3, 0, 0, 0, UInt8(count), 0, 0, 0, 8, 0, 0, 0, 8]),
        first("labels-idx1-ubyte.gz", width: 1, header: [0, 0, 8, 1, 0, 0, 0, UInt8(count)]),
        OutputFile(path: "\(fixtures)/mnist/slp.h5", bytes: try Fixture.bytes("digits/slp.h5")),
        OutputFile(path: "\(fixtures)/mnist/mlp.h5", bytes: try Fixture.bytes("digits/mlp.h5")),
      ], replacing: false)
    return fixtures
  }

  @Test("--force keeps a model that is there, and the same model gives the same bytes")
  func again() throws {
    let folder = ScratchFolder()
    let output = folder.file("demo")
    let fixtures = try smallFixtures(in: folder)
    #expect(mlp("demo", "-o", output, "--fixtures", fixtures).status == 0)
    mlp("demo", "-o", output, "--fixtures", fixtures, "--quiet").expectFailure(73, "--force")
    let kept = "\(output)/digits-slp/model.h5"
    // Another network for digits, as a user might put it there.
    let other = try FileBytes.read(Fixture.path("digits/slp.h5"))
    try OutputFiles.write([OutputFile(path: kept, bytes: other)], replacing: true)
    let trained = try FileBytes.read("\(output)/digits-mlp/model.h5")
    let results = try FileBytes.read("\(output)/digits-mlp/results.h5")
    let report = try FileBytes.read("\(output)/digits-mlp/report.html")
    let again = mlp("demo", "-o", output, "--fixtures", fixtures, "--force", "--json")
    #expect(again.status == 0, "\(again.error)")
    #expect(try FileBytes.read(kept) == other)
    #expect(try FileBytes.read("\(output)/digits-mlp/model.h5") == trained)
    #expect(try FileBytes.read("\(output)/digits-mlp/results.h5") == results)
    #expect(try FileBytes.read("\(output)/digits-mlp/report.html") == report)
    let files = try #require(try again.json()["files"]?.arrayValue).compactMap(\.stringValue)
    #expect(files.contains("\(output)/mnist-slp/report.html"))
    #expect(!files.contains { $0.hasSuffix("model.h5") })
    #expect(files.allSatisfy { FileBytes.exists($0) })
    let wrong = try FileBytes.read(Fixture.path("mnist/slp.h5"))
    try OutputFiles.write([OutputFile(path: kept, bytes: wrong)], replacing: true)
    mlp("demo", "-o", output, "--fixtures", fixtures, "--force", "--quiet")
      .expectFailure(65, "for the digits")
  }

  @Test("without its data it says what is missing, and with --dry-run it writes nothing")
  func missing() throws {
    let folder = ScratchFolder()
    let small = ScratchFolder()
    let outcome = mlp("demo", "-o", folder.file("demo"), "--fixtures", folder.path, "--quiet")
    outcome.expectFailure(66)
    let dry = mlp(
      "demo", "-o", folder.file("demo"), "--fixtures", try smallFixtures(in: small), "--dry-run")
    #expect(dry.status == 0, "\(dry.error)")
    #expect(dry.error.contains("would write \(folder.file("demo"))/digits-slp/model.h5"))
    #expect(folder.contents.isEmpty)
  }
}
