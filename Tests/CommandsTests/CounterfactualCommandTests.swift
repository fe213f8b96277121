import Files
import JSON
import TestSupport
import Testing

@Suite("mlp counterfactual")
struct CounterfactualCommandTests {
  /// A table of three features, and a network trained on it: the class is whether `size` is large.
  private static let trained = Result<
    (folder: ScratchFolder, model: String, rows: String), any Error
  > {
    let folder = ScratchFolder()
    let rows = folder.file("rows.csv")
    var lines = ["size,weight,age,label"]
    for index in 0..<60 {
      let size = Double(index % 10)
      lines.append(
        "\(size + 0.5),\(Double(index * 7 % 13) + 0.25),\(index % 5 + 20),\(size > 4 ? "yes" : "no")"
      )
    }
    try write(lines.joined(separator: "\n") + "\n", to: rows)
    let model = folder.file("model.h5")
    let outcome = mlp(
      "train", "-o", model, "--csv", rows, "--hidden", "5", "--activation", "relu", "--epochs",
      "60",
      "--learning-rate", "0.02", "--quiet")
    try #require(outcome.status == 0, "\(outcome.error)")
    return (folder, model, rows)
  }

  private func run(_ arguments: String...) throws -> Outcome {
    let trained = try Self.trained.get()
    return mlp(["counterfactual", trained.model, "--prior-data", trained.rows] + arguments)
  }

  private func rows() throws -> String { try Self.trained.get().rows }

  @Test("says what changes from which value to which, and that it is proven")
  func text() throws {
    let outcome = try run("--sample", "\(try rows()):2")
    #expect(outcome.status == 0, "\(outcome.error)")
    let line = try #require(outcome.lines.first)
    #expect(outcome.lines.count == 1)
    #expect(line.hasPrefix("row 2: no (p ") && line.contains("Smallest change to yes: "), "\(line)")
    #expect(
      line.contains(" 2.5 → ") && line.contains(" of the ranges does it (proven)."), "\(line)")
    let wanted = try run("--sample", "\(try rows()):2", "--class", "yes")
    #expect(!wanted.output.contains("cannot change"))
    let exact = try run("--sample", "\(try rows()):2", "--proof", "exact", "--distance", "linf")
    #expect(exact.output.contains(" of the ranges (linf) the answer cannot change."))
  }

  @Test("of many rows says a line each, and of those that have what is wanted that they do")
  func many() throws {
    let trained = try Self.trained.get()
    let path = trained.folder.file("some.csv")
    try write("size,weight,age\n1.5,3.25,21\n8.5,3.25,21\n2.5,7.25,23\n", to: path)
    let outcome = try run("--sample", path, "--class", "yes", "--proof", "none")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.lines.count == 3)
    #expect(outcome.lines[1].hasPrefix("row 1: yes") && outcome.lines[1].hasSuffix("as wanted."))
  }

  @Test("what it prints, rounded as it is, does it")
  func rounding() throws {
    let trained = try Self.trained.get()
    let outcome = try run("--sample", "\(trained.rows):2", "--json", "--distance", "linf")
    let found = try #require(try outcome.json()["counterfactuals"]?.arrayValue?.first)
    let shown = try #require(found["asShown"])
    #expect(shown["answers"]?.stringValue == "yes")
    let values = try numbers(shown["input"])
    #expect(values.allSatisfy { abs($0 * 1000 - ($0 * 1000).rounded()) < 1e-6 }, "\(values)")
    let path = trained.folder.file("shown.csv")
    try write("size,weight,age\n" + values.map { "\($0)" }.joined(separator: ",") + "\n", to: path)
    #expect(
      try numbers(mlp("predict", trained.model, "--csv", path, "--json").json()["labels"]) == [1])
  }

  @Test("results and report are written, the same bytes each time, and report reads the results")
  func files() throws {
    let trained = try Self.trained.get()
    let (first, second) = (trained.folder.file("a.h5"), trained.folder.file("b.h5"))
    let page = trained.folder.file("a.html")
    let sample = "\(trained.rows):2"
    let outcome = try run("--sample", sample, "-o", first, "--report", page, "--diverse", "2")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(try run("--sample", sample, "-o", second, "--diverse", "2").status == 0)
    #expect(try FileBytes.read(first) == FileBytes.read(second))
    let again = trained.folder.file("again.html")
    #expect(mlp("report", first, "-o", again).status == 0)
    #expect(try FileBytes.read(page) == FileBytes.read(again))
    let text = String(decoding: try FileBytes.read(page), as: UTF8.self)
    #expect(text.contains("Smallest change to yes: ") && text.contains("<svg"))
    mlp("verify", first, trained.model).expectFailure(69, "/counterfactuals", "mlp report")
    mlp("render", first, "-o", trained.folder.file("pictures")).expectFailure(69, "no pictures")
    #expect(try run("--sample", sample, "-o", first).status == 73)
  }

  @Test("pictures are drawn before, after and in difference, and stay changed as 8 bits")
  func pictures() throws {
    let folder = ScratchFolder()
    let (results, pictures) = (folder.file("c.h5"), folder.file("pictures"))
    let outcome = mlp(
      "counterfactual", Fixture.path("digits/slp.h5"), "--sample",
      "\(Fixture.path("digits/images-idx3-ubyte.gz")):0", "--class", "1", "--proof", "none", "-o",
      results, "--json")
    #expect(outcome.status == 0, "\(outcome.error)")
    let found = try #require(try outcome.json()["counterfactuals"]?.arrayValue?.first)
    #expect(found["asShown"]?["answers"]?.stringValue == "1")
    let bytes = try numbers(found["asShown"]?["input"]).map { ($0 + 1) * 127.5 }
    #expect(bytes.allSatisfy { abs($0 - $0.rounded()) < 1e-9 })
    let drawn = mlp("render", results, "-o", pictures)
    #expect(drawn.status == 0, "\(drawn.error)")
    #expect(drawn.output.contains("all-methods.png"))
  }

  @Test("gives the documented keys, and an input that predict answers otherwise")
  func json() throws {
    let trained = try Self.trained.get()
    let outcome = try run("--sample", "\(trained.rows):2", "--json", "--proof", "exact")
    let list = try #require(try outcome.json()["counterfactuals"]?.arrayValue)
    let found = try #require(list.first)
    #expect(found["from"]?["answers"]?.stringValue == "no")
    #expect(found["to"]?["answers"]?.stringValue == "yes")
    #expect(found["kind"]?.stringValue == "l1" && found["row"]?.intValue == 2)
    #expect(found["bound"]?["proven"]?.boolValue == true)
    let path = trained.folder.file("changed.csv")
    let values = try numbers(found["input"])
    try write("size,weight,age\n" + values.map { "\($0)" }.joined(separator: ",") + "\n", to: path)
    let answer = mlp("predict", trained.model, "--csv", path, "--json")
    #expect(try numbers(answer.json()["labels"]) == [1])
  }

  @Test("changes only what it may")
  func only() throws {
    let outcome = try run("--sample", "\(try rows()):2", "--only", "size", "--json")
    let found = try #require(try outcome.json()["counterfactuals"]?.arrayValue?.first)
    let names = found["changes"]?.arrayValue?.compactMap { $0["feature"]?.stringValue }
    #expect(names == ["size"])
  }

  @Test("ends with 1 and says so when nothing inside the ranges does it")
  func none() throws {
    let outcome = try run(
      "--sample", "\(try rows()):2", "--only", "age", "--probability", "0.999999")
    #expect(outcome.status == 1)
    #expect(outcome.output.contains("No change inside the ranges does it (proven)."))
  }

  @Test(
    "refuses what makes no sense with one line that says why",
    arguments: [
      (["--class", "perhaps"], 64, "no such class"),
      (["--class", "no"], 65, "already has what is wanted"),
      (["--fix", "size", "--fix", "weight", "--fix", "age"], 65, "every feature is fixed"),
      (["--only", "length"], 64, "length"),
      (["--range", "size=5,9"], 65, "--clip"),
      (["--above", "0.7", "--below", "0.2"], 64, "nothing is between"),
      (["--probability", "1.5"], 64, "between 0 and 1"),
      (["--diverse", "0"], 64, "1 to 1000"),
    ] as [([String], Int32, String)])
  func refusals(arguments: [String], status: Int32, words: String) throws {
    let trained = try Self.trained.get()
    let outcome = mlp(
      [
        "counterfactual", trained.model, "--prior-data", trained.rows, "--sample",
        "\(trained.rows):2", "--quiet",
      ]
        + arguments)
    #expect(outcome.status == status, "\(outcome.error)")
    #expect(outcome.error.contains(words), "\(outcome.error)")
  }

  @Test("a row that the file does not have is refused with those it has")
  func missingRow() throws {
    let outcome = try run("--sample", "\(try rows()):60")
    #expect(outcome.status == 64 && outcome.error.contains("0 to 59"), "\(outcome.error)")
  }
}
