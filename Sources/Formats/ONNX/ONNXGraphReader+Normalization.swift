import Networks
import Numerics

extension ONNXGraphReader {
  /// BatchNormalization as it is when a model is used.
  ///
  /// - Throws: ``GraphError``.
  mutating func batchNormalization(
    _ node: ONNXNode, _ place: GraphPlace
  ) throws(GraphError) {
    guard try node.integer("training_mode", default: 0) == 0,
      try node.integer("is_test", default: 1) != 0
    else { throw place.problem("is in training mode") }
    var parts: [GraphTensor] = []
    for index in 1...4 { parts.append(try constant(node, index, place)) }
    let width = parts[0].values.count
    guard width > 0, parts.allSatisfy({ $0.values.count == width }) else {
      throw place.problem("has parameters of different sizes")
    }
    let samples = try value(node, 0, place)
    graph.settle(try graph.node(samples, place), width: width)
    guard graph.nodes[try graph.node(samples, place)].sample == [width] else {
      throw place.problem("has parameters for \(width) features, which its samples do not have")
    }
    let layer: AffineLayer
    do throws(NetworkError) {
      layer = try AffineLayer(
        name: place.name,
        origin: .batchNormalization(
          gamma: parts[0].values, beta: parts[1].values, mean: parts[2].values,
          variance: parts[3].values, epsilon: number(node, "epsilon")),
        width: width, storedType: parts[0].type.rawValue)
    } catch {
      throw place.problem(error.problem)
    }
    set(node, try graph.apply(.affine(layer), to: samples, at: place))
  }

  /// An epsilon, whose default is the same for all that have one.
  private func number(_ node: ONNXNode, _ name: String) -> Double {
    (try? node.number(name, default: 1e-5)) ?? 1e-5
  }

  /// LayerNormalization over the features of a sample.
  ///
  /// - Throws: ``GraphError``.
  mutating func layerNormalization(
    _ node: ONNXNode, _ place: GraphPlace
  ) throws(GraphError) {
    let samples = try value(node, 0, place)
    let gamma = try constant(node, 1, place)
    let beta = node.input(2) == nil ? nil : try constant(node, 2, place)
    let width = gamma.values.count
    graph.settle(try graph.node(samples, place), width: width)
    let axis = try node.integer("axis", default: -1)
    guard axis == -1 || axis == 1, beta?.values.count ?? width == width,
      graph.nodes[try graph.node(samples, place)].sample == [width],
      node.outputs.dropFirst().allSatisfy(\.isEmpty)
    else { throw place.problem("normalizes something else than the features of a sample") }
    let layer = LayerNormalizationLayer(
      name: place.name, gamma: gamma.values, beta: beta?.values, epsilon: number(node, "epsilon"),
      width: width, storedType: gamma.type.rawValue)
    set(node, try graph.apply(.layerNormalization(layer), to: samples, at: place))
  }

  /// One number for each sample.
  ///
  /// - Throws: ``GraphError``.
  mutating func reduce(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    var axes = try node.integers("axes")
    if node.input(1) != nil { axes = try constant(node, 1, place).integers }
    guard let axes, axes == [1] || axes == [-1], try node.integer("keepdims", default: 1) == 1
    else { throw place.problem("reduces other axes than that of the features") }
    let reductions: [String: GraphReduction] = [
      "ReduceMean": .mean, "ReduceSum": .sum, "ReduceMax": .largest, "ReduceL1": .sumOfMagnitudes,
    ]
    guard let reduction = reductions[node.kind] else { throw place.problem("is not known") }
    set(node, try graph.reduce(reduction, try value(node, 0, place), at: place))
  }
}
