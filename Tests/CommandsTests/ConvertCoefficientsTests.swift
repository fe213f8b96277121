import Files
import Formats
import Networks
import StoredModels
import TestSupport
import Testing

@Suite("mlp convert, to and from plain-binary coefficients")
struct ConvertCoefficientsTests {
  /// Models without a scaler: Keras has layers of its own for that.
  private static let models = SklearnCase.all.map(\.name).filter {
    $0 != "mlp_scaled" && $0 != "logistic_ovr"
  }

  @Test("there and back gives the same bytes", arguments: models, ["h5", "keras"])
  func roundTrip(name: String, kind: String) throws {
    let folder = ScratchFolder()
    let first = folder.file("first.mlpc")
    // The file of Python has a self-test and a provenance, which Keras's formats do not carry.
    let network = try ModelFile.open(Fixture.path("sklearn/\(name).mlpc")).network()
    let bytes = try CoefficientWriter.encode(network, path: first)
    try OutputFiles.write([OutputFile(path: first, bytes: bytes)], replacing: false)
    let keras = folder.file("model.\(kind)")
    let second = folder.file("second.mlpc")
    #expect(mlp("convert", first, keras).status == 0)
    #expect(mlp("convert", keras, second).status == 0)
    #expect(try FileBytes.read(second) == bytes)
    #expect(mlp("diff", keras, first).status == 0)
  }

  @Test("what is lost is said")
  func notes() {
    let folder = ScratchFolder()
    let model = Fixture.path("sklearn/mlp_scaled.mlpc")
    let outcome = mlp("convert", model, folder.file("model.h5"))
    #expect(outcome.status == 0)
    for words in ["self-test", "StandardScaler"] {
      #expect(outcome.error.contains(words), "\(outcome.error)")
    }
    // Keras's files have a place for it.
    #expect(!outcome.error.contains("provenance"), "\(outcome.error)")
  }

  @Test("between two files of the kind only the self-test is lost")
  func provenance() throws {
    let folder = ScratchFolder()
    let model = Fixture.path("sklearn/mlp_scaled.mlpc")
    let copy = folder.file("copy.mlpc")
    let outcome = mlp("convert", model, copy)
    #expect(outcome.status == 0 && outcome.errorLines.count == 1)
    let (first, second) = (try ModelFile.open(model), try ModelFile.open(copy))
    #expect(try first.network() == second.network())
    #expect(first.provenance == second.provenance)
    #expect(second.provenance.source?.hasSuffix("MLPClassifier") == true)
  }

  @Test("--to mlpc overrules the extension, and Keras models become coefficients")
  func kinds() throws {
    let folder = ScratchFolder()
    let target = folder.file("model.bin")
    let source = Fixture.path("keras/keras-3.15.1/func_chain.h5")
    #expect(mlp("convert", source, target).status == 64)
    let json = try mlp("convert", source, target, "--to", "mlpc", "--json").json()
    #expect(json["format"] == "mlpc")
    #expect(try ModelFile.open(target).inventory.format == .mlpc)
    #expect(mlp("diff", source, target).status == 0)
  }
}
