import Files
import JSON
import TestSupport
import Testing

@Suite("mlp report")
struct ReportCommandTests {
  private func page(_ path: String) throws -> Markup {
    try Markup(parsing: FileBytes.read(path))
  }

  @Test(
    "shows the numbers that inspect gives",
    arguments: ["mnist/mlp.h5", "digits/slp.h5"])
  func model(name: String) throws {
    let folder = ScratchFolder()
    let outcome = mlp("report", Fixture.path(name), "-o", folder.file("r.html"))
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output == "\(folder.file("r.html"))\n")
    let page = try page(folder.file("r.html"))
    let json = try mlp("inspect", Fixture.path(name), "--json").json()
    let tensors = try #require(json["layers"]?.arrayValue).flatMap {
      $0["tensors"]?.arrayValue ?? []
    }
    let rows = try #require(
      page.all("table").map { $0.all("tr").filter { $0.all("data").count == 9 } }.first {
        !$0.isEmpty
      })
    #expect(rows.count == tensors.count)
    for (row, tensor) in zip(rows, tensors) {
      let keys = ["mean", "std", "min", "max", "absMax", "l2Norm", "zeros", "nans", "infs"]
      #expect(
        row.all("data").map { $0.attributes["value"] }
          == keys.map { tensor[$0]?.serialized(pretty: false) })
    }
    #expect(page.text.contains("mlp can run and invert this network."))
  }

  @Test("shows pictures and numbers of results")
  func results() throws {
    let folder = ScratchFolder()
    let results = folder.file("results.h5")
    let inverted = mlp(
      "invert", Fixture.path("digits/slp.h5"), "-o", results, "--classes", "0-1", "--image-shape",
      "8x8",
      "--json")
    let solutions = try #require(try inverted.json()["solutions"]?.arrayValue)
    #expect(mlp("report", results, "-o", folder.file("r.html")).status == 0)
    let page = try page(folder.file("r.html"))
    let opening = try #require(page.all("section").first)
    #expect(opening.all("img").count == solutions.count)
    let verdicts = opening.all("figure").compactMap { $0.all("span").first?.text }
    #expect(
      verdicts.map { $0.dropFirst("✓ read as ".count).description }
        == solutions.map { $0["asShown"]?["answers"]?.stringValue })
    let residuals = page.all("table").filter { $0.text.contains("residual L2") }
      .flatMap { $0.all("tr").compactMap { $0.all("data").dropFirst(3).first } }
    #expect(
      residuals.map { $0.attributes["value"] }
        == solutions.map { $0["residualL2"]?.serialized(pretty: false) })
  }

  @Test("writes as the other commands do")
  func writing() throws {
    let folder = ScratchFolder()
    let (model, report) = (Fixture.path("digits/slp.h5"), folder.file("r.html"))
    #expect(mlp("report", model, "-o", report, "--dry-run").status == 0)
    #expect(folder.contents.isEmpty)
    #expect(mlp("report", model, "-o", report).status == 0)
    mlp("report", model, "-o", report).expectFailure(73, "--force")
    let json = try mlp("report", model, "-o", report, "--force", "--json").json()
    #expect(json["report"]?.stringValue == report)
    let printed = mlp("report", model, "-o", "-")
    #expect(Array(printed.output.utf8) == (try FileBytes.read(report)))
    mlp("report", model, "-o", model, "--force").expectFailure(73, "is the input")
    mlp("report", folder.file("none.h5"), "-o", folder.file("n.html")).expectFailure(66)
    mlp("report", Fixture.path("README.md"), "-o", folder.file("n.html")).expectFailure(65)
    #expect(folder.contents == ["r.html"])
  }

  @Test("train --report writes what report makes of the model")
  func training() throws {
    let folder = ScratchFolder()
    let flags = [
      "train", "-o", folder.file("m.h5"), "--images",
      Fixture.path("digits/images-idx3-ubyte.gz"), "--labels",
      Fixture.path("digits/labels-idx1-ubyte.gz"), "--hidden", "4", "--epochs", "2", "--validation",
      "0.2",
    ]
    let outcome = mlp(flags + ["--report", folder.file("a.html")])
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(mlp("report", folder.file("m.h5"), "-o", folder.file("b.html")).status == 0)
    #expect(
      try FileBytes.read(folder.file("a.html")) == FileBytes.read(folder.file("b.html")))
    let page = try page(folder.file("a.html"))
    // Losses and accuracies of training and validation, and the spectra of two matrices.
    #expect(page.all("polyline").count == 6)
    mlp(flags + ["--force", "--report", folder.file("a.html"), "--quiet", "--dry-run"])
      .expectDryRun()
    mlp(flags + ["--force", "--report", folder.file("m.h5")]).expectFailure(73, "m.h5")
  }
}

extension Outcome {
  fileprivate func expectDryRun() {
    #expect(status == 0, "\(error)")
    #expect(errorLines.count { $0.contains("would write") } == 2)
  }
}
