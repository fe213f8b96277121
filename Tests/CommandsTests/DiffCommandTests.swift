import Files
import Formats
import Networks
import Numerics
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

  @Test("a page says what changed, where, by how much, and how many answers flip")
  func page() throws {
    let folder = ScratchFolder()
    var layers = try ModelFile.open(model).network().layers
    for index in layers.indices {
      guard case .dense(var layer) = layers[index] else { continue }
      layer.weights[0, 0] += 1
      layers[index] = .dense(layer)
      break
    }
    let network = try NeuralNetwork(layers: layers, inputs: 64)
    let changed = folder.file("changed.mlpc")
    let bytes = try CoefficientWriter.encode(network, path: changed)
    try OutputFiles.write([OutputFile(path: changed, bytes: bytes)], replacing: false)
    let outcome = mlp("diff", model, changed, "--report", folder.file("d.html"))
    #expect(outcome.status == 1, "\(outcome.error)")
    let page = try Markup(parsing: FileBytes.read(folder.file("d.html")))
    let title = try #require(page.all("h1").first?.text)
    #expect(title.hasPrefix("The models differ in one of five layers, and answer"))
    #expect(page.all("img").count == 1)
    mlp("diff", model, changed, "--report", folder.file("d.html")).expectFailure(73, "--force")
    mlp("diff", model, changed, "--report", changed, "--force").expectFailure(73, "input")
    let same = mlp("diff", model, model, "--report", "-")
    #expect(same.status == 0 && same.output.contains("The models are equal: 5 layers"))
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
