/// What the layers and the table of tensors say of each other.
extension CoefficientHeader {
  /// The tensors by name.
  package var tensorsByName: [String: CoefficientTensor] {
    Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
  }

  /// Every tensor is used exactly once.
  func checkUses() throws(CoefficientError) {
    var unused = Set(tensors.map(\.name))
    let known = unused
    var uses = layers.flatMap { layer in
      layer.tensors.map { (place: "layer \(layer.name)", name: $0.name) }
    }
    if let selfTest {
      uses.append(("selftest", selfTest.inputs))
      uses.append(("selftest", selfTest.outputs))
    }
    for use in uses {
      guard known.contains(use.name) else {
        throw .badData(use.place, "names the tensor \(use.name), which is missing in \"tensors\"")
      }
      guard unused.remove(use.name) != nil else {
        throw .badData(use.place, "names the tensor \(use.name), which is used already")
      }
    }
    if let name = tensors.first(where: { unused.contains($0.name) })?.name {
      throw .badData("tensor \(name)", "is unused: no layer names it")
    }
  }

  /// Every tensor has the shape that its layer says, and every layer takes what the one before gives.
  func checkShapes() throws(CoefficientError) {
    let tensors = tensorsByName
    var width = inputs
    var previous = "the input"
    for layer in layers {
      let place = "layer \(layer.name)"
      for (role, name) in layer.tensors {
        // A missing tensor has an error of its own.
        guard let shape = tensors[name]?.shape else { continue }
        guard role == "weights" else {
          guard shape == [layer.units] || repeats(shape, in: layer) else {
            throw .badData(
              place, "its tensor \(name) has the shape \(shape); [\(layer.units)] was expected")
          }
          continue
        }
        guard shape.count == 2, shape[1] == layer.units else {
          let isTransposed = shape == [layer.units, width]
          throw .badData(
            place,
            "its tensor \(name) has the shape \(shape); [\(width), \(layer.units)] was "
              + "expected: inputs, units" + (isTransposed ? "; it is transposed" : ""))
        }
        guard shape[0] == width else {
          throw .badData(
            place,
            "does not chain: it takes \(shape[0]) inputs, but \(previous) gives \(width)"
              + (shape[1] == width ? "; are its weights transposed?" : ""))
        }
      }
      width = layer.outputs ?? width
      previous = place
    }
    guard let selfTest, let x = tensors[selfTest.inputs]?.shape,
      let y = tensors[selfTest.outputs]?.shape
    else { return }
    guard x.count == 2, y.count == 2, x[0] == y[0], x[1] == inputs, y[1] == width else {
      throw .badData(
        "selftest",
        "has inputs of the shape \(x) and outputs of the shape \(y); "
          + "[rows, \(inputs)] and [rows, \(width)] were expected")
    }
  }

  /// Statistics of the last axis of a sample repeat over its features.
  private func repeats(_ shape: [Int], in layer: CoefficientLayer) -> Bool {
    switch layer.kind {
    case .batchNormalization, .normalization, .rescaling:
      shape.count == 1 && layer.units % shape[0] == 0
        && !(layer.tensors.contains { $0.role == "alpha" })
    default: false
    }
  }
}
