import Files
import Formats
import StoredModels
import TestSupport
import Testing

@Suite("mlp diff")
struct DiffCommandTests {
  private let model = Fixture.path("digits/mlp.h5")

  @Test("a model equals its copy in another format")
  func acrossFormats() throws {
    let folder = ScratchFolder()
    let copy = folder.file("copy.mlpc")
    let bytes = try CoefficientWriter.encode(try ModelFile.open(model).network(), path: copy)
    try OutputFiles.write([OutputFile(path: copy, bytes: bytes)], replacing: false)
    let outcome = mlp("diff", model, copy)
    #expect(outcome.status == 0 && outcome.error.isEmpty)
    #expect(outcome.lines == ["the models are equal: 5 layers, 3,190 numbers"])
  }

  @Test("other models differ: exit 1, and the report on standard output")
  func different() throws {
    let other = Fixture.path("digits/slp.h5")
    let outcome = mlp("diff", model, other)
    #expect(outcome.status == 1)
    #expect(outcome.lines.first == "the models differ")
    let json = try mlp("diff", model, other, "--json").json()
    #expect(json["schema"] == 1)
    #expect(json["equal"] == false)
    #expect(json["layers"]?.arrayValue?.isEmpty == false)
  }

  @Test("models that cannot be run are compared by what they store")
  func stored() {
    let lstm = Fixture.path("keras/keras-3.15.1/lstm.h5")
    #expect(mlp("diff", lstm, lstm).status == 0)
    #expect(mlp("diff", lstm, model).status == 1)
  }

  @Test("what cannot be read is no answer")
  func failures() {
    let folder = ScratchFolder()
    mlp("diff", model, folder.file("none.h5")).expectFailure(66, "none.h5")
    mlp("diff", Fixture.path("hostile/container/one_byte.h5"), model).expectFailure(65, "one_byte")
    #expect(mlp("diff", model, model, "--tolerance", "-1").status == 64)
    #expect(mlp("diff", model).status == 64)
  }
}
