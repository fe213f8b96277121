import Files
import Networks
import Numerics
import StoredModels

/// Follows the nodes of an ONNX graph from its input to the output that is a chain's.
struct ONNXGraphReader {
  /// Newer operators may mean something else.
  private static let newestOperators = 28
  private static let newestLearningOperators = 5

  let model: ONNXModel
  let file: String
  /// The version of ONNX's own operators.
  let version: Int
  var graph: ChainGraph
  /// What the names stand for; those of label branches are not among them.
  var values: [String: GraphValue] = [:]
  /// Names of a label branch: what comes out of ArgMax and after it.
  var labels: Set<String> = []
  /// What classes are called, as some operator says.
  var classNames: [String]?
  /// What the outputs are for, when an operator says it.
  var task: OutputTask?
  private let tensors: [String: ONNXTensor]

  /// Prepares to follow a model.
  ///
  /// - Throws: ``GraphError`` when there is more than one input, or something is too new.
  init(_ model: ONNXModel, file: String) throws(GraphError) {
    self.model = model
    self.file = file
    version = model.operatorSets[""] ?? 0
    func problem(_ reason: String) -> GraphError {
      .notRunnable(NotRunnable(layer: nil, className: nil, reason: reason))
    }
    if version > Self.newestOperators {
      throw problem(
        "uses version \(version) of the ONNX operators, which is newer than the "
          + "\(Self.newestOperators) that are known")
    }
    if let version = model.operatorSets["ai.onnx.ml"], version > Self.newestLearningOperators {
      throw problem(
        "uses version \(version) of ai.onnx.ml, which is newer than the "
          + "\(Self.newestLearningOperators) that are known")
    }
    if model.hasFunctions { throw problem("defines functions of its own, which are not followed") }
    if model.hasSparseTensors { throw problem("has sparse tensors, which are not read") }
    let inputs = model.callerInputs
    guard inputs.count == 1 else {
      let names = inputs.prefix(8).map { String($0.name.prefix(80)) }.joined(separator: ", ")
      throw problem("has \(inputs.count) inputs (\(names)); a chain has one")
    }
    let extents = inputs[0].shape?.dropFirst()
    let sample = extents.flatMap { extents -> [Int]? in
      let known = extents.compactMap { $0 }
      return known.count == extents.count && !known.isEmpty && (Shape(known)?.count ?? 0) > 0
        ? known : nil
    }
    graph = ChainGraph(input: inputs[0].name, sample: sample, file: file)
    values[inputs[0].name] = graph.input
    tensors = Dictionary(
      model.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for tensor in model.tensors {
      if let array = tensor.array { values[tensor.name] = .stored(array, isTransposed: false) }
    }
    batch = inputs[0].shape?.first ?? nil
  }

  /// The number of samples, when the file fixes it.
  let batch: Int?

  /// The node of the graph that the chain's output is.
  ///
  /// - Throws: ``GraphError``.
  mutating func output() throws(GraphError) -> Int {
    let needed = try neededNodes()
    for (index, node) in model.nodes.enumerated() where needed[index] {
      let place = place(of: node)
      try checkDomain(node, place)
      try follow(node, place)
    }
    var found: [(name: String, node: Int)] = []
    for output in model.outputs where !labels.contains(output.name) {
      if let node = values[output.name]?.node { found.append((output.name, node)) }
    }
    guard let first = found.first, found.allSatisfy({ $0.node == first.node }) else {
      let names = found.prefix(8).map { String($0.name.prefix(80)) }.joined(separator: ", ")
      throw .notRunnable(
        NotRunnable(
          layer: nil, className: nil,
          reason: found.isEmpty
            ? "has no output of numbers that depends on the input"
            : "has \(found.count) outputs (\(names)); a chain has one"))
    }
    return first.node
  }

  /// The nodes on which an output depends.
  private func neededNodes() throws(GraphError) -> [Bool] {
    var maker: [String: Int] = [:]
    for (index, node) in model.nodes.enumerated() {
      for name in node.outputs where !name.isEmpty { maker[name] = index }
    }
    var isNeeded = [Bool](repeating: false, count: model.nodes.count)
    var open = model.outputs.compactMap { maker[$0.name] }
    while let index = open.popLast() {
      if isNeeded[index] { continue }
      isNeeded[index] = true
      open += model.nodes[index].inputs.compactMap { maker[$0] }.filter { !isNeeded[$0] }
    }
    return isNeeded
  }

  private func place(of node: ONNXNode) -> GraphPlace {
    var place = GraphPlace(name: layerName(node), kind: node.kindWithDomain)
    place.tensors = node.inputs.filter { tensors[$0] != nil }
    return place
  }

  private func checkDomain(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    guard node.domain.isEmpty || node.domain == "ai.onnx.ml" else {
      throw place.problem("is an operator of \"\(node.domain.prefix(80))\", not of ONNX")
    }
    if node.hasGraph { throw place.problem("decides or repeats; a chain does neither") }
  }

  /// What a layer of this node is called: by its weights where they have a name like PyTorch's or
  /// TensorFlow's, otherwise by the node's own.
  private func layerName(_ node: ONNXNode) -> String {
    for input in node.inputs.dropFirst() where tensors[input] != nil {
      for ending in [".weight", ".kernel", ".W", "/kernel"] where input.hasSuffix(ending) {
        return String(input.dropLast(ending.count))
      }
    }
    let own = node.label
    let parts = own.split(separator: "/").map(String.init)
    // `/fc1/Gemm`, `model/dense_1/MatMul:0`: the layer stands before the operator.
    return parts.count >= 2 ? parts[parts.count - 2] : own
  }

  /// The value that an input of a node stands for.
  ///
  /// - Throws: ``GraphError`` when it is left out, or is text or a label.
  func value(_ node: ONNXNode, _ index: Int, _ place: GraphPlace) throws(GraphError) -> GraphValue {
    guard let name = node.input(index) else {
      throw place.problem("has no input number \(index)")
    }
    guard let value = values[name] else {
      if let tensor = tensors[name] {
        throw place.problem("takes \(name.prefix(80)), which is of the type \(tensor.typeName)")
      }
      throw place.problem("takes \(name.prefix(80)), which is no number of a chain")
    }
    return value
  }

  /// The same for an input that may be left out.
  func optional(
    _ node: ONNXNode, _ index: Int, _ place: GraphPlace
  ) throws(GraphError) -> GraphValue? {
    node.input(index) == nil ? nil : try value(node, index, place)
  }

  /// A constant input.
  ///
  /// - Throws: ``GraphError`` when it is not constant.
  mutating func constant(
    _ node: ONNXNode, _ index: Int, _ place: GraphPlace
  ) throws(GraphError) -> GraphTensor {
    guard let tensor = try graph.constant(try value(node, index, place)) else {
      throw place.problem("has an input number \(index) that depends on the samples")
    }
    return tensor
  }

  /// The texts or whole numbers of a tensor, as names of classes.
  ///
  /// - Throws: ``GraphError`` when they cannot be read.
  func names(in tensor: String) throws(GraphError) -> [String]? {
    guard let tensor = tensors[tensor] else { return nil }
    return try GraphError.reading { () throws(FileError) in
      if let texts = try tensor.strings() { return texts }
      guard let array = tensor.array, array.count <= 100_000 else { return nil }
      return try array.values().compactMap { Int(exactly: $0).map(String.init) }
    }
  }
}
