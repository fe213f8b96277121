import Files
import JSON
import TestSupport
import Testing

@Suite("mlp train")
struct TrainCommandTests {
  let folder = ScratchFolder()
  let images = Fixture.path("digits/images-idx3-ubyte.gz")
  let labels = Fixture.path("digits/labels-idx1-ubyte.gz")

  private func train(_ path: String, _ arguments: String...) -> Outcome {
    mlp(
      [
        "train", "-o", path, "--images", images, "--labels", labels, "--hidden", "16", "--epochs",
        "3",
      ]
        + arguments)
  }

  @Test("writes a model that says what it is, and that the other commands take")
  func trains() throws {
    let path = folder.file("m.h5")
    let outcome = train(path, "--classes", "3,8,5", "--json")
    #expect(outcome.status == 0 && outcome.errorLines.count == 1)
    #expect(outcome.error.contains("0...255 is mapped to -1,1 (--scale none leaves it)"))
    let json = try outcome.json()
    #expect(json["model"]?.stringValue == path)
    let history = try #require(json["history"]?.arrayValue)
    #expect(history.map { $0["epoch"]?.intValue } == [1, 2, 3])
    let losses = history.compactMap { $0["loss"]?.doubleValue }
    #expect(losses.count == 3 && losses[2] < losses[0])
    let inspection = try mlp("inspect", path, "--json").json()
    #expect(inspection["network"]?["classNames"] == ["3", "8", "5"])
    #expect(inspection["network"]?["inputRange"] == [-1.0, 1.0])
    let evaluation = try mlp(
      "evaluate", path, "--images", images, "--labels", labels, "--classes", "3,8,5", "--json"
    ).json()
    #expect((evaluation["accuracy"]?.doubleValue ?? 0) > 0.6)
    #expect(mlp("invert", path, "-o", folder.file("r.h5")).status == 0)
  }

  @Test(
    "the same flags give the same bytes, also when interrupted in between",
    arguments: ["m.h5", "m.keras", "m.mlpc", "m.weights.h5"])
  func sameBytes(_ name: String) throws {
    let (first, second, third) = (
      folder.file("1" + name), folder.file("2" + name), folder.file("3" + name)
    )
    let checkpoint = folder.file("c")
    #expect(train(first, "--dropout", "0.2", "--threads", "2").status == 0)
    #expect(
      train(second, "--dropout", "0.2", "--epochs", "1", "--checkpoint", checkpoint).status == 0)
    let resumed = train(third, "--dropout", "0.2", "--checkpoint", checkpoint, "--resume")
    #expect(resumed.status == 0 && resumed.error.contains("goes on after 1 epochs"))
    #expect(try FileBytes.read(first) == FileBytes.read(third))
    #expect(try FileBytes.read(first) != FileBytes.read(second))
  }

  @Test("a checkpoint is neither replaced nor gone on with by mistake")
  func checkpoints() throws {
    let checkpoint = folder.file("c")
    #expect(train(folder.file("1.h5"), "--checkpoint", checkpoint).status == 0)
    let bytes = try FileBytes.read(checkpoint)
    let again = train(folder.file("2.h5"), "--checkpoint", checkpoint)
    #expect(again.status == 73 && again.error.contains("--resume goes on from it"))
    let other = train(folder.file("2.h5"), "--checkpoint", checkpoint, "--resume", "--batch", "7")
    #expect(
      other.status == 65 && other.error.contains("batch: 32") && other.error.contains("batch: 7"))
    #expect(try FileBytes.read(checkpoint) == bytes)
    #expect(!FileBytes.exists(folder.file("2.h5")))
  }

  @Test(
    "the last layer has a word of its own, and --output beside -o is the old one",
    arguments: [["--output-activation", "logistic"], ["--output", "logistic"]])
  func lastActivation(_ flags: [String]) throws {
    let path = folder.file("m.h5")
    let outcome = mlp(
      [
        "train", "-o", path, "--images", images, "--labels", labels, "--hidden", "", "--epochs",
        "1",
      ]
        + flags)
    #expect(outcome.status == 0)
    let network = try mlp("inspect", path, "--json").json()["network"]
    #expect(network?["chain"] == ["dense 64→10 sigmoid"])
  }

  @Test("bytes that are not to be scaled are trained on and run as they are")
  func unscaled() throws {
    let path = folder.file("m.h5")
    #expect(train(path, "--scale", "none", "--classes", "3,8").status == 0)
    #expect(try mlp("inspect", path, "--json").json()["network"]?["inputRange"] == nil)
    func logits(_ flags: String...) throws -> JSONValue? {
      try mlp(["predict", path, "--images", images, "--json"] + flags).json()["logits"]
    }
    let plain = try logits()
    #expect(try plain == logits("--scale", "none") && plain != logits("--scale", "0,1"))
  }

  @Test("numbers are learned too")
  func regression() throws {
    let x = folder.file("x.csv")
    let y = folder.file("y.csv")
    let rows = (0..<64).map { Double($0) / 64 }
    try OutputFiles.write(
      [
        OutputFile(path: x, bytes: Array(rows.map { "\($0),\(1 - $0)\n" }.joined().utf8)),
        OutputFile(path: y, bytes: Array(rows.map { "\(2 * $0 - 1)\n" }.joined().utf8)),
      ], replacing: false)
    let path = folder.file("m.h5")
    let outcome = mlp([
      "train", "-o", path, "--output", "linear", "--images", x, "--targets", y, "--hidden", "",
      "--optimizer", "sgd", "--learning-rate", "0.3", "--momentum", "0.5", "--epochs", "200",
      "--json",
    ])
    #expect(outcome.status == 0)
    let last = try #require(outcome.json()["history"]?.arrayValue?.last)
    // A line is what a linear layer can be: the loss goes to 0.
    #expect((last["loss"]?.doubleValue ?? 1) < 1e-6 && last["accuracy"] == nil)
  }

  @Test(
    "what is wrong is said in one line, and no model is written",
    arguments: [
      (["--learning-rate", "1e9", "--optimizer", "sgd"], Int32(1), "no longer finite"),
      (["--classes", "1"], 65, "only one class"),
      (["--classes", "1,11"], 65, "no rows of class 11"),
      (["--class-weights", "1,2"], 64, "10 numbers"),
      (["--activation", "nonsense"], 64, "not an activation"),
      (["--activation", "softmax"], 64, "mixes"),
      (["--hidden", "0"], 64, "list of widths"),
      (["--loss", "binary_cross_entropy"], 64, "does not go with"),
      (["--epochs", "0"], 64, "at least one"),
      (["--learning-rate", "nan"], 64, "learning-rate"),
      (["--learning-rate", "0x1p3"], 64, "learning-rate"),
      (["--resume"], 64, "--checkpoint"),
      (["--momentum", "0.9"], 64, "need sgd"),
      (["--schedule", "step:0,1"], 64, "--schedule"),
    ])
  func errors(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let path = folder.file("m.h5")
    let outcome = mlp(
      ["train", "-o", path, "--images", images, "--labels", labels, "--epochs", "2"] + arguments)
    #expect(outcome.status == status)
    #expect(outcome.error.contains(words) && outcome.output.isEmpty)
    #expect(!FileBytes.exists(path) && folder.contents.isEmpty)
  }

  @Test("an output that cannot be written is found out before the data are read")
  func outputs() throws {
    let path = folder.file("there.h5")
    try OutputFiles.write([OutputFile(path: path, bytes: [1])], replacing: false)
    let missing = ["--images", folder.file("none"), "--labels", folder.file("none")]
    #expect(mlp(["train", "-o", path] + missing).status == 73)
    #expect(mlp(["train", "-o", folder.file("no/m.h5")] + missing).status == 73)
    #expect(mlp(["train", "-o", folder.file("m.txt")] + missing).status == 64)
    #expect(mlp(["train", "-o", folder.file("m.h5")] + missing).status == 66)
  }

  @Test("invert trains a model that is missing, once, and reports on what it found")
  func trainIfMissing() throws {
    let model = folder.file("m.h5")
    func invert(_ results: String, _ more: String...) -> Outcome {
      mlp(
        [
          "invert", model, "-o", folder.file(results), "--train-if-missing", "--images", images,
          "--labels", labels, "--classes", "3,8", "--hidden", "8", "--epochs", "2", "--json",
        ] + more)
    }
    let first = invert("1.h5", "--report", folder.file("r.html"))
    #expect(first.status == 0 && first.error.contains("does not exist: training it"))
    let bytes = try FileBytes.read(model)
    let second = invert("2.h5")
    #expect(second.status == 0 && !second.error.contains("training it"))
    #expect(try FileBytes.read(model) == bytes)
    // What was trained is what is found on the disk: the same results, byte for byte.
    #expect(try FileBytes.read(folder.file("1.h5")) == FileBytes.read(folder.file("2.h5")))
    let classes = try #require(first.json()["solutions"]?.arrayValue).compactMap {
      $0["class"]?.stringValue
    }
    #expect(Set(classes) == ["3", "8"])
    let page = String(decoding: try FileBytes.read(folder.file("r.html")), as: UTF8.self)
    #expect(page.contains("<html") && page.contains("data:image/png;base64,"))
  }

  @Test("a missing model without data to train on is an error")
  func missingData() {
    let outcome = mlp(
      "invert", folder.file("m.h5"), "-o", folder.file("r.h5"), "--train-if-missing")
    #expect(outcome.status == 64 && outcome.error.contains("name what to train on"))
    #expect(
      mlp("invert", folder.file("m.h5"), "-o", folder.file("r.h5"), "--images", images).status == 66
    )
  }
}
