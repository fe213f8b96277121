import Files
import JSON
import TestSupport
import Testing

@Suite("mlp predict")
struct PredictCommandTests {
  let model = Fixture.path("mnist/slp_softmax.h5")
  let images = Fixture.path("mnist/mlp.inputs.npy")

  @Test("JSON has Keras's outputs and logits, and the largest of them as label")
  func json() throws {
    let outcome = mlp("predict", model, "--images", images, "--json")
    #expect(outcome.status == 0)
    let json = try outcome.json()
    #expect(json.objectValue?.names == ["schema", "outputs", "logits", "labels", "probabilities"])
    let outputs = try numbers(Fixture.path("mnist/slp_softmax.outputs.npy"))
    #expect(areClose(try numbers(json["outputs"]), outputs, 1e-12))
    let logits = try numbers(Fixture.path("mnist/slp_softmax.logits.npy"))
    #expect(areClose(try numbers(json["logits"]), logits, 1e-12))
    let labels = try numbers(json["labels"])
    #expect(labels == stride(from: 0, to: 80, by: 5).map { best(outputs[$0..<($0 + 5)]) })
  }

  @Test("data that need more memory than there may be are refused before they are read")
  func budget() throws {
    let folder = ScratchFolder()
    let data = folder.file("data.npy")
    let header = Array("{'descr': '|u1', 'fortran_order': False, 'shape': (8192, 784), }\n".utf8)
    let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0] + header
    try OutputFiles.write(
      [OutputFile(path: data, bytes: bytes + [UInt8](repeating: 9, count: 8192 * 784))],
      replacing: false)
    mlp("predict", model, "--images", data, "--max-memory", "2M")
      .expectFailure(75, data, "6.1M of memory; 2M are allowed", "--max-memory")
  }

  @Test("the text has a line for each sample")
  func text() throws {
    let outcome = mlp("predict", model, "--images", images)
    #expect(outcome.status == 0)
    #expect(outcome.lines.count == 17)
    let outputs = try numbers(Fixture.path("mnist/slp_softmax.outputs.npy"))
    for (sample, line) in outcome.lines.dropFirst().enumerated() {
      let row = outputs[(5 * sample)..<(5 * sample + 5)]
      let cells = line.split(separator: " ")
      #expect(cells.count == 3)
      #expect(cells[0] == "\(sample)" && cells[1] == "\(Int(best(row)))")
      // What is less than 1 is not printed as 1.
      let probability = cells[2].first == ">" ? cells[2].dropFirst() : cells[2]
      #expect(abs((Double(probability) ?? -1) - (row.max() ?? 0)) <= 1e-6)
    }
  }

  /// The numbers of a table of predictions, without the row and the class.
  private func answers(_ csv: String) -> [Double] {
    csv.split(separator: "\n").dropFirst().flatMap { line in
      line.split(separator: ",").dropFirst(2).compactMap { Double($0) }
    }
  }

  @Test(
    "files have the outputs, or with --logits the logits",
    arguments: ["npy", "csv", "h5", "hdf5"], [false, true])
  func files(kind: String, logits: Bool) throws {
    let folder = ScratchFolder()
    let path = folder.file("out.\(kind)")
    let outcome = mlp(
      ["predict", model, "--images", images, "-o", path] + (logits ? ["--logits"] : []))
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    let found =
      kind == "csv"
      ? answers(String(decoding: try FileBytes.read(path), as: UTF8.self))
      : try numbers(kind.hasPrefix("h") ? "\(path):/predictions" : path)
    let what = logits ? "logits" : "outputs"
    let truth = try numbers(Fixture.path("mnist/slp_softmax.\(what).npy"))
    #expect(areClose(found, truth, 1e-12))
    #expect(folder.contents == ["out.\(kind)"])
  }

  @Test("- writes CSV to standard output")
  func standardOutput() throws {
    let outcome = mlp("predict", model, "--images", images, "-o", "-")
    #expect(outcome.status == 0)
    let found = answers(outcome.output)
    let truth = try numbers(Fixture.path("mnist/slp_softmax.outputs.npy"))
    #expect(areClose(found, truth, 1e-12))
    #expect(mlp("predict", model, "--images", images, "-o", "-", "--json").status == 64)
  }

  @Test("bytes are scaled to −1...1, or as --scale says")
  func scale() throws {
    let folder = ScratchFolder()
    let digits = Fixture.path("digits/slp.h5")
    let bytes = Fixture.path("digits/images-idx3-ubyte.gz")
    let truth = try numbers(Fixture.path("digits/slp.logits.npy"))
    for (scale, isSame) in [([], true), (["--scale", "-1,1"], true), (["--scale", "0,1"], false)] {
      let path = folder.file("logits.npy")
      let outcome = mlp(
        ["predict", digits, "--images", bytes, "--logits", "--force", "-o", path] + scale)
      #expect(outcome.status == 0, "\(outcome.error)")
      let found = try numbers(path)
      #expect(found.count == 17970)
      #expect(areClose(Array(found.prefix(320)), truth, 1e-12) == isSame)
    }
    let outcome = mlp("predict", digits, "--images", bytes, "--scale", "1,0")
    #expect(outcome.status == 64 && outcome.error.contains("--scale"))
  }

  @Test("how a linear head is read is said, unless --quiet")
  func quiet() {
    let linear = Fixture.path("mnist/mlp.h5")
    let said = mlp("predict", linear, "--images", images)
    #expect(said.status == 0)
    #expect(said.error.hasPrefix("mlp: ") && said.error.contains("softmax"))
    for flag in ["--quiet", "-q"] {
      let quiet = mlp("predict", linear, "--images", images, flag)
      #expect(quiet.error.isEmpty)
      #expect(quiet.output == said.output)
    }
    #expect(mlp("predict", linear, "--images", images, "--head", "softmax").error.isEmpty)
  }

  @Test("what cannot be predicted has its code and names the file")
  func failures() throws {
    let folder = ScratchFolder()
    let digits = Fixture.path("digits/images-idx3-ubyte.gz")
    mlp("predict", model, "--images", digits).expectFailure(65, digits, "64", "784")
    mlp("predict", model, "--images", folder.file("none.npy")).expectFailure(66, "none.npy")
    mlp("predict", folder.file("none.h5"), "--images", images).expectFailure(66, "none.h5")
    mlp("predict", model, "--images", folder.path).expectFailure(66)
    let lstm = Fixture.path("keras/keras-3.15.1/lstm.h5")
    mlp("predict", lstm, "--images", images).expectFailure(69, "layer lstm", "LSTM")
    let infinite = Fixture.path("hostile/keras/weight_ninf.h5")
    mlp("predict", infinite, "--images", images).expectFailure(65, infinite, "layer")
    try write("1,2\n3,nan\n", to: folder.file("nan.csv"))
    mlp("predict", model, "--images", folder.file("nan.csv")).expectFailure(65, "nan.csv")
    #expect(mlp("predict", model).status == 64)
    #expect(mlp("predict", model, "--images", images, "--csv", images).status == 64)
  }

  @Test("an existing file, or an input, is not replaced")
  func outputs() throws {
    let folder = ScratchFolder()
    let path = folder.file("out.csv")
    try write("precious", to: path)
    mlp("predict", model, "--images", images, "-o", path).expectFailure(73, path, "--force")
    #expect(try FileBytes.read(path) == Array("precious".utf8))
    #expect(mlp("predict", model, "--images", images, "-o", path, "--force").status == 0)
    let copy = folder.file("images.npy")
    let bytes = try FileBytes.read(images)
    try OutputFiles.write([OutputFile(path: copy, bytes: bytes)], replacing: false)
    mlp("predict", model, "--images", copy, "-o", copy, "--force").expectFailure(73, "input")
    #expect(try FileBytes.read(copy) == bytes)
    let other = mlp("predict", model, "--images", images, "-o", folder.file("out.txt"))
    #expect(other.status == 64 && other.error.contains(".npy"))
    mlp("predict", model, "--images", images, "-o", folder.file("no/out.npy")).expectFailure(73)
    #expect(folder.contents == ["images.npy", "out.csv"])
  }

  @Test("--dry-run writes nothing")
  func dryRun() {
    let folder = ScratchFolder()
    let outcome = mlp(
      "predict", model, "--images", images, "-o", folder.file("out.npy"), "--dry-run")
    #expect(outcome.status == 0)
    #expect((outcome.output + outcome.error).contains("out.npy"))
    #expect(folder.contents.isEmpty)
  }

  private func best(_ values: ArraySlice<Double>) -> Double {
    Double((values.firstIndex { $0 == values.max() } ?? 0) - values.startIndex)
  }
}
