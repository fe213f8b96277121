import Files
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("What mlp invert refuses")
struct InvertRefusalsTests {
  let model = Fixture.path("digits/slp.h5")

  @Test("a model that is missing, a folder, a pipe or a device cannot be opened")
  func inputs() {
    let folder = ScratchFolder()
    let output = folder.file("results.h5")
    #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
    for path in [folder.file("none.h5"), folder.path, folder.file("pipe"), "/dev/null"] {
      mlp("invert", path, "-o", output).expectFailure(66, path)
    }
    #expect(folder.contents == ["pipe"])
  }

  @Test(
    "a model that is no chain names the layer",
    arguments: [
      ("keras/keras-1.2.2/conv", "layer convolution2d_1", "Convolution2D"),
      ("keras/keras-1.2.2/skip", "layer merge_4", "Merge"),
      ("keras/tf-2.12/lambda_layer", "layer lambda", "Lambda"),
      ("keras/keras-3.15.1/lstm", "layer lstm", "LSTM"),
    ])
  func unsupported(name: String, layer: String, className: String) {
    let folder = ScratchFolder()
    let outcome = mlp("invert", Fixture.path("\(name).h5"), "-o", folder.file("results.h5"))
    outcome.expectFailure(69, layer, className)
    #expect(folder.contents.isEmpty)
  }

  @Test("results are no model")
  func results() {
    let folder = ScratchFolder()
    #expect(mlp("invert", model, "-o", folder.file("r.h5")).status == 0)
    mlp("invert", folder.file("r.h5"), "-o", folder.file("s.h5")).expectFailure(69, "r.h5")
  }

  @Test("an existing output is kept, and replaced with --force")
  func existing() throws {
    let folder = ScratchFolder()
    let output = folder.file("results.h5")
    try write("precious", to: output)
    mlp("invert", model, "-o", output).expectFailure(73, output, "--force")
    #expect(try FileBytes.read(output) == Array("precious".utf8))
    #expect(folder.contents == ["results.h5"])
    #expect(mlp("invert", model, "-o", output, "--force").status == 0)
    #expect(try FileBytes.read(output).starts(with: [0x89, 0x48, 0x44, 0x46]))
    #expect(folder.contents == ["results.h5"])
  }

  @Test("the model itself is never the output, by whatever name")
  func sameFile() throws {
    let folder = ScratchFolder()
    let copy = folder.file("model.h5")
    let bytes = try FileBytes.read(model)
    try OutputFiles.write([OutputFile(path: copy, bytes: bytes)], replacing: false)
    #expect(link(copy, folder.file("hard.h5")) == 0)
    #expect(symlink("model.h5", folder.file("soft.h5")) == 0)
    for name in ["model.h5", "./model.h5", "hard.h5", "soft.h5"] {
      mlp("invert", copy, "-o", folder.file(name), "--force").expectFailure(73, "input")
    }
    #expect(try FileBytes.read(copy) == bytes)
    #expect(folder.contents == ["hard.h5", "model.h5", "soft.h5"])
    let targets = folder.file("targets.csv")
    try write("1,2,3,4,5,6,7,8,9,10\n", to: targets)
    mlp("invert", model, "--targets", targets, "-o", targets, "--force")
      .expectFailure(73, "input")
  }

  @Test("a data set inside the output is an input too")
  func sameFileByDataset() throws {
    let folder = ScratchFolder()
    let images = Fixture.path("digits/images-idx3-ubyte.gz")
    let logits = folder.file("logits.h5")
    #expect(mlp("predict", model, "--images", images, "--logits", "-o", logits).status == 0)
    let bytes = try FileBytes.read(logits)
    mlp(
      "invert", model, "--targets", "\(logits):/predictions", "-o", logits, "--force", "--method",
      "analytical"
    ).expectFailure(73, "input")
    #expect(try FileBytes.read(logits) == bytes)
  }

  @Test("an output that cannot be created says so before the work")
  func impossible() {
    let folder = ScratchFolder()
    mlp("invert", model, "-o", folder.file("no/results.h5")).expectFailure(73)
    mlp("invert", model, "-o", folder.path).expectFailure(73)
    mlp("invert", model, "-o", folder.path, "--force").expectFailure(73)
    mlp("invert", model, "-o", folder.file("r.h5"), "--images-dir", folder.file("no/pictures"))
      .expectFailure(73)
    #expect(folder.contents.isEmpty)
  }

  @Test("a picture that exists keeps all files from being written, not only itself")
  func existingPicture() throws {
    let folder = ScratchFolder()
    let pictures = folder.file("pictures")
    try OutputFiles.createDirectory(pictures)
    try write("precious", to: "\(pictures)/analytical.png")
    let outcome = mlp(
      "invert", model, "-o", folder.file("results.h5"), "--images-dir", pictures, "--classes", "0",
      "--image-shape", "8x8")
    outcome.expectFailure(73, "analytical.png")
    #expect(folder.contents == ["pictures"])
    #expect(!FileBytes.exists("\(pictures)/all-methods.png"))
    #expect(!FileBytes.exists("\(pictures)/empirical.png"))
    #expect(try FileBytes.read("\(pictures)/analytical.png") == Array("precious".utf8))
  }

  @Test("a filter that is named twice is used once, or refused as usage")
  func repeatedFilter() {
    let folder = ScratchFolder()
    let outcome = mlp(
      "invert", model, "-o", folder.file("results.h5"), "--filter", "middle:0.2", "--filter",
      "middle:0.20")
    #expect([0, 64].contains(outcome.status), "\(outcome.error)")
  }

  @Test("--dry-run names the files and writes none of them")
  func dryRun() throws {
    let folder = ScratchFolder()
    let outcome = mlp(
      "invert", model, "-o", folder.file("results.h5"), "--images-dir", folder.file("pictures"),
      "--classes", "0", "--image-shape", "8x8", "--dry-run")
    #expect(outcome.status == 0, "\(outcome.error)")
    let text = outcome.output + outcome.error
    #expect(text.contains("results.h5") && text.contains("pictures/all-methods.png"))
    #expect(folder.contents.isEmpty)
    let quiet = mlp("invert", model, "-o", folder.file("results.h5"), "--dry-run", "--quiet")
    #expect(quiet.status == 0)
    // What would be written is what was asked for, not a note on the side.
    #expect((quiet.output + quiet.error).contains("results.h5"))
  }

  @Test(
    "flags that make no sense are usage errors with one message",
    arguments: [
      (["--method", "magic"], "empirical, analytical"), (["--logit", "0"], "--logit"),
      (["--logit", "nan"], "--logit"),
      (["--top", "0"], "--top"), (["--top", "256"], "--top"),
      (["--filter", "middle"], "--filter"), (["--filter", "middle:0.7"], "--filter"),
      (["--filter", "low_pass:-0.1"], "--filter"),
      (["--filter", "low_pass:nan"], "--filter"),
      (["--classes", "x"], "--classes"), (["--classes", "5-2"], "--classes"),
      (["--classes", "10"], "class 10"), (["--classes", "0-99"], "class"),
      (["--classes", "0", "--targets", "t.csv"], "--targets"),
      (["--image-shape", "8x9"], "--image-shape"),
      (["--image-shape", "-8x-8"], "--image-shape"),
      (["--image-shape", "9223372036854775807x2"], "--image-shape"),
      (["--cutoff", "tiny"], "--cutoff"), (["--pinv-dtype", "f16"], "--pinv-dtype"),
      (["--scale", "1,-1"], "--scale"),
      (["--background", "data"], "--background"), (["--head", "tanh"], "--head"),
      (["--nonsense"], "--nonsense"),
    ])
  func usage(flags: [String], word: String) {
    let folder = ScratchFolder()
    let outcome = mlp(["invert", model, "-o", folder.file("results.h5")] + flags)
    #expect(outcome.status == 64, "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    let messages = outcome.errorLines.filter { $0.hasPrefix("Error: ") || $0.hasPrefix("mlp: ") }
    #expect(messages.count == 1, "\(outcome.error)")
    #expect(messages.first?.contains(word) == true, "\(outcome.error)")
    #expect(folder.contents.isEmpty)
  }

  @Test("two results for one standard output are refused")
  func outputs() {
    #expect(mlp("invert", model, "-o", "-", "--json").status == 64)
  }

  @Test("targets of another width, or not numbers, are refused")
  func targets() throws {
    let folder = ScratchFolder()
    let output = folder.file("results.h5")
    try write("1,2,3\n", to: folder.file("three.csv"))
    let wide = mlp("invert", model, "-o", output, "--targets", folder.file("three.csv"))
    #expect([64, 65].contains(wide.status))
    #expect(wide.error.contains("3 values") && wide.error.contains("10"))
    try write("1,2,3,4,5,6,7,8,9,inf\n", to: folder.file("inf.csv"))
    let infinite = mlp("invert", model, "-o", output, "--targets", folder.file("inf.csv"))
    #expect(infinite.status == 65 && infinite.errorLines.count == 1)
    mlp("invert", model, "-o", output, "--targets", folder.file("none.csv")).expectFailure(66)
    #expect(folder.contents == ["inf.csv", "three.csv"])
  }
}
