import LinearAlgebra
public import Networks

/// Runs methods on a network and gathers the evidence for what they find.
public struct Inverter: Sendable {
  /// The network.
  public let network: Network
  /// The choices.
  public let options: InversionOptions
  /// The inverse of each dense layer, input first: one factorization serves all methods and targets.
  public let inverses: [LayerInverse]

  /// Factorizes every dense layer.
  ///
  /// - Throws: ``InversionError`` when a layer's weights are not finite or all zero.
  public init(_ network: Network, options: InversionOptions = .init()) throws(InversionError) {
    self.network = network
    self.options = options
    var inverses: [LayerInverse] = []
    for case .dense(let layer) in network.layersToLogits {
      let inverse: PseudoInverse
      do throws(LinearAlgebraError) {
        inverse = try PseudoInverse(
          of: layer.weights, cutoff: options.cutoff, precision: options.precision)
      } catch {
        throw InversionError(.badData, layer: layer.name, problem: error.description)
      }
      guard inverse.rank > 0 else {
        throw InversionError(
          .badData, layer: layer.name,
          problem: "all weights are zero: the logits do not depend on the input")
      }
      inverses.append(LayerInverse(name: layer.name, pseudoInverse: inverse))
    }
    self.inverses = inverses
  }

  /// Finds inputs for targets by one method.
  ///
  /// - Parameters:
  ///   - targets: what is wanted.
  ///   - method: how to find it.
  ///   - filter: a filter for the inverse matrices, for a method that uses them.
  /// - Returns: one solution for each target, with its evidence.
  /// - Throws: ``InversionError`` when the method does not apply or its numbers overflow.
  public func solve(
    _ targets: InversionTargets, by method: any InversionMethod, filter: PercentileFilter? = nil
  ) throws(InversionError) -> MethodSolutions {
    var found = try method.solve(
      InversionProblem(
        network: network, targets: targets, options: options, filter: filter, inverses: inverses))
    let inputs = Matrix(rows: found.solutions.map(\.input))
    let evidence = Evidence(network: network, options: options, targets: targets, inputs: inputs)
    for index in found.solutions.indices { evidence.complete(&found.solutions[index], row: index) }
    for solution in found.solutions where !solution.isFinite {
      throw InversionError(
        .badData,
        problem: "the method \(method.name) overflows for \(targets.names[solution.target]): "
          + "the weights are too large or too small to invert")
    }
    return found
  }
}

extension Inverter {
  /// Climbs the paper's ladder: the analytical method with a filter at each of its fractions.
  ///
  /// Filters that cut from both ends use the lower half of the seventeen fractions.
  ///
  /// - Returns: one step for each fraction, in their order.
  /// - Throws: ``InversionError`` when the analytical method does not apply.
  public func ladder(
    _ kind: PercentileFilter.Kind, scope: PercentileFilter.Scope = .all, _ targets: InversionTargets
  ) throws(InversionError) -> FilterLadder {
    let all = PercentileFilter.ladder
    let isTwoSided = kind == .topAndBottom || kind == .middle
    let fractions = isTwoSided ? Array(all.prefix((all.count + 1) / 2)) : all
    var steps: [[InverseSolution]] = []
    for fraction in fractions {
      let filter = PercentileFilter(kind, fraction: fraction, scope: scope)
      steps.append(try solve(targets, by: AnalyticalMethod(), filter: filter).solutions)
    }
    return FilterLadder(filter: kind.rawValue, fractions: fractions, steps: steps)
  }
}

extension InverseSolution {
  fileprivate var isFinite: Bool {
    (input + logits + probabilities + [residualL1, residualL2, boxViolation]).allSatisfy(\.isFinite)
  }
}
