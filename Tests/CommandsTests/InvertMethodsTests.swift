import Files
import Foundation
import JSON
import TestSupport
import Testing

@Suite("The methods of mlp invert")
struct InvertMethodsTests {
  let slp = Fixture.path("digits/slp.h5")
  let mlpModel = Fixture.path("digits/mlp.h5")
  let digits = Fixture.path("digits/images-idx3-ubyte.gz")

  @Test("--list-methods needs no model")
  func list() throws {
    let outcome = mlp("invert", "--list-methods")
    #expect(outcome.status == 0, "\(outcome.error)")
    let json = try mlp("invert", "--list-methods", "--json").json()
    let methods = try #require(json["methods"]?.arrayValue)
    for name in ["empirical", "analytical", "nearest", "map", "pattern"] {
      #expect(outcome.lines.contains { $0.hasPrefix(name + " ") }, "\(name)")
      let entry = methods.first { $0["name"]?.stringValue == name }
      #expect(entry?["summary"]?.stringValue?.isEmpty == false)
      #expect(entry?["needs"]?.stringValue?.isEmpty == false)
    }
  }

  @Test("images make map sure of every class, and the file says what was used")
  func map() throws {
    let folder = ScratchFolder()
    let path = folder.file("r.h5")
    let json = try mlp(
      "invert", mlpModel, "-o", path, "--method", "map", "--prior-data", digits, "--json"
    ).json()
    let solutions = try #require(json["solutions"]?.arrayValue)
    #expect(solutions.count == 10)
    for solution in solutions {
      #expect(solution["boxViolation"]?.doubleValue == 0)
      #expect(try #require(solution["probability"]?.doubleValue) >= 0.999999)
      #expect(solution["answers"] == solution["class"])
      #expect(solution["asShown"]?["answers"] == solution["class"])
      #expect(solution["certificate"]?["goal"] == "one-sided")
      #expect(solution["certificate"]?["isReached"] == true)
    }
    #expect(try numbers("\(path):/solutions/map/inputs").allSatisfy { abs($0) <= 1 })
  }

  @Test("what cannot be reached is said, with the proof of it")
  func unreachable() throws {
    let folder = ScratchFolder()
    let outcome = mlp(
      "invert", slp, "-o", folder.file("r.h5"), "--method", "nearest", "--classes", "3")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("nearest: what is wanted of 3 was not reached, by 13.897"))
    #expect(outcome.output.contains("no input in the range comes nearer than 13.897"))
  }

  @Test("--require ends with 1 when a class is out of reach, and prints the results all the same")
  func require() throws {
    let folder = ScratchFolder()
    let far = mlp(
      "invert", slp, "-o", folder.file("far.h5"), "--method", "nearest", "--classes", "3",
      "--logit", "3000", "--require")
    #expect(far.status == 1)
    #expect(far.error.contains("3: no method reaches it"))
    #expect(far.output.contains("nearest: what is wanted of 3 was not reached"))
    #expect(FileBytes.exists(folder.file("far.h5")))
    let near = mlp(
      "invert", Fixture.path("mnist/mlp.h5"), "-o", folder.file("near.h5"), "--method", "nearest",
      "--classes", "3",
      "--require")
    #expect(near.status == 0, "\(near.error)")
  }

  @Test("--preset paper draws figures 3.1 to 3.5 of two models")
  func paper() throws {
    let folder = ScratchFolder()
    let outcome = mlp(
      "invert", slp, "--second-model", mlpModel, "--preset", "paper", "-o", folder.file("r.h5"),
      "--images-dir", folder.file("figures"), "--image-shape", "8x8")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(folder.contents == ["figures", "r-second.h5", "r.h5"])
    for number in ["3.1", "3.2", "3.3", "3.4", "3.5-empirical", "3.5-analytical"] {
      let bytes = try FileBytes.read(folder.file("figures/figure-\(number).png"))
      #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
    // Figure 3.2 leaves the biases out, figures 3.3 and 3.4 do not.
    let all = mlp("inspect", folder.file("r.h5"), "--json")
    #expect(all.output.contains("analytical+top_and_bottom:0.05"))
    mlp("invert", slp, "--preset", "paper", "-o", folder.file("s.h5"), "--ignore-bias")
      .expectUsage("--preset paper")
  }

  @Test("choices that make no sense are refused in one line")
  func refused() throws {
    let folder = ScratchFolder()
    let output = folder.file("r.h5")
    try write("1,2,3\n4,5,6\n", to: folder.file("narrow.csv"))
    try write((0..<64).map(String.init).joined(separator: ",") + "\n", to: folder.file("one.csv"))
    for (flags, words) in [
      (["--rank", "cov"], "--prior-data"), (["--target", "natural"], "--prior-data"),
      (["--reference", "mean"], "--prior-data"), (["--prior", "pca"], "--prior-data"),
      (["--margin", "0"], "--margin"), (["--components", "0"], "--components"),
      (["--kernel-length", "-1"], "--kernel-length"), (["--probability", "1"], "--probability"),
      (["--ladder-fractions", "0.1,x"], "--ladder-fractions"),
      (["--second-model", slp], "--second-model"),
    ] {
      mlp(["invert", slp, "-o", output] + flags).expectUsage(words)
    }
    for (flags, words) in [
      (["--prior-data", folder.file("narrow.csv")], "64 inputs"),
      (["--prior-data", folder.file("one.csv")], "one image"),
      (["--reference", folder.file("narrow.csv")], "64"),
    ] {
      mlp(["invert", slp, "-o", output] + flags).expectFailure(65, words)
    }
    mlp("invert", mlpModel, "-o", output, "--method", "pattern").expectFailure(69, "leaky_relu")
    #expect(folder.contents == ["narrow.csv", "one.csv"])
  }

  @Test("fewer images than pixels are enough, and it is said")
  func few() throws {
    let folder = ScratchFolder()
    var rows = ""
    for row in 0..<5 {
      rows += (0..<64).map { String(($0 * 7 + row * 13) % 17) }.joined(separator: ",") + "\n"
    }
    try write(rows, to: folder.file("few.csv"))
    let outcome = mlp(
      "invert", mlpModel, "-o", folder.file("r.h5"), "--method", "map", "--prior-data",
      folder.file("few.csv"))
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.error.contains("5 images of 64 values differ in at most 4 directions"))
  }

  @Test(
    "classes are selected by the network's own names, otherwise by number",
    arguments: [
      ("5-7", ["5", "6", "7"]), ("7,5", ["7", "5"]), ("0-1", ["5", "6"]), ("0", ["5"]),
    ])
  func classNames(text: String, expected: [String]) throws {
    let folder = ScratchFolder()
    let rows = (0..<30).map { "\(5 + $0 % 3),\($0 * 8),\(255 - $0 * 8),\($0 % 3 * 100)" }
    try write("label,a,b,c\n" + rows.joined(separator: "\n") + "\n", to: folder.file("t.csv"))
    let model = folder.file("named.h5")
    let training = mlp(
      "train", "--csv", folder.file("t.csv"), "-o", model, "--classes", "5-7", "--hidden", "3",
      "--epochs", "2")
    #expect(training.status == 0, "\(training.error)")
    let json = try mlp(
      "invert", model, "-o", folder.file("r.h5"), "--method", "nearest", "--classes", text,
      "--json"
    ).json()
    let solutions = try #require(json["solutions"]?.arrayValue)
    #expect(solutions.compactMap { $0["class"]?.stringValue } == expected)
    for solution in solutions {
      // What each number means: of these networks' logits and nothing else.
      let logits = try #require(solution["logits"]?.arrayValue).compactMap(\.doubleValue)
      let wanted = try #require(solution["class"]?.stringValue)
      let index = try #require(Int(wanted)) - 5
      let others = logits.indices.filter { $0 != index }.map { logits[$0] }
      let margin = try #require(solution["margin"]?.doubleValue)
      #expect(abs(margin - (logits[index] - (try #require(others.max())))) <= 1e-12)
      let softmax = try #require(solution["softmaxProbability"]?.doubleValue)
      let sum = others.reduce(1) { $0 + exp($1 - logits[index]) }
      #expect(abs(softmax - 1 / sum) <= 1e-12)
      let sigmoid = try #require(solution["sigmoidProbability"]?.doubleValue)
      #expect(abs(sigmoid - 1 / (1 + exp(-logits[index]))) <= 1e-12)
    }
  }
}

extension Outcome {
  /// Records an issue unless the run ended as a usage error that holds these words.
  func expectUsage(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(status == 64, "\(error)", sourceLocation: sourceLocation)
    for word in words {
      #expect(error.contains(word), "\(error)", sourceLocation: sourceLocation)
    }
  }
}
