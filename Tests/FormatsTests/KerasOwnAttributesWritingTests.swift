import Files
import HDF5
import JSON
import Networks
import TestSupport
import Testing

@testable import Formats

/// The input range and the class names, which Keras itself does not know.
@Suite struct KerasOwnAttributesWritingTests {
  private func network(outputs: Int = 3) throws -> NeuralNetwork {
    try NeuralNetwork(layers: [WrittenFiles.dense("d", 2, outputs)], inputs: 2)
  }

  @Test(
    "range and names come back",
    arguments: [
      (-1.0...1.0, ["zero", "Ünïcode ☃", ""]), (0...255, ["a", "a", "b"]),
      (-1e300...0.1, ["x", "y", "z"]),
    ] as [(ClosedRange<Double>, [String])])
  func roundTrip(_ range: ClosedRange<Double>, _ names: [String]) throws {
    var network = try network()
    network.inputRange = range
    network.classNames = names
    let encoding = try WrittenFiles.encode(network, .model)
    #expect(encoding.notes == [])
    #expect(try WrittenFiles.read(encoding) == network)
  }

  @Test("a network without them gives a file without them")
  func absent() throws {
    let again = try WrittenFiles.read(WrittenFiles.encode(network(), .model))
    #expect(again.inputRange == nil)
    #expect(again.classNames == nil)
  }

  @Test("ten thousand names are split over several attributes")
  func manyNames() throws {
    var network = try network(outputs: 10_000)
    network.classNames = (0..<10_000).map { "class \($0)" }
    let encoding = try WrittenFiles.encode(network, .model)
    #expect(try WrittenFiles.read(encoding).classNames == network.classNames)
  }

  @Test(
    "names that are not those of the outputs are left out, and a note says so",
    arguments: [["a", "b"], ["a", "b", "c\0"]])
  func misfits(_ names: [String]) throws {
    var network = try network()
    network.classNames = names
    let encoding = try WrittenFiles.encode(network, .model)
    #expect(encoding.notes.contains { $0.contains("class names") })
    #expect(try WrittenFiles.read(encoding).classNames == nil)
  }

  @Test("an archive has them in its metadata and in its weights file")
  func archive() throws {
    var network = try network()
    network.inputRange = -1...1
    network.classNames = ["a", "b", "c"]
    let bytes = try WrittenFiles.encode(network, .archive).bytes
    let metadata = try JSONParser.parse(WrittenFiles.member("metadata.json", of: bytes))
    #expect(
      metadata["mlpkit"]
        == ["input_range": [-1.0, 1.0], "class_names": ["a", "b", "c"]])
    let weights = try WrittenFiles.member("model.weights.h5", of: bytes)
    let read = try WrittenFiles.hdf5(weights) { root throws(HDF5Error) in KerasOwnAttributes(root) }
    #expect(read == KerasOwnAttributes(network, provenance: ModelProvenance()))
  }

  @Test("attributes that this package would not write are passed over")
  func foreign() throws {
    func read(
      _ body: (borrowing HDF5GroupBuilder) throws(HDF5Error) -> Void
    ) throws -> KerasOwnAttributes {
      try WrittenFiles.hdf5(try HDF5Builder.image(body)) { root throws(HDF5Error) in
        KerasOwnAttributes(root)
      }
    }
    let none = KerasOwnAttributes()
    let range = "mlpkit_input_range"
    #expect(try read { root throws(HDF5Error) in try root.setAttribute(range, [1, -1]) } == none)
    #expect(
      try read { root throws(HDF5Error) in try root.setAttribute(range, [0.0, .nan]) } == none)
    #expect(
      try read { root throws(HDF5Error) in try root.setAttribute(range, [1.0, 2, 3]) } == none)
    #expect(try read { root throws(HDF5Error) in try root.setAttribute(range, "0 to 1") } == none)
    #expect(
      try read { root throws(HDF5Error) in try root.setAttribute("mlpkit_class_names", 3) } == none)
  }

  @Test("what only training needs is noticed, and not written")
  func trainingState() throws {
    let trained = try ModelFile.open(Fixture.path("mnist/mlp.h5"))
    #expect(trained.inventory.hasTrainingState)
    let encoding = try WrittenFiles.encode(trained.network(), .model)
    #expect(try !ModelFile(path: "out", bytes: encoding.bytes).inventory.hasTrainingState)
  }

  @Test(
    "names, units, kinds and ranges of inputs come back from every kind of file with layers",
    arguments: [KerasFileKind.model, .archive])
  func features(_ kind: KerasFileKind) throws {
    var network = try network()
    network.inputSpace = try InputSpace([
      InputFeature(
        name: "Säure\0", unit: "g/l", range: 0.1...2, typical: 0.7, isFixed: true, source: .model),
      InputFeature(name: "\u{202E}count", range: -3...9, kind: .integer, source: .model),
    ])
    #expect(try WrittenFiles.read(WrittenFiles.encode(network, kind)) == network)
  }

  @Test("a scaler that becomes another layer leaves the ranges that it told")
  func scalerRanges() throws {
    let scaler = AffineLayer(
      name: "scaling", scaling: .standard(mean: [10, 500], scale: [2, 100]))
    let network = try NeuralNetwork(
      layers: [.affine(scaler), WrittenFiles.dense("d", 2, 3)], inputs: 2)
    let again = try WrittenFiles.read(WrittenFiles.encode(network, .model))
    for (feature, wanted) in zip(again.inputSpace.features, [4.0...16, 200.0...800]) {
      #expect(abs(feature.range.lowerBound - wanted.lowerBound) < 1e-3)
      #expect(abs(feature.range.upperBound - wanted.upperBound) < 1e-3)
    }
  }
}
