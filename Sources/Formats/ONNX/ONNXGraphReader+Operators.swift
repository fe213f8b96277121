import Networks
import Numerics

extension ONNXGraphReader {
  /// Operators that are a function of every number.
  private static let functions: [String: GraphFunction] = [
    "Relu": .activation(.relu()), "Sigmoid": .activation(.sigmoid), "Tanh": .activation(.tanh),
    "Softplus": .activation(.softplus), "Softsign": .activation(.softsign),
    "Exp": .activation(.exponential), "Mish": .activation(.mish),
    "HardSwish": .activation(.hardSilu), "Neg": .negative, "Abs": .absolute,
    "Reciprocal": .reciprocal, "Sqrt": .squareRoot, "Log": .logarithm, "Erf": .errorFunction,
    "Erfc": .complementaryErrorFunction, "Expm1": .exponentialMinusOne, "Sign": .sign,
    "Not": .isZero,
  ]
  /// Operators of two values.
  private static let combinations: [String: GraphCombination] = [
    "Add": .sum, "Sub": .difference, "Mul": .product, "Div": .quotient, "Pow": .power,
    "Less": .less, "LessOrEqual": .lessOrEqual, "Greater": .greater,
    "GreaterOrEqual": .greaterOrEqual, "And": .both, "Or": .either,
  ]

  /// Follows one node.
  ///
  /// - Throws: ``GraphError`` when it is no step of a chain.
  mutating func follow(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    if node.domain == "ai.onnx.ml" { return try followLearning(node, place) }
    // Whatever is made of labels is one.
    if node.inputs.contains(where: labels.contains) { return mark(node) }
    if let function = Self.functions[node.kind] {
      let value = try value(node, 0, place)
      return set(node, try graph.apply(function, to: value, at: place))
    }
    if let combination = Self.combinations[node.kind] {
      let left = try value(node, 0, place)
      let right = try value(node, 1, place)
      return set(node, try graph.combine(combination, left, right, at: place))
    }
    if let activation = try activation(node) {
      let value = try value(node, 0, place)
      return set(node, try graph.apply(.activation(activation), to: value, at: place))
    }
    switch node.kind {
    case "Gemm": try gemm(node, place)
    case "MatMul":
      let left = try value(node, 0, place)
      guard left.node != nil else { throw place.problem("has its weights on the left") }
      set(node, try graph.dense(left, weights: try value(node, 1, place), at: place))
    case "Identity", "Dropout":
      if node.kind == "Dropout", node.outputs.count > 1, !node.outputs[1].isEmpty {
        labels.insert(node.outputs[1])
      }
      set(node, try value(node, 0, place))
    case "Cast", "CastLike": try cast(node, place)
    case "Max", "Min":
      guard node.inputs.count == 2 else { throw place.problem("has other than two inputs") }
      set(
        node,
        try graph.combine(
          node.kind == "Max" ? .larger : .smaller, try value(node, 0, place),
          try value(node, 1, place), at: place))
    case "Where":
      set(
        node,
        try graph.choose(
          try value(node, 0, place), try value(node, 1, place), try value(node, 2, place),
          at: place))
    case "Clip": try clip(node, place)
    case "PRelu": try parametricReLU(node, place)
    case "Softmax", "LogSoftmax": try softmax(node, place)
    case "BatchNormalization": try batchNormalization(node, place)
    case "LayerNormalization": try layerNormalization(node, place)
    case "ReduceMean", "ReduceSum", "ReduceMax", "ReduceL1": try reduce(node, place)
    case "ArgMax":
      if let task = argMaxTask(node) { self.task = task }
      mark(node)
    default: try followShape(node, place)
    }
  }

  /// Says what a node gives.
  mutating func set(_ node: ONNXNode, _ value: GraphValue) {
    if let name = node.outputs.first { values[name] = value }
  }

  /// Says that a node's outputs are labels.
  mutating func mark(_ node: ONNXNode) { labels.formUnion(node.outputs) }

  /// What the largest of scores says of the outputs.
  private func argMaxTask(_ node: ONNXNode) -> OutputTask? {
    guard let name = node.input(0), let index = values[name]?.node,
      case .layer(.activation(let layer)) = graph.nodes[index].operation
    else { return task ?? .scores }
    return layer.activation == .softmax ? .classification : task
  }

  /// An activation with parameters of its own.
  private func activation(_ node: ONNXNode) throws(GraphError) -> Activation? {
    switch node.kind {
    case "LeakyRelu": return .leakyReLU(slope: try node.number("alpha", default: 0.01))
    case "Elu": return .elu(alpha: try node.number("alpha", default: 1))
    case "Celu": return .celu(alpha: try node.number("alpha", default: 1))
    case "ThresholdedRelu":
      return .thresholdedReLU(theta: try node.number("alpha", default: 1))
    case "Selu":
      let alpha = try node.number("alpha", default: 1.6732632423543772)
      let gamma = try node.number("gamma", default: 1.0507009873554805)
      let isUsual = abs(alpha - 1.6732632423543772) < 1e-6 && abs(gamma - 1.0507009873554805) < 1e-6
      guard isUsual else { return nil }
      return .selu
    case "Gelu":
      switch try node.text("approximate", default: "none") {
      case "none": return .gelu(approximate: false)
      case "tanh": return .gelu(approximate: true)
      default: return nil
      }
    case "HardSigmoid":
      let slope = try node.number("alpha", default: 0.2)
      guard try node.number("beta", default: 0.5) == 0.5, slope > 0 else { return nil }
      if slope == 0.5 { return .sparseSigmoid }
      return .hardSigmoid(slope: Self.exact(slope))
    case "Swish":
      return try node.number("alpha", default: 1) == 1 ? .silu : nil
    case "Shrink":
      let threshold = try node.number("lambd", default: 0.5)
      let bias = try node.number("bias", default: 0)
      guard threshold >= 0 else { return nil }
      return bias == 0
        ? .hardShrink(threshold: threshold)
        : bias == threshold ? .softShrink(threshold: threshold) : nil
    default: return nil
    }
  }

  /// The usual slopes are no float32 numbers.
  private static func exact(_ slope: Double) -> Double {
    for usual in [0.2, 1.0 / 6] where Float(usual) == Float(slope) { return usual }
    return slope
  }

  private mutating func gemm(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    guard try node.integer("transA", default: 0) == 0 else {
      throw place.problem("has transA, so it does not work sample by sample")
    }
    let samples = try value(node, 0, place)
    guard samples.node != nil else { throw place.problem("has its weights on the left") }
    set(
      node,
      try graph.dense(
        samples, weights: try value(node, 1, place), bias: try optional(node, 2, place),
        isTransposed: try node.integer("transB", default: 0) != 0,
        factor: try node.number("alpha", default: 1),
        biasFactor: try node.number("beta", default: 1), at: place))
  }

  private mutating func cast(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    let value = try value(node, 0, place)
    if node.kind == "CastLike" { return set(node, value) }
    switch try node.integer("to", default: 0) {
    case 1, 10, 11, 16: set(node, value)
    case 9: set(node, try graph.apply(.isNotZero, to: value, at: place))
    default:
      // Whole numbers that depend on the input are labels.
      if value.node != nil { mark(node) } else { set(node, value) }
    }
  }

  private mutating func clip(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    var lower = -Double.infinity
    var upper = Double.infinity
    if version < 11 {
      lower = try node.number("min", default: lower)
      upper = try node.number("max", default: upper)
    } else {
      for (index, isLower) in [(1, true), (2, false)] where node.input(index) != nil {
        guard let bound = try constant(node, index, place).scalar else {
          throw place.problem("has bounds that differ from feature to feature")
        }
        if isLower { lower = bound } else { upper = bound }
      }
    }
    // The largest float32 stands for no bound.
    if lower <= -3.4e38 { lower = -.infinity }
    if upper >= 3.4e38 { upper = .infinity }
    guard lower <= upper else { throw place.problem("has bounds in the wrong order") }
    set(
      node,
      try graph.apply(
        .clip(lower: lower, upper: upper), to: try value(node, 0, place), at: place))
  }

  private mutating func parametricReLU(
    _ node: ONNXNode, _ place: GraphPlace
  ) throws(GraphError) {
    let slopes = try constant(node, 1, place)
    let samples = try value(node, 0, place)
    let activation: Activation
    if let slope = slopes.scalar {
      activation = .leakyReLU(slope: slope)
    } else {
      let index = try graph.node(samples, place)
      guard let spread = slopes.broadcast(over: graph.nodes[index].sample) else {
        throw place.problem("has slopes of the shape \(slopes.shape), which fit no sample")
      }
      activation = .parametricReLU(slopes: spread)
    }
    set(
      node,
      try graph.apply(
        .activation(
          ActivationLayer(
            name: place.name, activation: activation, storedType: slopes.type.rawValue)),
        to: samples, at: place))
  }

  private mutating func softmax(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    let axis = try node.integer("axis", default: version < 13 ? 1 : -1)
    guard axis == 1 || axis == -1 else {
      throw place.problem("works along axis \(axis), which is not within a sample")
    }
    let layer = ActivationLayer(
      name: place.name, activation: node.kind == "Softmax" ? .softmax : .logSoftmax)
    set(node, try graph.apply(.activation(layer), to: try value(node, 0, place), at: place))
  }
}
