import Files
import JSON
import TestSupport
import Testing

@Suite("Tables from training to prediction")
struct TableCommandTests {
  let folder = ScratchFolder()

  /// Two classes told apart by the sum of two features of very different size, and a third without meaning.
  private func table(
    _ name: String, separator: String = ",", comma: Bool = false, reversed: Bool = false,
    labels: [String] = ["no", "yes"], header: Bool = true
  ) throws -> String {
    var rows = header ? [["size", "price", "count", "answer"]] : []
    for row in 0..<60 {
      let (size, price) = (Double(row % 7) / 8, Double(1000 + 37 * (row % 11)))
      let isLarge = size + (price - 1000) / 370 > 0.9
      rows.append(["\(size)", "\(price)", "\(row % 5)", labels[isLarge ? 1 : 0]])
    }
    let lines = rows.map { row in
      let fields = reversed ? row.reversed() : row
      return fields.joined(separator: separator)
    }
    let text = lines.joined(separator: "\n") + "\n"
    let path = folder.file(name)
    try write(
      comma ? String(text.map { $0 == "." ? "," : $0 }) : text, to: path)
    return path
  }

  private func train(_ csv: String, _ model: String, _ flags: String...) -> Outcome {
    mlp(
      ["train", "--csv", csv, "-o", folder.file(model), "--hidden", "", "--learning-rate", "0.05"]
        + ["--label-column", "answer", "--epochs", "60"] + flags)
  }

  @Test(
    "one table gives one model and one answer, however it is written", arguments: ["h5", "mlpc"])
  func spellings(_ kind: String) throws {
    let plain = try table("plain.csv")
    let first = train(plain, "a.\(kind)")
    #expect(first.status == 0 && first.error.contains("0 is no, 1 is yes"), "\(first.error)")
    let semicolons = try table("semicolons.csv", separator: ";", comma: true)
    #expect(train(semicolons, "b.\(kind)").status == 0)
    #expect(
      try FileBytes.read(folder.file("a.\(kind)")) == FileBytes.read(folder.file("b.\(kind)")))
    let model = folder.file("a.\(kind)")
    let label = ["--label-column", "answer", "--json"]
    let outcome = mlp(["evaluate", model, "--csv", plain] + label)
    #expect((try outcome.json()["accuracy"]?.doubleValue ?? 0) > 0.9)
    let reversed = try table("reversed.csv", reversed: true)
    for other in [semicolons, reversed] {
      #expect(mlp(["evaluate", model, "--csv", other] + label).output == outcome.output)
    }
  }

  @Test("columns that the model does not know, or misses, are named")
  func columns() throws {
    #expect(train(try table("t.csv"), "m.mlpc").status == 0)
    let model = folder.file("m.mlpc")
    try write("size,price,answer\n1,2,no\n", to: folder.file("few.csv"))
    mlp("evaluate", model, "--csv", folder.file("few.csv"), "--label-column", "answer")
      .expectFailure(65, "count")
    try write("size,price,count,id\n1,2,3,4\n", to: folder.file("many.csv"))
    mlp("predict", model, "--csv", folder.file("many.csv")).expectFailure(65, "--drop id")
    #expect(mlp("predict", model, "--csv", folder.file("many.csv"), "--drop", "id").status == 0)
  }

  @Test("predictions are a table with the rows' names, the class and probabilities")
  func predictions() throws {
    #expect(train(try table("t.csv"), "m.mlpc").status == 0)
    try write("id,count,price,size\nr1,3,1000,0\nr 2,1,1370,0.75\n", to: folder.file("new.csv"))
    let outcome = mlp(
      "predict", folder.file("m.mlpc"), "--csv", folder.file("new.csv"), "--index-column", "id",
      "-o", "-")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.lines[0] == "id,class,probability_no,probability_yes")
    #expect(outcome.lines[1].hasPrefix("r1,no,0.") && outcome.lines[2].hasPrefix("r 2,yes,"))
  }

  @Test("numbers are learned from a column, and measured")
  func regression() throws {
    let rows = (0..<40).map { "\($0),\(Double(3 * $0) / 4)\n" }
    try write("a,b\n" + rows.joined(), to: folder.file("r.csv"))
    let model = folder.file("r.keras")
    let trained = mlp(
      "train", "--csv", folder.file("r.csv"), "-o", model, "--target-column", "b", "--hidden", "",
      "--learning-rate", "0.1", "--epochs", "400")
    #expect(trained.status == 0, "\(trained.error)")
    let outcome = mlp(
      "evaluate", model, "--csv", folder.file("r.csv"), "--target-column", "b", "--json")
    // A line is what a linear layer can be.
    #expect((try outcome.json()["r2"]?.doubleValue ?? 0) > 0.999, "\(outcome.error)")
    mlp("evaluate", model, "--csv", folder.file("r.csv"), "--label-column", "b", "--classes", "0")
      .expectFailure(64, "predicts numbers")
  }

  @Test("the statistics are those of the rows that are trained on, and the accuracy is the others'")
  func heldOut() throws {
    let outcome = train(
      try table("t.csv"), "m.mlpc", "--validation", "0.25", "--json", "--normalize", "standard")
    let json = try outcome.json()
    #expect(json["heldOut"] == true)
    #expect(json["accuracy"] == json["history"]?.arrayValue?.last?["validationAccuracy"])
    let all = train(try table("t.csv"), "n.mlpc", "--normalize", "standard")
    #expect(all.status == 0)
    #expect(all.output.contains("on the samples of the training"))
  }
}
