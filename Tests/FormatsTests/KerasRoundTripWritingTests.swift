import Files
import HDF5
import JSON
import Networks
import Numerics
import TestSupport
import Testing

@testable import Formats

/// Read, write, read again: every fixture that is a chain.
@Suite struct KerasRoundTripWritingTests {
  @Test(
    "a full model comes back with the same weights, functions and predictions",
    arguments: WrittenFiles.chains, [KerasFileKind.model, .archive])
  func fullModel(_ fixture: String, _ kind: KerasFileKind) throws {
    // Keras 3 has another hard_sigmoid: there it is two layers.
    if kind == .archive, fixture == "keras/tf-2.4/mix2.h5" { return }
    let network = try WrittenFiles.network(fixture)
    let again = try WrittenFiles.read(WrittenFiles.encode(network, kind))
    #expect(again.layers.count == network.layers.count)
    for (layer, old) in zip(again.layers, network.layers) {
      #expect(Self.nameless(layer) == Self.nameless(old), "\(old.name)")
    }
    #expect(again.inputShape == network.inputShape)
    var numbers = SeededNumbers(seed: 5)
    let samples = Matrix(
      rows: 3, columns: network.inputs, values: numbers.next(3 * network.inputs))
    #expect(again.predict(samples) == network.predict(samples))
  }

  @Test(
    "a file written from what was read is the same file", arguments: WrittenFiles.chains,
    [KerasFileKind.model, .archive])
  func fixedPoint(_ fixture: String, _ kind: KerasFileKind) throws {
    // Names and layers may change once, for what the file cannot say; never again.
    let first = try WrittenFiles.encode(WrittenFiles.network(fixture), kind)
    let second = try WrittenFiles.encode(WrittenFiles.read(first), kind)
    #expect(second.bytes == first.bytes)
  }

  @Test("two runs give the same bytes", arguments: KerasFileKind.allCases)
  func determinism(_ kind: KerasFileKind) throws {
    let network = try WrittenFiles.network("keras/keras-3.15.1/func_chain.h5")
    #expect(
      try WrittenFiles.encode(network, kind) == WrittenFiles.encode(network, kind))
  }

  @Test(
    "the files of Keras 3 hold the weights of every Dense bit by bit, numbered by class",
    arguments: WrittenFiles.chains, [KerasFileKind.weights, .archive])
  func objectLayout(_ fixture: String, _ kind: KerasFileKind) throws {
    let network = try WrittenFiles.network(fixture)
    let bytes = try WrittenFiles.encode(network, kind).bytes
    let variables = try WrittenFiles.variables(
      kind == .archive ? WrittenFiles.member("model.weights.h5", of: bytes) : bytes)
    let denses = network.layers.compactMap { layer in
      if case .dense(let dense) = layer { dense } else { nil }
    }
    for (index, dense) in denses.enumerated() {
      let group = index == 0 ? "dense" : "dense_\(index)"
      #expect(
        variables["\(group)/0"]
          == .init(
            values: dense.weights.values, shape: [dense.inputs, dense.units],
            type: dense.storedType))
      #expect(
        variables["\(group)/1"]
          == dense.bias.map { .init(values: $0, shape: [dense.units], type: dense.storedType) })
    }
  }

  @Test(
    "a legacy weights file holds what a full model has in model_weights",
    arguments: WrittenFiles.chains)
  func legacyWeights(_ fixture: String) throws {
    let network = try WrittenFiles.network(fixture)
    let bytes = try WrittenFiles.encode(network, .legacyWeights).bytes
    try WrittenFiles.hdf5(bytes) { root throws(HDF5Error) in
      let layers = try root.texts("layer_names") ?? []
      var kernels: [[Double]] = []
      for layer in layers {
        let group = try root.group(layer)
        for name in try group.texts("weight_names") ?? [] where name.hasSuffix("/kernel:0") {
          kernels.append(try group.dataset(at: hdf5PathComponents(name)).doubles())
        }
      }
      #expect(
        kernels
          == network.layers.compactMap { layer in
            if case .dense(let dense) = layer { dense.weights.values } else { nil }
          })
      #expect(root.hasAttribute("model_config") == false)
    }
  }

  @Test(
    "weights alone are the same network beside the architecture of the full model",
    arguments: WrittenFiles.chains, [KerasFileKind.legacyWeights, .weights])
  func weightsAndArchitecture(_ fixture: String, _ kind: KerasFileKind) throws {
    let network = try WrittenFiles.network(fixture)
    let model = try WrittenFiles.encode(network, .model)
    let file = try ModelFile(path: "out", bytes: model.bytes)
    // As model.to_json() has it.
    var architecture = try WrittenFiles.configuration(model.bytes, .model).objectValue ?? [:]
    architecture["keras_version"] = file.inventory.kerasVersion.map(JSONValue.string)
    let folder = ScratchFolder()
    let text = JSONValue.object(architecture).serialized(pretty: false)
    try OutputFiles.write(
      [OutputFile(path: folder.file("a.json"), bytes: Array(text.utf8))], replacing: false)
    let hints = try ArchitectureHints(architecture: folder.file("a.json"))
    let weights = try WrittenFiles.encode(network, kind).bytes
    let again = try ModelFile(path: "out", bytes: weights, hints: hints).network()
    #expect(try again == file.network())
  }

  /// The layer without its name, which not every file can keep.
  private static func nameless(_ layer: NetworkLayer) -> NetworkLayer {
    switch layer {
    case .dense(var layer):
      layer.name = ""
      return .dense(layer)
    case .activation(var layer):
      layer.name = ""
      return .activation(layer)
    case .affine(var layer):
      layer.name = ""
      return .affine(layer)
    case .layerNormalization(var layer):
      layer.name = ""
      return .layerNormalization(layer)
    }
  }
}
