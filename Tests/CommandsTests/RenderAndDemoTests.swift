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
      "--classes", "0-1", "--images-dir", folder.file("inverted"))
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
    let inverted = mlp("invert", Fixture.path("digits/slp.h5"), "-o", results, "--classes", "0")
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
  @Test("writes results and pictures of every network, and says where")
  func files() throws {
    let folder = ScratchFolder()
    let output = folder.file("demo")
    let outcome = mlp("demo", "-o", output, "--fixtures", Fixture.path(""))
    #expect(outcome.status == 0, "\(outcome.error)")
    for name in ["mnist-slp", "mnist-mlp", "digits-slp", "digits-mlp"] {
      let results = try FileBytes.read("\(output)/\(name)/results.h5")
      #expect(results.starts(with: [0x89, 0x48, 0x44, 0x46]))
      let picture = try FileBytes.read("\(output)/\(name)/all-methods.png")
      #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      #expect(outcome.output.contains("\(output)/\(name)/results.h5"))
    }
    let inputs = try numbers("\(output)/mnist-mlp/results.h5:/solutions/analytical/inputs")
    let truth = try numbers(Fixture.path("oracle/mlp.analytic_f64_s10_b1.npy"))
    #expect(areClose(inputs, truth, 1e-6))
    mlp("demo", "-o", output, "--fixtures", Fixture.path(""), "--quiet")
      .expectFailure(73, "--force")
  }

  @Test("without its data it says what is missing")
  func missing() {
    let folder = ScratchFolder()
    let outcome = mlp("demo", "-o", folder.file("demo"), "--fixtures", folder.path, "--quiet")
    outcome.expectFailure(66)
  }
}
