import Networks
import Numerics

/// What a few steps of a graph compute of the value before them, without any dense layer.
struct GraphFormula {
  private let graph: ChainGraph
  private let nodes: [Int]
  private let input: Int
  /// The features before it.
  let inputs: Int
  /// The features behind it.
  let outputs: Int
  /// Whether features are treated one by one, and all the same way.
  let isUniform: Bool
  /// Whether features are treated one by one.
  let isElementwise: Bool
  /// The single numbers in it, as they may be parameters of an activation.
  let parameters: [Double]

  /// A formula.
  ///
  /// - Parameters:
  ///   - graph: the graph.
  ///   - nodes: its steps in order; the last gives the result.
  ///   - input: the step before them.
  /// - Returns: `nil` when there is a layer with weights among the steps, or a width is not known.
  init?(_ graph: ChainGraph, nodes: [Int], input: Int) {
    guard let inputs = graph.width(input), let last = nodes.last, let outputs = graph.width(last)
    else { return nil }
    var isElementwise = inputs == outputs
    var isUniform = isElementwise
    var parameters: [Double] = []
    for index in nodes {
      let node = graph.nodes[index]
      switch node.operation {
      case .dense, .input: return nil
      case .layer(let layer):
        guard case .activation(let layer) = layer else { return nil }
        switch layer.activation {
        case .softmax, .logSoftmax, .sparsemax, .glu: isElementwise = false
        case .parametricReLU: isUniform = false
        default: break
        }
      case .function(.clip(let lower, let upper)): parameters += [lower, upper]
      case .function, .combination, .choice: break
      case .reduction, .sorted, .runningSums: isElementwise = false
      case .features(let range): if range != 0..<inputs { isElementwise = false }
      }
      for case .constant(let tensor) in node.operands {
        if let value = tensor.scalar { parameters.append(value) } else { isUniform = false }
      }
    }
    (self.graph, self.nodes, self.input) = (graph, nodes, input)
    (self.inputs, self.outputs) = (inputs, outputs)
    self.isElementwise = isElementwise
    self.isUniform = isUniform && isElementwise
    var kept: [Double] = []
    for value in parameters where value.isFinite && kept.count < 12 {
      // 0.1 was meant by the float32 number that is nearest to it.
      let single = Float(value)
      let value = Double(single) == value ? Double("\(single)") ?? value : value
      for candidate in [value.magnitude, -value.magnitude] where !kept.contains(candidate) {
        kept.append(candidate)
      }
    }
    self.parameters = kept
  }

  /// Computes it.
  ///
  /// - Parameter samples: `[samples × inputs]`; for a uniform formula any width.
  /// - Returns: `nil` when shapes do not fit after all.
  func values(_ samples: Matrix) -> Matrix? {
    var results: [Int: Matrix] = [input: samples]
    for index in nodes {
      let node = graph.nodes[index]
      var operands: [Matrix] = []
      for operand in node.operands {
        switch operand {
        case .node(let before):
          guard let matrix = results[before] else { return nil }
          operands.append(matrix)
        case .constant(let tensor):
          guard let row = tensor.broadcast(over: isUniform ? [samples.columns] : node.sample)
          else { return nil }
          operands.append(Matrix(rows: 1, columns: row.count, values: row))
        }
      }
      guard let result = Self.compute(node.operation, operands, rows: samples.rows) else {
        return nil
      }
      results[index] = result
    }
    return nodes.last.flatMap { results[$0] }
  }

  private static func compute(
    _ operation: ChainGraph.Operation, _ operands: [Matrix], rows: Int
  ) -> Matrix? {
    var result = operands[0]
    switch operation {
    case .input, .dense: return nil
    case .layer(let layer): return layer.applied(to: result)
    case .function(let function): result.mapInPlace(function.value)
    case .combination(let combination):
      return each(operands, rows) { combination.value($0[0], $0[1]) }
    case .choice: return each(operands, rows) { $0[0] != 0 ? $0[1] : $0[2] }
    case .reduction(let reduction):
      return Matrix(
        rows: result.rows, columns: 1,
        values: (0..<result.rows).map { reduction.value(result.row($0)) })
    case .features(let range):
      guard range.upperBound <= result.columns || range.lowerBound == 0 else { return nil }
      if range.upperBound >= result.columns, range.lowerBound == 0 { return result }
      return Matrix(
        rows: result.rows, columns: range.count,
        values: (0..<result.rows).flatMap { row in
          Array(result.row(row))[range]
        })
    case .sorted: result.mapRowsInPlace { $0.sort(by: >) }
    case .runningSums:
      result.mapRowsInPlace { row in
        var sum = 0.0
        for index in row.indices {
          sum += row[index]
          row[index] = sum
        }
      }
    }
    return result
  }

  /// Number by number, where single rows and columns stand for all.
  private static func each(
    _ operands: [Matrix], _ rows: Int, _ function: ([Double]) -> Double
  ) -> Matrix? {
    let columns = operands.reduce(1) { max($0, $1.columns) }
    guard
      operands.allSatisfy({ [1, columns].contains($0.columns) && [1, rows].contains($0.rows) })
    else { return nil }
    var result = Matrix(rows: rows, columns: columns)
    var arguments = [Double](repeating: 0, count: operands.count)
    for row in 0..<rows {
      for column in 0..<columns {
        for (index, operand) in operands.enumerated() {
          arguments[index] =
            operand[operand.rows == 1 ? 0 : row, operand.columns == 1 ? 0 : column]
        }
        result[row, column] = function(arguments)
      }
    }
    return result
  }
}
