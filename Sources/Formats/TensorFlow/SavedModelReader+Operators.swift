import Networks
import Numerics

extension SavedModelReader {
  private static let functions: [String: GraphFunction] = [
    "Relu": .activation(.relu()), "Sigmoid": .activation(.sigmoid), "Tanh": .activation(.tanh),
    "Softplus": .activation(.softplus), "Softsign": .activation(.softsign),
    "Exp": .activation(.exponential), "Elu": .activation(.elu(alpha: 1)),
    "Selu": .activation(.selu), "Relu6": .clip(lower: 0, upper: 6), "Neg": .negative,
    "Abs": .absolute, "Reciprocal": .reciprocal, "Inv": .reciprocal, "Sqrt": .squareRoot,
    "Rsqrt": .reciprocalSquareRoot, "Square": .square, "Log": .logarithm,
    "Log1p": .logarithmOfOnePlus, "Expm1": .exponentialMinusOne, "Erf": .errorFunction,
    "Erfc": .complementaryErrorFunction, "Sign": .sign, "LogicalNot": .isZero,
  ]
  private static let combinations: [String: GraphCombination] = [
    "AddV2": .sum, "Add": .sum, "BiasAdd": .sum, "Sub": .difference, "Mul": .product,
    "RealDiv": .quotient, "Div": .quotient, "Pow": .power, "Minimum": .smaller, "Maximum": .larger,
    "SquaredDifference": .squaredDifference, "Less": .less, "LessEqual": .lessOrEqual,
    "Greater": .greater, "GreaterEqual": .greaterOrEqual, "LogicalAnd": .both,
    "LogicalOr": .either,
  ]
  /// Operators that change nothing when a model is served.
  private static let unchanged: Set<String> = [
    "Identity", "StopGradient", "PreventGradient", "CheckNumerics", "Snapshot", "EnsureShape",
  ]

  /// Follows one operator that is no call.
  ///
  /// - Throws: ``GraphError`` when it is no step of a chain.
  mutating func follow(
    _ node: TensorFlowNode, _ inputs: [Value], _ place: GraphPlace
  ) throws(GraphError) -> Value {
    if node.kind == "ReadVariableOp" || Self.unchanged.contains(node.kind) {
      guard let first = inputs.first else { throw place.problem("has no input") }
      guard case .variable(let array) = first else { return first }
      guard node.kind == "ReadVariableOp" else { return first }
      guard let array else {
        throw place.problem("reads a variable that the checkpoint does not have")
      }
      return .value(.stored(array, isTransposed: false))
    }
    var values: [GraphValue] = []
    for case .value(let value) in inputs { values.append(value) }
    guard values.count == inputs.count else {
      throw place.problem("takes a variable itself, not what is in it")
    }
    return .value(try follow(node, values, place))
  }

  private mutating func follow(
    _ node: TensorFlowNode, _ inputs: [GraphValue], _ place: GraphPlace
  ) throws(GraphError) -> GraphValue {
    func input(_ index: Int) throws(GraphError) -> GraphValue {
      guard inputs.indices.contains(index) else {
        throw place.problem("has no input number \(index)")
      }
      return inputs[index]
    }
    if let function = Self.functions[node.kind] {
      return try graph.apply(function, to: try input(0), at: place)
    }
    if let combination = Self.combinations[node.kind] {
      return try graph.combine(combination, try input(0), try input(1), at: place)
    }
    switch node.kind {
    case "Const":
      guard let tensor = try node.tensor("value") else {
        throw place.problem("is a constant of texts or resources")
      }
      try graph.spend(tensor.values.count, place.name)
      return .constant(tensor)
    case "MatMul":
      guard try node.number("transpose_a", default: 0) == 0, try input(0).node != nil else {
        throw place.problem("has its weights on the left, or works across samples")
      }
      return try graph.dense(
        try input(0), weights: try input(1),
        isTransposed: try node.number("transpose_b", default: 0) != 0, at: place)
    case "LeakyRelu":
      let slope = try node.number("alpha", default: 0.2)
      return try graph.apply(.activation(.leakyReLU(slope: slope)), to: try input(0), at: place)
    case "Softmax", "LogSoftmax":
      let layer = ActivationLayer(
        name: place.name, activation: node.kind == "Softmax" ? .softmax : .logSoftmax)
      return try graph.apply(.activation(layer), to: try input(0), at: place)
    case "Select", "SelectV2":
      return try graph.choose(try input(0), try input(1), try input(2), at: place)
    case "Cast":
      let value = try input(0)
      switch Int(try node.number("DstT", default: 1)) {
      case 1, 2, 14, 19: return value
      case 10: return try graph.apply(.isNotZero, to: value, at: place)
      default:
        guard value.node == nil else {
          throw place.problem("rounds numbers that depend on the input to whole ones")
        }
        return value
      }
    case "Mean", "Sum", "Max":
      let axes = try graph.constant(try input(1))?.integers
      guard axes == [1] || axes == [-1], try node.number("keep_dims", default: 0) != 0 else {
        throw place.problem("reduces other axes than that of the features")
      }
      let reduction: GraphReduction =
        node.kind == "Mean" ? .mean : node.kind == "Sum" ? .sum : .largest
      return try graph.reduce(reduction, try input(0), at: place)
    case "ZerosLike", "OnesLike":
      return .constant(GraphTensor(node.kind == "ZerosLike" ? 0 : 1))
    default: return try followShape(node, inputs, place)
    }
  }

  /// Follows an operator that works on shapes: Keras 3 flattens with four of them.
  private mutating func followShape(
    _ node: TensorFlowNode, _ inputs: [GraphValue], _ place: GraphPlace
  ) throws(GraphError) -> GraphValue {
    guard let first = inputs.first else {
      throw place.problem("is no operator that a chain of dense layers has")
    }
    switch node.kind {
    case "Shape":
      guard let index = first.node, let sample = graph.nodes[index].sample else {
        throw place.problem("asks for a shape that is not known")
      }
      return .extents([nil] + sample.map(Optional.some))
    case "StridedSlice":
      guard case .extents(let extents) = first, inputs.count == 4,
        let start = try graph.constant(inputs[1])?.scalar,
        try node.number("ellipsis_mask", default: 0) == 0,
        try node.number("begin_mask", default: 0) == 0,
        try node.number("shrink_axis_mask", default: 0) == 1,
        let index = Int(exactly: start), (-extents.count..<extents.count).contains(index)
      else { throw place.problem("picks features, which no layer of a chain does") }
      return .extents([extents[index < 0 ? index + extents.count : index]])
    case "Pack", "ConcatV2":
      var extents: [Int?] = []
      for input in node.kind == "Pack" ? inputs[...] : inputs.dropLast() {
        if case .extents(let own) = input {
          extents += own
        } else if let own = try graph.constant(input)?.integers {
          extents += own.map(Optional.some)
        } else {
          throw place.problem("joins branches; a chain has none")
        }
        guard extents.count <= 64 else { throw place.problem("joins more than 64 extents") }
      }
      return .extents(extents)
    case "Reshape":
      guard inputs.count == 2 else { throw place.problem("has no shape to take") }
      if case .extents(let extents) = inputs[1] {
        return try graph.reshape(first, to: extents, at: place)
      }
      guard let target = try graph.constant(inputs[1])?.integers, target.count <= 64 else {
        throw place.problem("has a shape that depends on the input")
      }
      return try graph.reshape(first, to: target.map(Optional.some), at: place)
    case "Squeeze", "ExpandDims":
      guard var tensor = try graph.constant(first) else {
        throw place.problem("changes the axes of samples")
      }
      tensor.shape = node.kind == "Squeeze" ? tensor.shape.filter { $0 != 1 } : [1] + tensor.shape
      return .constant(tensor)
    case "Transpose":
      guard let tensor = try graph.constant(first)?.transposed, inputs.count == 2,
        try graph.constant(inputs[1])?.integers == [1, 0]
      else { throw place.problem("exchanges the axes of samples") }
      return .constant(tensor)
    default: throw place.problem("is no operator that a chain of dense layers has")
    }
  }
}
