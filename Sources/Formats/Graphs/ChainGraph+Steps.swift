import Files
import Networks
import Numerics
import StoredModels

extension ChainGraph {
  /// A function of every number.
  ///
  /// - Throws: ``GraphError``.
  mutating func apply(
    _ function: GraphFunction, to value: GraphValue, at place: GraphPlace
  ) throws(GraphError) -> GraphValue {
    if let tensor = try constant(value) {
      try spend(tensor.values.count, place.name)
      return .constant(tensor.mapped(function.value))
    }
    let node = try self.node(value, place)
    if case .activation(let activation) = function {
      let layer = ActivationLayer(name: place.name, activation: activation)
      return add(.layer(.activation(layer)), [.node(node)], sample: nodes[node].sample, at: place)
    }
    return add(.function(function), [.node(node)], sample: nodes[node].sample, at: place)
  }

  /// A function of two values, number by number.
  ///
  /// - Throws: ``GraphError`` when their shapes do not fit.
  mutating func combine(
    _ combination: GraphCombination, _ left: GraphValue, _ right: GraphValue, at place: GraphPlace
  ) throws(GraphError) -> GraphValue {
    let first = try constant(left)
    let second = try constant(right)
    if let first, let second {
      try spend(max(first.values.count, second.values.count), place.name)
      guard let result = first.combined(with: second, combination.value) else {
        throw place.problem("combines constants of the shapes \(first.shape) and \(second.shape)")
      }
      return .constant(result)
    }
    let operands = [
      try operand(left, first, place), try operand(right, second, place),
    ]
    return add(
      .combination(combination), operands, sample: try sample(operands, place), at: place)
  }

  /// The second value where the first is not 0, otherwise the third.
  ///
  /// - Throws: ``GraphError`` when their shapes do not fit.
  mutating func choose(
    _ condition: GraphValue, _ first: GraphValue, _ second: GraphValue, at place: GraphPlace
  ) throws(GraphError) -> GraphValue {
    var operands: [Operand] = []
    for value in [condition, first, second] {
      let tensor = try constant(value)
      operands.append(try operand(value, tensor, place))
    }
    guard operands.contains(where: { if case .node = $0 { true } else { false } }) else {
      throw place.problem("chooses between constants")
    }
    return add(.choice, operands, sample: try sample(operands, place), at: place)
  }

  /// One number for each sample.
  ///
  /// - Throws: ``GraphError``.
  mutating func reduce(
    _ reduction: GraphReduction, _ value: GraphValue, at place: GraphPlace
  ) throws(GraphError) -> GraphValue {
    let node = try self.node(value, place)
    guard nodes[node].sample?.count ?? 1 == 1 else {
      throw place.problem("reduces samples of more than one axis")
    }
    return add(.reduction(reduction), [.node(node)], sample: [1], at: place)
  }

  /// A layer that is an operator of its own.
  ///
  /// - Throws: ``GraphError`` when it does not fit.
  mutating func apply(
    _ layer: NetworkLayer, to value: GraphValue, at place: GraphPlace
  ) throws(GraphError) -> GraphValue {
    let node = try self.node(value, place)
    var sample = nodes[node].sample
    switch layer {
    case .affine(let affine): settle(node, width: affine.scale.count)
    case .layerNormalization(let normalization): settle(node, width: normalization.width)
    default: break
    }
    sample = nodes[node].sample
    if case .activation(let activation) = layer {
      switch activation.activation {
      case .softmax, .logSoftmax, .sparsemax, .glu:
        guard sample?.count ?? 1 == 1 else {
          throw place.problem("works on samples of more than one axis")
        }
      default: break
      }
    }
    if let width = width(node) {
      guard let outputs = layer.outputs(forInputs: width) else {
        throw place.problem("\(layer.summary) does not fit the \(width) values before it")
      }
      if outputs != width { sample = [outputs] }
    }
    return add(.layer(layer), [.node(node)], sample: sample, at: place)
  }

  /// A dense layer: `value · weights + bias`.
  ///
  /// - Parameters:
  ///   - value: the samples.
  ///   - weights: constant, `[inputs × units]`, or `[units × inputs]` when `isTransposed`.
  ///   - bias: constant, or nothing.
  ///   - isTransposed: how the weights lie.
  ///   - factor: of the weights.
  ///   - biasFactor: of the bias.
  ///   - place: the operator.
  /// - Throws: ``GraphError`` when something is not constant or does not fit.
  mutating func dense(
    _ value: GraphValue, weights: GraphValue, bias: GraphValue? = nil, isTransposed: Bool = false,
    factor: Double = 1, biasFactor: Double = 1, at place: GraphPlace
  ) throws(GraphError) -> GraphValue {
    let node = try self.node(value, place)
    var isTransposed = isTransposed
    let kept: StoredArray
    switch weights {
    case .node: throw place.problem("multiplies two values that depend on the input")
    case .stored(let stored, let isStoredTransposed) where factor == 1:
      kept = stored
      if isStoredTransposed { isTransposed.toggle() }
    default:
      guard let tensor = try constant(weights) else { throw place.problem("has no weights") }
      kept = array(factor == 1 ? tensor : tensor.mapped { $0 * factor }, "weights", place)
    }
    guard kept.shape.count == 2, kept.shape.allSatisfy({ $0 > 0 }) else {
      throw place.problem("has weights of the shape \(kept.shape); a matrix was expected")
    }
    let inputs = kept.shape[isTransposed ? 1 : 0]
    let units = kept.shape[isTransposed ? 0 : 1]
    settle(node, width: inputs)
    guard nodes[node].sample == [inputs] else {
      throw place.problem(
        "has weights for \(inputs) values, and samples of the shape \(nodes[node].sample ?? [])")
    }
    var biasTensor: GraphTensor?
    if let bias {
      guard var tensor = try constant(bias) else {
        throw place.problem("has a bias that depends on the input")
      }
      guard let spread = tensor.broadcast(over: [units]) else {
        throw place.problem("has a bias of the shape \(tensor.shape) for \(units) units")
      }
      if tensor.values.count != units || biasFactor != 1 { tensor.source = nil }
      tensor.shape = [units]
      tensor.values =
        (spread.count == units ? spread : [Double](repeating: spread[0], count: units))
        .map { biasFactor == 1 ? $0 : $0 * biasFactor }
      biasTensor = tensor
    }
    let layer = StoredChain<StoredArray>.Dense(
      name: place.name, inputs: inputs, units: units, weights: kept,
      bias: biasTensor.map { array($0, "bias", place) }, storedType: kept.type.rawValue,
      isTransposed: isTransposed)
    return add(.dense(layer), [.node(node)], sample: [units], at: place)
  }

  /// The same numbers of a sample in other axes.
  ///
  /// - Parameters:
  ///   - value: what is reshaped.
  ///   - target: all extents, that of the samples first: −1 and `nil` stand for what is left.
  ///   - place: the operator.
  /// - Throws: ``GraphError`` when numbers of several samples would be mixed.
  mutating func reshape(
    _ value: GraphValue, to target: [Int?], at place: GraphPlace
  ) throws(GraphError) -> GraphValue {
    if let tensor = try constant(value) {
      guard let result = tensor.reshaped(to: target.map { $0 ?? -1 }) else {
        throw place.problem("reshapes a constant \(tensor.shape) to another size")
      }
      return .constant(result)
    }
    let node = try self.node(value, place)
    let mixing = place.problem(
      "reshapes samples of the shape \(nodes[node].sample ?? []) to \(target.map { $0 ?? -1 }), "
        + "which is not sample by sample")
    guard target.count >= 2, target[0] ?? -1 == -1 else { throw mixing }
    let rest = target.dropFirst().map { $0 ?? -1 }
    if nodes[node].sample == nil {
      guard rest.count == 1, rest[0] > 0 else { return value }
      settle(node, width: rest[0])
    }
    guard let width = width(node) else { throw mixing }
    let fixed = rest.filter { $0 != -1 }
    guard let known = Shape(fixed)?.count, known > 0, rest.count - fixed.count <= 1,
      rest.count > fixed.count ? width % known == 0 : width == known
    else { throw mixing }
    // With an open extent among the features, the samples must keep theirs.
    if rest.count > fixed.count, width != known, target[0] == -1 { throw mixing }
    let sample = rest.map { $0 == -1 ? width / known : $0 }
    var place = place
    place.kind = "Reshape"
    return add(.features(0..<width), [.node(node)], sample: sample, at: place)
  }

  /// A constant as an array; one that is in no file gets a name of the operator's.
  func array(_ tensor: GraphTensor, _ role: String, _ place: GraphPlace) -> StoredArray {
    StoredArray(
      tensor.source ?? "\(place.name).\(role)", shape: tensor.shape, type: tensor.type,
      numbers: tensor.values, file: file)
  }

  /// The node that a value is.
  ///
  /// - Throws: ``GraphError`` when it is something else.
  func node(_ value: GraphValue, _ place: GraphPlace) throws(GraphError) -> Int {
    guard let node = value.node else {
      throw place.problem("takes a constant, or extents, where samples were expected")
    }
    return node
  }

  private func operand(
    _ value: GraphValue, _ tensor: GraphTensor?, _ place: GraphPlace
  ) throws(GraphError) -> Operand {
    if let tensor { return .constant(tensor) }
    return .node(try node(value, place))
  }

  /// The shape of samples of what is combined: they must agree, and constants must fit them.
  private mutating func sample(
    _ operands: [Operand], _ place: GraphPlace
  ) throws(GraphError) -> [Int]? {
    var sample: [Int]?
    for case .node(let node) in operands {
      guard let own = nodes[node].sample else { continue }
      if let other = sample, other != own, other != [1], own != [1] {
        throw place.problem("combines samples of the shapes \(other) and \(own)")
      }
      if sample == nil || sample == [1] { sample = own }
    }
    for case .constant(let tensor) in operands where tensor.values.count != 1 {
      // One number for each sample is broadcast over features.
      if sample == [1], tensor.trimmed.count == 1 { sample = [tensor.values.count] }
      guard let spread = tensor.broadcast(over: sample) else {
        throw place.problem("combines samples of the shape \(sample ?? []) with \(tensor.shape)")
      }
      if sample == nil {
        for case .node(let node) in operands { settle(node, width: spread.count) }
        sample = [spread.count]
      }
    }
    return sample
  }
}
