import Files
import Formats
import Networks
import TestSupport
import Testing

@Suite("The weights that a model file lists")
struct KerasWeightsTests {
  @Test(
    "every variable is listed in its layer with its shape and type", arguments: KerasTruth.names)
  func listed(name: String) throws {
    let truth = try KerasTruth(name)
    let model = try ModelFile.open(Fixture.path("\(name).h5"))
    #expect(model.inventory.format == .kerasHDF5Model)
    #expect(model.inventory.kerasVersion == truth.kerasVersion)
    let listed = model.inventory.layers.flatMap { layer in
      layer.tensors.map { tensor in
        "\(nameInTruth(layer.name, truth)) \(tensor.shape) \(tensor.elementType)"
      }
    }
    let wanted = truth.weights.map { "\($0.layer) \($0.shape) \($0.dtype)" }
    #expect(listed.sorted() == wanted.sorted())
    #expect(
      model.inventory.parameterCount
        == truth.weights.reduce(0) { $0 + $1.shape.reduce(1, *) })
  }

  @Test("every variable has the values that Keras gave it", arguments: KerasTruth.names)
  func values(name: String) throws {
    let truth = try KerasTruth(name)
    var found: [String: [[Double]]] = [:]
    try ModelFile.open(Fixture.path("\(name).h5")).forEachTensor {
      entry, values throws(FileError) in
      #expect(values.count == entry.count)
      found["\(entry.shape)", default: []].append(statistics(try values.all()))
    }
    for weight in truth.weights {
      let wanted = [weight.mean, weight.deviation, weight.minimum, weight.maximum]
      let scale = max(abs(weight.minimum), abs(weight.maximum), .leastNormalMagnitude)
      let match = found["\(weight.shape)"]?.firstIndex { candidate in
        zip(candidate, wanted).allSatisfy { abs($0 - $1) <= 1e-9 * scale }
      }
      let index = try #require(match, "no tensor with the values of \(weight.path)")
      found["\(weight.shape)"]?.remove(at: index)
    }
  }

  @Test("the roles are those of the contract, whatever the generation calls the variables")
  func roles() throws {
    let old = try ModelFile.open(Fixture.path("keras/keras-1.2.2/mlp_layers.h5"))
    let new = try ModelFile.open(Fixture.path("keras/keras-3.15.1/mlp_obj.h5"))
    for model in [old, new] {
      let roles = model.inventory.layers.flatMap(\.tensors).map(\.role)
      #expect(roles == ["weights", "bias", "weights", "bias", "weights", "bias"])
    }
    let normalized = try ModelFile.open(Fixture.path("keras/keras-2.2.4-tf115/bn_opts.h5"))
    let roles = normalized.inventory.layers.filter { $0.className == "BatchNormalization" }.map {
      Set($0.tensors.map(\.role))
    }
    // Without scale, without center, without both.
    #expect(roles.contains(["beta", "moving_mean", "moving_variance"]))
    #expect(roles.contains(["gamma", "moving_mean", "moving_variance"]))
    #expect(roles.contains(["moving_mean", "moving_variance"]))
  }

  @Test("paths are absolute HDF5 paths below model_weights, and no two are the same")
  func paths() throws {
    for name in KerasTruth.names {
      let model = try ModelFile.open(Fixture.path("\(name).h5"))
      let paths = model.inventory.layers.flatMap(\.tensors).map(\.path)
      #expect(Set(paths).count == paths.count)
      #expect(paths.allSatisfy { $0.hasPrefix("/model_weights/") })
    }
  }

  /// A layer inside a nested model is `OUTER/NAME`; the truth knows it by one of the two, and either may
  /// hold slashes of its own.
  private func nameInTruth(_ full: String, _ truth: KerasTruth) -> String {
    truth.weights.first {
      full == $0.layer || full.hasSuffix("/\($0.layer)") || full.hasPrefix("\($0.layer)/")
    }?.layer ?? full
  }

  /// Mean, population standard deviation, smallest and largest value: the textbook's way.
  private func statistics(_ values: [Double]) -> [Double] {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return [mean, variance.squareRoot(), values.min() ?? .nan, values.max() ?? .nan]
  }
}
