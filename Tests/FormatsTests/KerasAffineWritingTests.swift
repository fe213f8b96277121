import Files
import HDF5
import JSON
import Networks
import Numerics
import Testing

@testable import Formats

/// BatchNormalization, Normalization and Rescaling, as they were before they became scale and shift.
@Suite struct KerasAffineWritingTests {
  private func network(
    _ origin: AffineLayer.Origin, width: Int = 2, inputShape: [Int]? = nil, type: String = "float32"
  ) throws -> NeuralNetwork {
    try NeuralNetwork(
      layers: [
        .affine(try AffineLayer(name: "x", origin: origin, width: width, storedType: type)),
        WrittenFiles.dense("d", width, 2),
      ], inputs: width, inputShape: inputShape)
  }

  /// The second number of statistics whose first is 0.5.
  static let origins: [AffineLayer.Origin] = [
    .batchNormalization(
      gamma: [2, 3], beta: [0.25, -1], mean: [0.5, 1], variance: [4, 2], epsilon: 1e-3),
    .batchNormalization(
      gamma: nil, beta: [1, 2], mean: [0.5, 1], variance: [4, 2], epsilon: 0.01),
    .batchNormalization(
      gamma: [1, 2], beta: nil, mean: [0.5, 1], variance: [4, 2], epsilon: 0.01),
    .normalization(mean: [0.5, 1], variance: [4, 2], isInverted: false, sampleCount: 50),
    .normalization(mean: [0.5, 1], variance: [4, 2], isInverted: true, sampleCount: 0),
    .normalization(mean: [0.5], variance: [4], isInverted: false, sampleCount: 7),
    .normalization(mean: [0.1, 1], variance: [4, 0.3], isInverted: false, sampleCount: nil),
    .rescaling(scale: [1 / 20.0], offset: [-1]),
    .rescaling(scale: [0.1, 0.2], offset: [0.3]),
  ]

  @Test("what a layer was comes back to the last bit", arguments: origins)
  func roundTrip(_ origin: AffineLayer.Origin) throws {
    let network = try network(origin)
    let again = try WrittenFiles.read(WrittenFiles.encode(network, .model))
    #expect(again == network)
  }

  @Test(
    "a network that rescales pixels comes back knowing that they are 0...255",
    arguments: [
      AffineLayer.Origin.rescaling(scale: [1 / 127.5], offset: [-1]),
      .rescaling(scale: [1 / 255.0], offset: [0]),
    ])
  func pixels(_ origin: AffineLayer.Origin) throws {
    var network = try network(origin)
    let again = try WrittenFiles.read(WrittenFiles.encode(network, .model))
    network.inputRange = 0...255
    #expect(again == network)
  }

  @Test("statistics have the names and the order that Keras counts by")
  func variables() throws {
    let network = try network(Self.origins[0], type: "float16")
    let variables = try WrittenFiles.variables(WrittenFiles.encode(network, .weights).bytes)
    let values = (0..<4).map { variables["batch_normalization/\($0)"]?.values }
    #expect(values == [[2, 3], [0.25, -1], [0.5, 1], [4, 2]])
    #expect(variables["batch_normalization/0"]?.type == "float16")
    let names = try WrittenFiles.hdf5(WrittenFiles.encode(network, .model).bytes) {
      root throws(HDF5Error) in
      try root.group("model_weights").group("x").texts("weight_names")
    }
    #expect(names == ["x/gamma:0", "x/beta:0", "x/moving_mean:0", "x/moving_variance:0"])
  }

  @Test(
    "Keras 3 finds mean, variance and the count of an adapted Normalization, and none of a given one"
  )
  func normalization() throws {
    let adapted = try WrittenFiles.variables(
      WrittenFiles.encode(try network(Self.origins[3]), .weights).bytes)
    #expect(adapted["normalization/2"] == .init(values: [50], shape: [], type: "int64"))
    let scalar = try WrittenFiles.variables(
      WrittenFiles.encode(try network(Self.origins[5]), .weights).bytes)
    #expect(scalar["normalization/0"] == .init(values: [0.5], shape: [], type: "float32"))
    let given = try network(Self.origins[6])
    #expect(
      try WrittenFiles.variables(WrittenFiles.encode(given, .weights).bytes)["normalization/0"]
        == nil)
    #expect(try WrittenFiles.layers(given, .archive)[0]["config"]?["mean"] == [0.1, 1.0])
  }

  @Test(
    "LayerNormalization comes back with what it has of gamma and beta",
    arguments: [([2, 3], [0.5, -1]), ([2, 3], nil), (nil, [0.5, -1]), (nil, nil)]
      as [([Double]?, [Double]?)])
  func layerNormalization(_ gamma: [Double]?, _ beta: [Double]?) throws {
    let network = try NeuralNetwork(
      layers: [
        WrittenFiles.dense("d", 3, 2),
        .layerNormalization(
          LayerNormalizationLayer(
            name: "n", gamma: gamma, beta: beta, epsilon: 1e-5, width: 2)),
      ], inputs: 3)
    for kind in [KerasFileKind.model, .archive] {
      #expect(try WrittenFiles.read(WrittenFiles.encode(network, kind)) == network)
    }
    let variables = try WrittenFiles.variables(WrittenFiles.encode(network, .weights).bytes)
    let stored = [0, 1].compactMap { variables["layer_normalization/\($0)"]?.values }
    #expect(stored == [gamma, beta].compactMap { $0 })
  }

  @Test("scale and shift of unknown origin are a Rescaling")
  func unknownOrigin() throws {
    let network = try NeuralNetwork(
      layers: [
        .affine(AffineLayer(name: "x", className: "Whitening", scale: [2, 0.1], shift: [0, 0.7])),
        WrittenFiles.dense("d", 2, 2),
      ], inputs: 2)
    let encoding = try WrittenFiles.encode(network, .model)
    #expect(encoding.notes.contains("layer x (Whitening) is written as Rescaling"))
    guard case .affine(let again) = try WrittenFiles.read(encoding).layers[0] else {
      return #expect(Bool(false), "no affine layer")
    }
    #expect(again.scale == [2, 0.1])
    #expect(again.shift == [0, 0.7])
  }

  @Test("statistics of a picture's colors stay in front of Flatten")
  func colors() throws {
    let origin = AffineLayer.Origin.batchNormalization(
      gamma: nil, beta: nil, mean: [1, 2, 3], variance: [1, 2, 4], epsilon: 1e-3)
    let network = try network(origin, width: 12, inputShape: [2, 2, 3])
    let classes = try WrittenFiles.layers(network, .model).map { $0["class_name"] }
    #expect(classes == ["BatchNormalization", "Flatten", "Dense"])
    #expect(try WrittenFiles.read(WrittenFiles.encode(network, .model)) == network)
  }

  @Test("statistics that fit neither a flat sample nor its axis are repeated, and a note says so")
  func repeated() throws {
    let origin = AffineLayer.Origin.batchNormalization(
      gamma: nil, beta: nil, mean: [1, 2], variance: [1, 4], epsilon: 0)
    let network = try network(origin, width: 4)
    let encoding = try WrittenFiles.encode(network, .model)
    #expect(encoding.notes.contains { $0.contains("repeated for each of its 4 features") })
    guard case .affine(let again) = try WrittenFiles.read(encoding).layers[0],
      case .batchNormalization(_, _, let mean, let variance, _) = again.origin
    else { return #expect(Bool(false), "no BatchNormalization") }
    #expect(mean == [1, 2, 1, 2])
    #expect(variance == [1, 4, 1, 4])
    #expect(again.scale == [1, 0.5, 1, 0.5])
  }
}
