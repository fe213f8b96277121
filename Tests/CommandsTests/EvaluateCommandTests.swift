import JSON
import TestSupport
import Testing

@Suite("mlp evaluate")
struct EvaluateCommandTests {
  let images = Fixture.path("digits/images-idx3-ubyte.gz")
  let labels = Fixture.path("digits/labels-idx1-ubyte.gz")

  @Test("accuracy and confusion are those that Keras gave", arguments: ["mlp", "slp"])
  func digits(name: String) throws {
    let truth = try JSONParser.parse(Fixture.bytes("digits/\(name).evaluation.json"))
    let outcome = mlp(
      "evaluate", Fixture.path("digits/\(name).h5"), "--images", images, "--labels", labels,
      "--json")
    #expect(outcome.status == 0)
    let json = try outcome.json()
    #expect(json.objectValue?.names.first == "schema")
    #expect(json["count"] == truth["count"])
    let accuracy = try #require(json["accuracy"]?.doubleValue)
    #expect(abs(accuracy - (truth["accuracy"]?.doubleValue ?? 0)) <= 1e-12)
    #expect(json["confusion"] == truth["confusion"])
    #expect(try #require(json["loss"]?.doubleValue) > 0)
    let rows = try #require(truth["confusion"]?.arrayValue).map { try numbers($0) }
    let classes = try #require(json["perClass"]?.arrayValue)
    #expect(classes.count == 10)
    for (index, entry) in classes.enumerated() {
      let total = rows[index].reduce(0, +)
      let answered = rows.reduce(0) { $0 + $1[index] }
      #expect(entry["name"]?.stringValue == "\(index)")
      #expect(entry["count"]?.doubleValue == total)
      #expect(abs((entry["recall"]?.doubleValue ?? -1) - rows[index][index] / total) <= 1e-12)
      #expect(abs((entry["precision"]?.doubleValue ?? -1) - rows[index][index] / answered) <= 1e-12)
    }
  }

  @Test("the text shows the accuracy and a row for each class")
  func text() {
    let outcome = mlp(
      "evaluate", Fixture.path("digits/slp.h5"), "--images", images, "--labels", labels)
    #expect(outcome.status == 0)
    #expect(outcome.lines[0].contains("accuracy") && outcome.lines[0].contains("1,797 samples"))
    // The confusion of ten classes does not fit beside their recall: two tables, of a row for each class.
    #expect(outcome.lines.allSatisfy { $0.count <= 80 })
    #expect((0..<10).allSatisfy { name in outcome.lines.count { $0.hasPrefix("\(name) ") } == 2 })
  }

  @Test("--classes keeps some labels")
  func classes() throws {
    let truth = try JSONParser.parse(Fixture.bytes("digits/slp.evaluation.json"))
    let rows = try #require(truth["confusion"]?.arrayValue).map { try numbers($0) }
    let outcome = mlp(
      "evaluate", Fixture.path("digits/slp.h5"), "--images", images, "--labels", labels,
      "--classes", "0-2", "--json")
    let confusion = try #require(try outcome.json()["confusion"]?.arrayValue).map {
      try numbers($0)
    }
    #expect(Array(confusion.prefix(3)) == Array(rows.prefix(3)))
    #expect(confusion.dropFirst(3).allSatisfy { $0.allSatisfy { $0 == 0 } })
  }

  @Test(
    "a CSV file with a header holds labels and features; numbers that are not all outputs need names"
  )
  func csv() throws {
    let folder = ScratchFolder()
    let model = Fixture.path("digits/slp.h5")
    // One feature for each pixel of two all-black pictures: both get the same answer.
    let header = "label," + (0..<64).map { "p\($0)" }.joined(separator: ",")
    let black = [String](repeating: "0", count: 64).joined(separator: ",")
    let rows = folder.file("two.csv")
    try write("\(header)\n3,\(black)\n4,\(black)\n", to: rows)
    mlp("evaluate", model, "--csv", rows).expectFailure(65, "3,4", "10 outputs", "--class-names")
    let outcome = mlp(
      "evaluate", model, "--csv", rows, "--class-names", "0,1,2,3,4,5,6,7,8,9", "--json")
    #expect(outcome.status == 0, "\(outcome.error)")
    let json = try outcome.json()
    #expect(json["count"] == 2)
    let confusion = try #require(json["confusion"]?.arrayValue).map { try numbers($0) }
    #expect(confusion[3] == confusion[4])
    #expect(confusion[3].reduce(0, +) == 1)
  }

  @Test("what cannot be evaluated has its code")
  func failures() throws {
    let folder = ScratchFolder()
    let model = Fixture.path("digits/slp.h5")
    let none = folder.file("none")
    mlp("evaluate", model, "--images", images, "--labels", none).expectFailure(66, "none")
    mlp("evaluate", Fixture.path("mnist/slp.h5"), "--images", images, "--labels", labels)
      .expectFailure(65, "64", "784")
    try write("1\n2\n3\n", to: folder.file("three.csv"))
    mlp("evaluate", model, "--images", images, "--labels", folder.file("three.csv"))
      .expectFailure(65, "1797", "3")
    let eleven = (0..<1797).map { "\($0 % 11)" }.joined(separator: "\n") + "\n"
    try write(eleven, to: folder.file("eleven.csv"))
    mlp("evaluate", model, "--images", images, "--labels", folder.file("eleven.csv"))
      .expectFailure(65, "label 10", "0 to 9")
    let missing = mlp("evaluate", model, "--images", images)
    #expect(missing.status == 64 && missing.error.contains("--labels"))
    let classes = mlp(
      "evaluate", model, "--images", images, "--labels", labels, "--classes", "9-0")
    #expect(classes.status == 64 && classes.error.contains("--classes"))
  }
}
