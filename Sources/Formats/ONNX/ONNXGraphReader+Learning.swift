import Networks
import Numerics

extension ONNXGraphReader {
  /// Follows a node of `ai.onnx.ml`, as scikit-learn's models are written with.
  ///
  /// - Throws: ``GraphError`` when it is no step of a chain.
  mutating func followLearning(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    switch node.kind {
    case "Scaler": try scale(node, place)
    case "LinearClassifier": try classify(node, place)
    case "LinearRegressor": try regress(node, place)
    case "Normalizer": try normalize(node, place)
    case "ZipMap":
      classNames = try classLabels(node, "classlabels_strings", "classlabels_int64s")
      set(node, try value(node, 0, place))
    case "ArrayFeatureExtractor":
      guard node.inputs.count == 2, labels.contains(node.inputs[1]) else {
        throw place.problem("picks features, which no layer of a chain does")
      }
      if let names = try names(in: node.inputs[0]) { classNames = names }
      mark(node)
    case "Binarizer":
      task = .multilabel
      mark(node)
    default:
      if node.inputs.contains(where: labels.contains) { return mark(node) }
      throw place.problem("is no operator that a chain of dense layers has")
    }
  }

  private func classLabels(
    _ node: ONNXNode, _ texts: String, _ integers: String
  ) throws(GraphError) -> [String]? {
    if let names = try node.texts(texts) { return names }
    return try node.integers(integers)?.map(String.init)
  }

  private mutating func scale(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    let samples = try value(node, 0, place)
    let offset = try node.numbers("offset") ?? [0]
    let scale = try node.numbers("scale") ?? [1]
    let index = try graph.node(samples, place)
    let known = max(offset.count, scale.count)
    if known > 1 { graph.settle(index, width: known) }
    guard let width = graph.width(index),
      [offset, scale].allSatisfy({ [1, width].contains($0.count) })
    else { throw place.problem("has other numbers than its samples have features") }
    func spread(_ values: [Double]) -> [Double] {
      values.count == width ? values : [Double](repeating: values[0], count: width)
    }
    let layer =
      scale.contains(0)
      ? AffineLayer(
        name: place.name, scaling: .minMax(minimum: spread(offset), scale: spread(scale)))
      : AffineLayer(
        name: place.name,
        scaling: .standard(mean: spread(offset), scale: spread(scale).map { 1 / $0 }))
    set(node, try graph.apply(.affine(layer), to: samples, at: place))
  }

  private mutating func classify(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    let coefficients = try node.numbers("coefficients") ?? []
    var intercepts = try node.numbers("intercepts") ?? []
    let names = try classLabels(node, "classlabels_strings", "classlabels_ints") ?? []
    var rows = intercepts.isEmpty ? names.count : intercepts.count
    guard rows > 0, coefficients.count % rows == 0, !coefficients.isEmpty else {
      throw place.problem("has \(coefficients.count) coefficients for \(rows) classes")
    }
    let features = coefficients.count / rows
    if intercepts.isEmpty { intercepts = [Double](repeating: 0, count: rows) }
    var weights = coefficients
    // Of two classes the first is the opposite of the second: one output tells them apart.
    let isPair =
      rows == 2 && names.count == 2 && intercepts[0] == -intercepts[1]
      && zip(weights.prefix(features), weights.suffix(features)).allSatisfy { $0 == -$1 }
    let transform = try node.text("post_transform", default: "NONE")
    if isPair, transform != "SOFTMAX" {
      weights = Array(weights.suffix(features))
      intercepts = [intercepts[1]]
      rows = 1
    }
    guard rows == names.count || rows == 1 && names.count == 2 else {
      throw place.problem("has \(rows) rows of coefficients for \(names.count) classes")
    }
    let scores = try dense(
      try value(node, 0, place), weights, intercepts, rows: rows, name: "classifier", place)
    classNames = names
    let result: GraphValue
    switch transform {
    case "NONE":
      task = .scores
      result = scores
    case "LOGISTIC":
      result = try graph.apply(.activation(.sigmoid), to: scores, at: place)
    case "SOFTMAX" where rows > 1:
      task = .classification
      result = try graph.apply(
        .activation(ActivationLayer(name: place.name, activation: .softmax)), to: scores, at: place)
    default: throw place.problem("has the post_transform \(transform.prefix(40))")
    }
    if let name = node.outputs.first { labels.insert(name) }
    if node.outputs.count > 1 { values[node.outputs[1]] = result }
  }

  private mutating func regress(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    let coefficients = try node.numbers("coefficients") ?? []
    let targets = try node.integer("targets", default: 1)
    let intercepts = try node.numbers("intercepts") ?? []
    guard (1...100_000).contains(targets), !coefficients.isEmpty,
      coefficients.count % targets == 0, intercepts.isEmpty || intercepts.count == targets
    else { throw place.problem("has \(coefficients.count) coefficients for \(targets) targets") }
    guard try node.text("post_transform", default: "NONE") == "NONE" else {
      throw place.problem("transforms what it predicts")
    }
    task = .regression
    set(
      node,
      try dense(
        try value(node, 0, place), coefficients, intercepts, rows: targets, name: "regressor",
        place))
  }

  /// A dense layer of an operator that keeps `[units × inputs]` coefficients as attributes.
  private mutating func dense(
    _ samples: GraphValue, _ coefficients: [Double], _ intercepts: [Double], rows: Int,
    name: String, _ place: GraphPlace
  ) throws(GraphError) -> GraphValue {
    var place = place
    if place.name.isEmpty { place.name = name }
    return try graph.dense(
      samples,
      weights: .constant(
        GraphTensor(shape: [rows, coefficients.count / rows], values: coefficients)),
      bias: intercepts.isEmpty
        ? nil : .constant(GraphTensor(shape: [rows], values: intercepts)),
      isTransposed: true, at: place)
  }

  /// Probabilities divided by their sum: nothing new behind softmax, and one against the rest behind
  /// logistic outputs.
  private mutating func normalize(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    let value = try value(node, 0, place)
    let index = try graph.node(value, place)
    guard try node.text("norm", default: "MAX") == "L1",
      case .layer(.activation(let layer)) = graph.nodes[index].operation
    else { throw place.problem("normalizes something else than probabilities by their sum") }
    switch layer.activation {
    case .softmax: break
    case .sigmoid: if graph.width(index) != 1 { task = .oneVsRest }
    default: throw place.problem("normalizes something else than probabilities by their sum")
    }
    set(node, value)
  }
}
