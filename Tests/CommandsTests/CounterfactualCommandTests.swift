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
    #expect(outcome.output.contains("row 2: no (p "))
    #expect(outcome.output.contains("Smallest change to yes (p 0.5"))
    #expect(outcome.output.contains(" → ") && outcome.output.contains("(proven)"))
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
