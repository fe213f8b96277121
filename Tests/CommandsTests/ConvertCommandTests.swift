import Commands
import Files
import JSON
import TestSupport
import Testing

/// `mlp convert`: what it writes, says and refuses.
@Suite struct ConvertCommandTests {
  private let folder = ScratchFolder()
  private let model = Fixture.path("digits/mlp.h5")

  @Test(
    "the extension chooses the kind of file",
    arguments: [
      ("m.h5", "keras-h5"), ("m.hdf5", "keras-h5"), ("m.weights.h5", "keras-weights"),
      ("m.keras", "keras"),
    ])
  func extensions(_ name: String, _ format: String) throws {
    let path = folder.file(name)
    let result = CommandRunner.capture(["convert", model, path, "--json"])
    #expect(result.status == 0)
    let document = try JSONParser.parse(Array(result.output.utf8))
    #expect(document["schema"] == 1)
    #expect(document["input"] == .string(model))
    #expect(document["output"] == .string(path))
    #expect(document["format"] == .string(format))
    // The notes are the same ones that go to standard error.
    let notes = document["notes"]?.arrayValue?.compactMap(\.stringValue) ?? []
    #expect(result.error == notes.map { "mlp: note: \($0)\n" }.joined())
    #expect(notes.contains { $0.contains("optimizer's state") })
    #expect(folder.contents == [name])
  }

  @Test("one line says what was written")
  func line() throws {
    let path = folder.file("m.h5")
    let result = CommandRunner.capture(["convert", model, path, "--quiet"])
    let size = try FileBytes.read(path).count
    #expect(result.output == "wrote \(path): Keras model (HDF5), 5 layers, \(size) bytes\n")
    #expect(result.error == "")
  }

  @Test("--to overrides the extension, and a note says what Keras wants")
  func to() throws {
    let path = folder.file("m.weights.h5")
    let result = CommandRunner.capture(["convert", model, path, "--to", "keras-legacy-weights"])
    #expect(result.status == 0)
    #expect(result.error.contains("ends in .h5"))
    #expect(result.output.contains("layout of Keras 1 and 2"))
  }

  @Test("nothing is written with --dry-run")
  func dryRun() {
    let result = CommandRunner.capture(["convert", model, folder.file("m.keras"), "--dry-run"])
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("would write \(folder.file("m.keras")): Keras model (archive)"))
    #expect(folder.contents == [])
  }

  @Test("a file that exists is replaced with --force only")
  func force() throws {
    let path = folder.file("m.h5")
    #expect(CommandRunner.capture(["convert", model, path]).status == 0)
    let first = try FileBytes.read(path)
    let refused = CommandRunner.capture(["convert", Fixture.path("mnist/slp.h5"), path])
    #expect(refused.status == 73)
    #expect(try FileBytes.read(path) == first)
    #expect(
      CommandRunner.capture(["convert", Fixture.path("mnist/slp.h5"), path, "--force"]).status == 0)
    #expect(try FileBytes.read(path) != first)
  }

  @Test(
    "what cannot be done ends with the code for it",
    arguments: [
      (["keras/keras-3.15.1/lstm.h5", "m.h5"], 69), (["digits/mlp.h5", "m.txt"], 64),
      (["digits/mlp.h5", "-"], 64), (["digits/nothing.h5", "m.h5"], 66),
      (["digits/images-idx3-ubyte.gz", "m.h5"], 65),
      (["digits/mlp.h5", "no/such/folder/m.h5"], 73),
      (["digits/mlp.h5", "m.h5", "--to", "pmml"], 64), (["digits/mlp.h5"], 64),
    ] as [([String], Int32)])
  func failures(_ arguments: [String], _ status: Int32) {
    var words = ["convert", Fixture.path(arguments[0])] + arguments.dropFirst()
    if words.count > 2, words[2] != "-" { words[2] = folder.file(words[2]) }
    let result = CommandRunner.capture(words)
    #expect(result.status == status)
    #expect(result.output == "")
    #expect(!result.error.isEmpty)
    #expect(folder.contents == [])
  }

  @Test("the input is never the output")
  func inPlace() throws {
    let path = folder.file("m.h5")
    #expect(CommandRunner.capture(["convert", model, path]).status == 0)
    let result = CommandRunner.capture(["convert", path, path, "--force"])
    #expect(result.status == 73)
    #expect(result.error.contains("is the input"))
  }

  @Test("layers without effect on predictions are named when they are left out")
  func leftOut() {
    let result = CommandRunner.capture([
      "convert", Fixture.path("keras/keras-3.15.1/func_chain.h5"), folder.file("m.keras"),
    ])
    #expect(result.error.contains("left out: dropout (Dropout)"))
  }

  @Test("a dangerous layer name cannot act on the terminal")
  func terminalSafety() {
    let result = CommandRunner.capture([
      "convert", Fixture.path("hostile/keras/name_bidi.h5"), folder.file("m.h5"),
    ])
    let text = result.output + result.error
    #expect(!text.unicodeScalars.contains { $0.value == 0x202E || $0.value == 0x1B })
  }
}
