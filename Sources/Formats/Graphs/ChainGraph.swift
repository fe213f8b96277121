import Files
import Networks
import Numerics
import StoredModels

/// A computation graph from one input to one output, with everything constant computed already.
///
/// Readers of graph formats translate their operators to these few; ``ChainReduction`` then finds the chain
/// of layers that the graph is. Nodes only refer to nodes before them.
struct ChainGraph: Sendable {
  /// What a node computes of its operands.
  enum Operation: Sendable {
    /// The samples.
    case input
    /// A dense layer.
    case dense(StoredChain<StoredArray>.Dense)
    /// Any other layer that the format has as one operator.
    case layer(NetworkLayer)
    /// A function of every number.
    case function(GraphFunction)
    /// A function of two values, number by number.
    case combination(GraphCombination)
    /// The second operand where the first is not 0, otherwise the third.
    case choice
    /// One number for each sample.
    case reduction(GraphReduction)
    /// Some of the features.
    case features(Range<Int>)
    /// The features of each sample, largest first.
    case sorted
    /// The sums of each feature and all before it.
    case runningSums
  }

  /// What a node takes: a node before it, or numbers that are broadcast over samples.
  enum Operand: Sendable {
    case node(Int)
    case constant(GraphTensor)
  }

  /// A step.
  struct Node: Sendable {
    var operation: Operation
    var operands: [Operand]
    /// The extents of a sample behind it, when they are known.
    var sample: [Int]?
    var place: GraphPlace
  }

  /// The file's name for messages.
  let file: String
  /// The steps; the first is the input.
  private(set) var nodes: [Node]
  /// How many numbers may still be computed of constants alone.
  private var foldingBudget = 1 << 28

  /// A graph of nothing but its input.
  ///
  /// - Parameters:
  ///   - name: what the format calls the input.
  ///   - sample: the extents of a sample, when they are known.
  ///   - file: the file's name for messages.
  init(input name: String, sample: [Int]?, file: String) {
    self.file = file
    nodes = [
      Node(
        operation: .input, operands: [], sample: sample,
        place: GraphPlace(name: name, kind: "input"))
    ]
  }

  /// The input as a value.
  var input: GraphValue { .node(0) }

  /// The extents of a sample, as far as they became known.
  var inputSample: [Int]? { nodes[0].sample }

  /// The features of a value, when they are known.
  func width(_ node: Int) -> Int? { nodes[node].sample.flatMap { Shape($0)?.count } }

  /// Adds a step.
  mutating func add(
    _ operation: Operation, _ operands: [Operand], sample: [Int]?, at place: GraphPlace
  ) -> GraphValue {
    nodes.append(Node(operation: operation, operands: operands, sample: sample, place: place))
    return .node(nodes.count - 1)
  }

  /// Says how many features the input has, once something tells: up to here all steps keep their number.
  mutating func settle(_ node: Int, width: Int) {
    guard nodes[node].sample == nil else { return }
    for index in nodes.indices where nodes[index].sample == nil { nodes[index].sample = [width] }
  }

  /// The numbers of a constant.
  ///
  /// - Returns: `nil` for what depends on the input.
  /// - Throws: ``GraphError`` when they cannot be read or are too many.
  mutating func constant(_ value: GraphValue) throws(GraphError) -> GraphTensor? {
    switch value {
    case .constant(let tensor): return tensor
    case .node: return nil
    case .extents(let extents):
      let known = extents.compactMap { $0 }
      guard known.count == extents.count else { return nil }
      return GraphTensor(
        shape: [known.count], values: known.map(Double.init), type: .int64)
    case .stored(let stored, let isTransposed):
      try spend(Shape(stored.shape)?.count ?? .max, stored.name)
      let tensor = try stored.tensor()
      return isTransposed ? tensor.transposed : tensor
    }
  }

  /// Counts numbers that are computed or read for constants: a small file can ask for many.
  mutating func spend(_ count: Int, _ name: String) throws(GraphError) {
    foldingBudget -= min(count, foldingBudget + 1)
    if foldingBudget < 0 {
      throw .notRunnable(
        NotRunnable(
          layer: name, className: nil,
          reason: "the graph computes more than 2^28 constant numbers, which is not followed"))
    }
  }
}
