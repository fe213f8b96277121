import Files
import TestSupport
import Testing

@Suite("What is found out before a training")
struct TrainRefusalsTests {
  let folder = ScratchFolder()
  let images = Fixture.path("digits/images-idx3-ubyte.gz")
  let labels = Fixture.path("digits/labels-idx1-ubyte.gz")

  /// When training begins in spite of what is wrong, invert says so in a line of its own.
  private let short = ["--epochs", "2"]

  private func train(_ arguments: [String], images: String? = nil) -> Outcome {
    mlp(
      ["train", "--images", images ?? self.images, "--labels", labels] + short + arguments)
  }

  private func invert(_ arguments: [String], csv: String) -> Outcome {
    mlp(
      ["invert", folder.file("m.h5"), "--train-if-missing", "--csv", csv] + short + arguments)
  }

  /// Two classes of points in a plane.
  private func points() throws -> String {
    let path = folder.file("data.csv")
    let rows = (0..<20).map { "\($0 % 2),0.\($0),0.\(99 - $0)\n" }
    try write("label,x,y\n" + rows.joined(), to: path)
    return path
  }

  @Test(
    "no output of train replaces the data or another output",
    arguments: ["-o", "--report", "--checkpoint"])
  func trainOutputs(_ output: String) throws {
    let data = folder.file("images.gz")
    let bytes = try FileBytes.read(images)
    try OutputFiles.write([OutputFile(path: data, bytes: bytes)], replacing: false)
    let model = folder.file(output == "-o" ? "other.h5" : "m.h5")
    let others = output == "-o" ? [] : ["-o", model]
    if output != "-o" {
      train(others + [output, data, "--force"], images: data)
        .expectFailure(73, data, "is the input")
      train(others + [output, model, "--force"]).expectFailure(73, model, "twice")
    } else {
      let file = folder.file("images.h5")
      try OutputFiles.write([OutputFile(path: file, bytes: bytes)], replacing: false)
      train(["-o", file, "--force"], images: file).expectFailure(73, file, "is the input")
    }
    #expect(try FileBytes.read(data) == bytes)
    #expect(!FileBytes.exists(model))
  }

  @Test(
    "no output of invert replaces the data of its training, the model or another output",
    arguments: ["-o", "--report", "--checkpoint", "--as-model"])
  func invertOutputs(_ output: String) throws {
    let data = try points()
    let bytes = try FileBytes.read(data)
    let model = folder.file("m.h5")
    let others = output == "-o" ? [] : ["-o", folder.file("r.h5")]
    if output != "--as-model" {
      invert(others + [output, data, "--force"], csv: data).expectFailure(73, "is the input")
    }
    invert(others + [output, model, "--force"], csv: data).expectFailure(73, model, "twice")
    if output != "-o" {
      invert(others + [output, folder.file("r.h5"), "--force"], csv: data)
        .expectFailure(73, "r.h5", "twice")
    }
    #expect(try FileBytes.read(data) == bytes)
    #expect(folder.contents == ["data.csv"])
  }

  @Test("a folder of pictures is no file")
  func pictures() throws {
    let data = try points()
    let both = ["-o", folder.file("r.h5"), "--images-dir", folder.file("r.h5")]
    invert(both, csv: data).expectFailure(73, "r.h5", "twice")
    #expect(folder.contents == ["data.csv"])
  }

  @Test("a dry run says what checkpoint it would write, and writes none")
  func dryRun() throws {
    let data = try points()
    let checkpoint = folder.file("c")
    let flags = ["--epochs", "1", "--checkpoint", checkpoint, "--dry-run", "--csv", data]
    let trained = mlp(["train", "-o", folder.file("m.h5")] + flags)
    #expect(trained.status == 0 && trained.error.contains("would write \(checkpoint) ("))
    let inverted = mlp(
      ["invert", folder.file("m.h5"), "-o", folder.file("r.h5"), "--train-if-missing"] + flags)
    #expect(inverted.status == 0 && inverted.error.contains("would write \(checkpoint) ("))
    #expect(folder.contents == ["data.csv"])
  }

  @Test(
    "what the inversion needs is looked at before the training",
    arguments: [
      (["--targets", "none.npy"], Int32(66), "none.npy: no such file"),
      (["--targets", "DATA"], 65, "targets have 3 values each; the network has 2 outputs"),
      (["--prior-data", "none.npy"], 66, "none.npy: no such file"),
      (["--prior-data", "DATA"], 65, "3 features in each row; the network takes 2 inputs"),
      (["--reference", "DATA"], 65, "20 inputs of 3 values; one of 2"),
      (["--background", "mean", "--background-images", "DATA"], 65, "images of 3 values"),
      (["--preset", "paper", "--second-model", "none.h5"], 66, "none.h5: no such file"),
      (["--image-shape", "2x2"], 64, "4 pixels; the network has 2 inputs"),
      (["--method", "pattern", "--hidden", "3"], 69, "m.h5"),
    ])
  func inputs(_ arguments: [String], _ status: Int32, _ words: String) throws {
    let data = try points()
    // The same numbers without a header: three to a row.
    let numbers = folder.file("numbers.csv")
    let text = String(decoding: try FileBytes.read(data), as: UTF8.self)
    try write(String(text.split(separator: "\n").dropFirst().joined(separator: "\n")), to: numbers)
    let arguments = arguments.map { $0 == "DATA" ? numbers : $0 }
    invert(["-o", folder.file("r.h5")] + arguments, csv: data).expectFailure(status, words)
    #expect(folder.contents == ["data.csv", "numbers.csv"])
  }

  @Test("widths that no memory holds are a budget that ran out")
  func memory() {
    train(["-o", folder.file("m.h5"), "--hidden", "1048576,1048576"])
      .expectFailure(75, "--hidden", "GB")
    #expect(folder.contents.isEmpty)
  }

  @Test("numbers that no float can be are named", arguments: ["1e300", "-1e300"])
  func floats(_ number: String) throws {
    let path = folder.file("x.csv")
    try write("label,x\n0,0.5\n1,\(number)\n", to: path)
    mlp(["train", "-o", folder.file("m.h5"), "--csv", path] + short)
      .expectFailure(65, path, "number 0 of sample 1", "e+300")
    #expect(folder.contents == ["x.csv"])
  }

  @Test(
    "flags without effect or sense are refused",
    arguments: [
      (["--labels", "none", "--csv", "DATA"], "--labels: --csv FILE has the labels"),
      (["--csv", "DATA", "--images", "DATA"], "--images and --csv cannot be combined"),
      (["--csv", "DATA", "--checkpoint", "-"], "--checkpoint -"),
      (["--csv", "DATA", "--hidden", "1000000000"], "from 1 to 1048576"),
      (["--csv", "DATA", "--until-accuracy", "0"], "above 0"),
      (["--csv", "DATA", "--output", "relu"], "softmax, logistic or linear, not relu"),
      (["--csv", "DATA", "--output-activation", "relu"], "--output-activation"),
      (["--csv", "DATA", "--output", "other.h5"], "-o: name one file"),
      (
        ["--csv", "DATA", "--output", "linear", "--output-activation", "linear"],
        "-o: name one file"
      ),
      (["--csv", "DATA", "--tolerance", "0.1"], "--tolerance needs --patience"),
      (["--csv", "DATA", "--class-weights", "0,0"], "leaves nothing to learn"),
      (["--csv", "DATA", "--class-weights", "1e300,1"], "2 numbers from 0 that floats"),
      (["--csv", "DATA", "--l2", "1e300"], "--l2"),
      (["--images", "DATA", "--targets", "DATA", "--until-accuracy", "0.5"], "no accuracy"),
    ])
  func flags(_ arguments: [String], _ words: String) throws {
    let data = try points()
    let numbers = folder.file("numbers.csv")
    try write("1,2\n3,4\n", to: numbers)
    let file = arguments.contains("--targets") ? numbers : data
    let outcome = mlp(
      ["train", "-o", folder.file("m.h5")] + short + arguments.map { $0 == "DATA" ? file : $0 })
    #expect(outcome.status == 64 && outcome.error.contains(words), "\(outcome.error)")
    #expect(folder.contents == ["data.csv", "numbers.csv"])
  }

  @Test("evaluate names the file whose width is wrong, and takes labels from one place")
  func evaluate() throws {
    let narrow = folder.file("narrow.csv")
    try write(String(repeating: "1\n", count: 1797), to: narrow)
    let model = Fixture.path("digits/slp.h5")
    mlp("evaluate", model, "--images", narrow, "--labels", labels).expectFailure(65, narrow)
    mlp("evaluate", model, "--csv", narrow, "--labels", labels).expectFailure(64, "--labels")
  }
}
