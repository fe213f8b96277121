import LinearPrograms
package import Networks
import Numerics

extension LowerBound {
  /// More weights than that, and a linear program takes minutes.
  private static let mostWeights = 2_000_000
  /// More units that bend, and a search comes to nothing.
  private static let mostUnits = 200
  /// More than that, and the linear programs of all units take half a minute.
  private static let mostTightening = 2e7

  /// The best bound for each target, with directions from what methods found.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - options: the choices of the inversion; what the inputs may be counts.
  ///   - targets: what was wanted.
  ///   - solutions: what was found.
  ///   - wanted: how hard to try.
  /// - Throws: ``InversionError`` that names the layer which cannot be bounded.
  package static func bounds(
    _ network: NeuralNetwork, options: InversionOptions, targets: InversionTargets,
    solutions: [MethodSolutions], wanted: BoundOptions = BoundOptions()
  ) throws(InversionError) -> [ResidualBound] {
    try bounds(
      network, options: options, targets: targets, solutions: solutions, wanted: wanted,
      nodes: [Int](repeating: wanted.nodes, count: targets.logits.rows))
  }

  /// A bound, and the input that its search came nearest with; empty when there was none.
  package typealias Finding = (bound: ResidualBound, input: [Double])

  /// The same, with a limit of its own for the search of each target.
  static func bounds(
    _ network: NeuralNetwork, options: InversionOptions, targets: InversionTargets,
    solutions: [MethodSolutions], wanted: BoundOptions, nodes: [Int]
  ) throws(InversionError) -> [ResidualBound] {
    try findings(
      network, options: options, targets: targets, solutions: solutions, wanted: wanted,
      nodes: nodes
    ).map(\.bound)
  }

  /// The same, with what searches reached.
  ///
  /// - Parameter nodes: a limit of its own for the search of each target.
  /// - Throws: ``InversionError`` that names the layer which cannot be bounded.
  package static func findings(
    _ network: NeuralNetwork, options: InversionOptions, targets: InversionTargets,
    solutions: [MethodSolutions], wanted: BoundOptions, nodes: [Int]
  ) throws(InversionError) -> [Finding] {
    guard options.constrained.isUpToShift, network.outputs > 1 else {
      return try findings(
        network, options: options, targets: targets.logits, solutions: solutions, wanted: wanted,
        nodes: nodes)
    }
    // Without the constant that all logits share: what is left is that of a network with one output less.
    let basis = LogitGoal.withoutShift(outputs: network.outputs)
    var options = options
    options.inputs = options.inputSpace(of: network)
    let found = try findings(
      network.combined(basis), options: options,
      targets: Matrix.product(targets.logits, transposed: false, basis, transposed: true),
      solutions: solutions, wanted: wanted, nodes: nodes)
    return found.map { finding in
      var finding = finding
      finding.bound.direction = basis.multiplied(onLeftBy: finding.bound.direction)
      return finding
    }
  }

  private static func findings(
    _ network: NeuralNetwork, options: InversionOptions, targets: Matrix,
    solutions: [MethodSolutions], wanted: BoundOptions, nodes: [Int]
  ) throws(InversionError) -> [Finding] {
    let coordinates = SearchCoordinates(of: network, options: options)
    let box = coordinates.inputs.box
    let bound = try LowerBound(network, box: box)
    if wanted.effort == .exact {
      let relaxation = bound.relaxation
      let units = relaxation.stages.indices.reduce(0) { $0 + relaxation.undecided($1).count }
      guard units <= mostUnits else {
        throw InversionError(
          .unsupported,
          problem:
            "\(units) units bend inside the range, and a search for the exact bound is for at "
            + "most \(mostUnits)")
      }
    }
    var rows: [Row] = []
    for row in 0..<targets.rows {
      let target = Array(targets.row(row))
      let inputs = solutions.flatMap(\.solutions).filter { $0.target == row }.map { solution in
        box.clamped(solution.input)
      }
      let logits = inputs.isEmpty ? nil : network.logits(for: Matrix(rows: inputs))
      let reached = logits.map { logits in (0..<logits.rows).map { Array(logits.row($0)) } } ?? []
      rows.append(
        Row(
          target: target, inputs: inputs, best: bound.best(target, reached: reached),
          missed: missed(row, solutions)))
    }
    var (wanted, nodes) = (wanted, nodes)
    if wanted.effort == .crown, let few = bound.affordableParts, rows.contains(where: \.isPoor) {
      wanted.effort = .exact
      nodes = [Int](repeating: few, count: rows.count)
    }
    guard wanted.effort != .crown else { return rows.map { ($0.best, []) } }
    let tight = try bound.tightened()
    return zip(rows, nodes).map { row, nodes in
      var wanted = wanted
      wanted.nodes = nodes
      return bound.improved(
        row.best, tight, row.target, inputs: row.inputs, wanted, coordinates)
    }
  }

  /// What is known of one target.
  private struct Row {
    let target: [Double]
    let inputs: [[Double]]
    let best: ResidualBound
    /// By how much `nearest` missed it; `nil` when it did not, or did not try.
    let missed: Double?

    /// Whether the bound says little of a target that was missed.
    var isPoor: Bool { missed.map { best.value < 0.5 * $0 } ?? false }
  }

  /// By how much the method missed a target that seeks the best residual; other methods do not.
  private static func missed(_ target: Int, _ solutions: [MethodSolutions]) -> Double? {
    let found = solutions.filter { $0.method == NearestMethod().name }.flatMap(\.solutions)
      .filter { $0.target == target }.compactMap(\.certificate)
    return found.first { !$0.isReached && ($0.goal == .exact || $0.goal == .upToShift) }?
      .goalDistance
  }

  /// How many parts a search may take that nobody asked for; `nil` of a network that is too large: a part of one
  /// with some thousand weights takes a third of a second.
  ///
  /// The number depends on work and not on time, so that the same command gives the same bytes everywhere.
  private var affordableParts: Int? {
    var weights = 0
    for case .dense(let matrix, _, _) in relaxation.stages { weights += matrix.values.count }
    let units = relaxation.stages.indices.reduce(0) { $0 + relaxation.undecided($1).count }
    guard units > 0, units <= 100, weights <= 1500 else { return nil }
    return max(8, min(60, 30_000 / max(weights, 1)))
  }

  /// The relaxation with intervals narrowed by linear programs, where that is affordable.
  ///
  /// - Throws: ``InversionError`` when the network is too large for linear programs.
  func tightened() throws(InversionError) -> NetworkRelaxation {
    var weights = 0
    for case .dense(let matrix, _, _) in relaxation.stages { weights += matrix.values.count }
    guard weights <= Self.mostWeights else {
      throw InversionError(
        .unsupported,
        problem: "the network has \(weights) weights, and linear programs are for at most "
          + "\(Self.mostWeights)")
    }
    guard relaxation.tighteningWork <= Self.mostTightening else { return relaxation }
    // Without narrower intervals the bound is weaker, not wrong.
    return (try? relaxation.tightened()) ?? relaxation
  }

  /// A bound made better by linear programs, and by a search if that is wanted.
  private func improved(
    _ start: ResidualBound, _ tight: NetworkRelaxation, _ target: [Double], inputs: [[Double]],
    _ wanted: BoundOptions, _ coordinates: SearchCoordinates
  ) -> Finding {
    var best = start
    var nearest: [Double] = []
    do throws(LinearProgramError) {
      let written = RelaxationProgram(tight, stages: tight.stages.count, target: target)
      var program = ResidualProgram(target: target)
      program.sharpness = 0
      program.rounds = 100
      var answer = try program.answer(
        written, cuts: [start.direction], basis: nil, enough: .greatestFiniteMagnitude)
      answer.bound = max(answer.bound, start.value)
      let value = safe(answer.bound, target)
      if value > best.value {
        best = ResidualBound(
          value: value, direction: answer.direction.isEmpty ? start.direction : answer.direction,
          relaxation: .linearProgram)
      }
      guard wanted.effort == .exact else { return (best, nearest) }
      var search = BranchAndBound(
        network: network, target: target, coordinates: coordinates, nodes: wanted.nodes)
      search.deadline = wanted.seconds.map { .now + .seconds($0) }
      let outcome = search.search(tight, answer, inputs: inputs)
      nearest = outcome.input
      best.value = max(best.value, safe(outcome.bound, target))
      best.relaxation = .branchAndBound
      best.search = ResidualBound.Search(
        nodes: outcome.nodes, reached: outcome.reached,
        isClosed: BranchAndBound.isClosed(best.value, reached: outcome.reached, target))
    } catch {
      // What was proven before stays proven.
    }
    return (best, nearest)
  }

  /// A bound for what a forward pass reaches, which rounds.
  private func safe(_ bound: Double, _ target: [Double]) -> Double {
    let value = bound * (1 - 1e-12) - 64 * Double.ulpOfOne * target.euclideanNorm
    return value.isFinite ? max(value, 0) : 0
  }
}

extension NeuralNetwork {
  /// The network whose outputs are combinations of this one's logits.
  ///
  /// - Parameter rows: one combination in each, `[combinations × outputs]`.
  fileprivate func combined(_ rows: Matrix) -> NeuralNetwork {
    var layers = layersToLogits
    var weights = rows.transposed()
    var bias = [Double](repeating: 0, count: rows.rows)
    if case .dense(let last)? = layers.last {
      layers.removeLast()
      weights = Matrix.product(last.weights, transposed: false, rows, transposed: true)
      bias = last.bias.map { rows.times($0) } ?? bias
    }
    let last = DenseLayer(
      name: "without_shift", weights: weights, bias: bias, storedType: "float64")
    // The widths fit together as before.
    return (try? NeuralNetwork(layers: layers + [.dense(last)], inputs: inputs)) ?? self
  }
}
