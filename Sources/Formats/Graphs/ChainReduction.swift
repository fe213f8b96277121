import Networks
import Numerics
import StoredModels

/// Finds the chain of layers that a ``ChainGraph`` is, or says which step is in the way.
///
/// A step through which everything goes that depends on the input is a cut. Between two neighboring cuts
/// there is one operator, which is a layer as it stands, or a formula of several, which is recognized as
/// the function it is (``FormulaRecognition``). What leads around a dense layer is no chain.
struct ChainReduction {
  /// The longest formula of one activation.
  private static let longestFormula = 64

  /// A layer, and the steps it was made of.
  struct Piece: Sendable {
    var part: StoredChain<StoredArray>.Part
    /// The nodes of the graph that it stands for.
    var nodes: [Int]
    /// Which tensor of the file a summand is, unchanged, and its type.
    var shiftSource: String?
    var shiftType = ElementType.float32

    /// The name in the model.
    var name: String {
      switch part {
      case .dense(let dense): dense.name
      case .whole(let layer): layer.name
      }
    }
  }

  /// How much may be computed to recognize formulas: steps times features.
  private var formulaBudget = 4_000_000
  private let graph: ChainGraph
  private let output: Int
  /// The nodes on which the output depends, in order.
  private let steps: [Int]
  /// The layers, input first.
  private(set) var pieces: [Piece] = []
  /// What the outputs are for, when a formula said so.
  private(set) var task: OutputTask?

  /// Finds the layers.
  ///
  /// - Parameters:
  ///   - graph: the graph.
  ///   - output: the node that gives the output.
  /// - Throws: ``GraphError``.
  init(_ graph: ChainGraph, output: Int) throws(GraphError) {
    self.graph = graph
    self.output = output
    var isNeeded = [Bool](repeating: false, count: graph.nodes.count)
    isNeeded[output] = true
    for index in stride(from: output, through: 0, by: -1) where isNeeded[index] {
      for case .node(let operand) in graph.nodes[index].operands { isNeeded[operand] = true }
    }
    steps = graph.nodes.indices.filter { isNeeded[$0] }
    try reduce()
    mergeAffine()
    nameUniquely()
  }

  /// The places among the steps through which everything goes.
  private func cuts() -> [Int] {
    var place = [Int](repeating: 0, count: graph.nodes.count)
    for (index, node) in steps.enumerated() { place[node] = index }
    var lastUse = [Int](repeating: 0, count: steps.count)
    for (index, node) in steps.enumerated() {
      for case .node(let operand) in graph.nodes[node].operands { lastUse[place[operand]] = index }
    }
    var furthest = 0
    var cuts: [Int] = []
    for index in steps.indices {
      if furthest <= index { cuts.append(index) }
      furthest = max(furthest, lastUse[index])
    }
    return cuts
  }

  /// Puts other pieces in place of those found.
  mutating func replacePieces(_ pieces: [Piece]) { self.pieces = pieces }

  private mutating func reduce() throws(GraphError) {
    let cuts = cuts()
    var index = 0
    while index + 1 < cuts.count {
      let start = cuts[index]
      // The longest formula first: what is a part of it may look like a layer of its own.
      var end = index + 1
      while end + 1 < cuts.count, cuts[end + 1] - start <= Self.longestFormula,
        !isFixed(steps[cuts[end]]), !isFixed(steps[cuts[end + 1]])
      {
        end += 1
      }
      var found = false
      while end > index, !found {
        let range = (start + 1)...cuts[end]
        if range.count == 1, try single(steps[range.lowerBound]) {
          found = true
        } else if range.count > 1, range.count <= Self.longestFormula {
          found = try formula(Array(steps[range]), from: steps[start])
        }
        if !found { end -= 1 }
      }
      guard found else { throw obstacle(Array(steps[(start + 1)...cuts[index + 1]])) }
      index = end
    }
  }

  /// Whether a step is a layer of its own wherever it stands: no formula reaches across it.
  private func isFixed(_ node: Int) -> Bool {
    let node = graph.nodes[node]
    switch node.operation {
    case .dense: return true
    case .layer(.affine), .layer(.layerNormalization): return true
    case .combination:
      for case .constant(let tensor) in node.operands where tensor.values.count > 1 { return true }
      return false
    default: return false
    }
  }

  /// One operator between two cuts.
  ///
  /// - Returns: whether it is a layer.
  private mutating func single(_ index: Int) throws(GraphError) -> Bool {
    let node = graph.nodes[index]
    switch node.operation {
    case .dense(let dense): pieces.append(Piece(part: .dense(dense), nodes: [index]))
    case .layer(.activation(let layer)) where layer.activation == .linear: join([index])
    case .layer(let layer): pieces.append(Piece(part: .whole(layer), nodes: [index]))
    case .features(let range):
      guard case .node(let before) = node.operands[0], range == 0..<(graph.width(before) ?? 0)
      else { return false }
      join([index])
    case .function(.clip(let lower, let upper)): clip(lower, upper, index)
    case .function(.negative):
      try appendAffine(index, scale: [-1], shift: [0])
    case .function, .choice:
      return try formula([index], from: operand(of: index))
    case .combination(let combination):
      guard let affine = affine(node, combination) else {
        return try formula([index], from: operand(of: index))
      }
      try appendAffine(index, scale: affine.scale, shift: affine.shift)
      if combination == .sum {
        for case .constant(let tensor) in node.operands {
          pieces[pieces.count - 1].shiftSource = tensor.source
          pieces[pieces.count - 1].shiftType = tensor.type
        }
      }
    case .input, .reduction, .sorted, .runningSums: return false
    }
    return true
  }

  /// The step before a step between cuts.
  private func operand(of index: Int) -> Int {
    for case .node(let operand) in graph.nodes[index].operands { return operand }
    return 0
  }

  /// Says that steps belong to the layer before them.
  private mutating func join(_ nodes: [Int]) {
    if !pieces.isEmpty { pieces[pieces.count - 1].nodes += nodes }
  }

  /// `scale · x + shift` of an operator with a constant operand.
  private func affine(
    _ node: ChainGraph.Node, _ combination: GraphCombination
  ) -> (scale: [Double], shift: [Double])? {
    let constant: GraphTensor
    let isFirst: Bool
    switch (node.operands[0], node.operands[1]) {
    case (.node, .constant(let tensor)): (constant, isFirst) = (tensor, false)
    case (.constant(let tensor), .node): (constant, isFirst) = (tensor, true)
    default: return nil
    }
    for case .node(let before) in node.operands where graph.nodes[before].sample != node.sample {
      return nil
    }
    guard let values = constant.broadcast(over: node.sample) else { return nil }
    switch (combination, isFirst) {
    case (.sum, _): return ([1], values)
    case (.difference, false): return ([1], values.map { -$0 })
    case (.difference, true): return ([-1], values)
    case (.product, _): return (values, [0])
    case (.quotient, false): return (values.map { 1 / $0 }, [0])
    default: return nil
    }
  }

  /// Appends `scale · x + shift`; single numbers stand for all features.
  private mutating func appendAffine(
    _ index: Int, scale: [Double], shift: [Double]
  ) throws(GraphError) {
    let node = graph.nodes[index]
    guard let width = graph.width(index) else {
      throw node.place.problem("works on samples of an unknown number of features")
    }
    func spread(_ values: [Double]) -> [Double] {
      values.count == width ? values : [Double](repeating: values[0], count: width)
    }
    let layer = AffineLayer(
      name: node.place.name, className: node.place.kind, scale: spread(scale), shift: spread(shift))
    pieces.append(Piece(part: .whole(.affine(layer)), nodes: [index]))
  }

  /// A clip to any bounds is a ReLU with a maximum, moved.
  private mutating func clip(_ lower: Double, _ upper: Double, _ index: Int) {
    let name = graph.nodes[index].place.name
    func append(_ activation: Activation) {
      pieces.append(
        Piece(
          part: .whole(.activation(ActivationLayer(name: name, activation: activation))),
          nodes: [index]))
    }
    func move(_ scale: Double, _ shift: Double) {
      let width = graph.width(index) ?? 0
      let layer = AffineLayer(
        name: name, className: "Clip", scale: [Double](repeating: scale, count: width),
        shift: [Double](repeating: shift, count: width))
      pieces.append(Piece(part: .whole(.affine(layer)), nodes: [index]))
    }
    switch (lower, upper) {
    case (-.infinity, .infinity): join([index])
    case (0, _): append(.relu(maximum: upper == .infinity ? nil : upper))
    case (-1, 1): append(.hardTanh)
    case (-.infinity, _):
      move(-1, upper)
      append(.relu())
      move(-1, upper)
    default:
      move(1, -lower)
      append(.relu(maximum: upper == .infinity ? nil : upper - lower))
      move(1, lower)
    }
  }

  /// A formula of several operators.
  ///
  /// - Returns: whether it was recognized.
  private mutating func formula(_ nodes: [Int], from start: Int) throws(GraphError) -> Bool {
    let place = graph.nodes[nodes[nodes.count - 1]].place
    formulaBudget -= nodes.count * max(64, graph.width(start) ?? 64)
    guard formulaBudget >= 0 else {
      throw place.problem("comes after too many operators that are no layers of their own")
    }
    guard let found = FormulaRecognition(graph, nodes: nodes, input: start).layers() else {
      return false
    }
    for layer in found.layers {
      pieces.append(Piece(part: .whole(layer.named(place.name)), nodes: nodes))
    }
    if found.layers.isEmpty { join(nodes) }
    if let task = found.task { self.task = task }
    return true
  }

  private func obstacle(_ nodes: [Int]) -> GraphError {
    let kinds = nodes.prefix(12).map { graph.nodes[$0].place.kind }.joined(separator: ", ")
    let place = graph.nodes[nodes[nodes.count - 1]].place
    for index in nodes {
      if case .dense = graph.nodes[index].operation, nodes.count > 1 {
        return place.problem("joins branches, so the model is no chain: \(kinds)")
      }
    }
    return place.problem(
      nodes.count == 1
        ? "is no step of a chain of dense layers" : "is no known activation as it is used: \(kinds)"
    )
  }
}
