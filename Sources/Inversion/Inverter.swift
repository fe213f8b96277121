import LinearAlgebra
package import Networks
import Numerics
import Synchronization

/// Runs methods on a network and measures what they find.
package struct Inverter: Sendable {
  /// The network.
  package let network: NeuralNetwork
  /// The coordinates that inputs are sought in; the inverses are those of their network.
  package let coordinates: SearchCoordinates
  /// The choices.
  package let options: InversionOptions
  private let cache = InverseCache()

  /// Prepares a network; nothing is factorized yet.
  ///
  /// - Throws: ``InversionError`` when a layer's weights are not finite or all zero.
  package init(_ network: NeuralNetwork, options: InversionOptions = .init()) throws(InversionError)
  {
    self.network = network
    self.options = options
    coordinates = SearchCoordinates(of: network, options: options)
    for case .dense(let layer) in network.layersToLogits {
      let weights = layer.weights
      guard weights.isFinite else {
        let error = LinearAlgebraError.notFinite(rows: weights.rows, columns: weights.columns)
        throw InversionError(error, layer: layer.name)
      }
      guard weights.values.contains(where: { $0 != 0 }) else { throw Self.isZero(layer) }
    }
  }

  /// The inverse of each dense layer, input first, computed when they are first asked for: one
  /// factorization serves all methods and targets.
  ///
  /// - Throws: ``InversionError`` when a layer's inverse overflows.
  package func inverses() throws(InversionError) -> [LayerInverse] {
    try cache.inverses { () throws(InversionError) in
      try Self.factorized(coordinates.network, options)
    }
  }

  /// The inverses if anything has asked for them; none otherwise.
  package var computedInverses: [LayerInverse] { cache.computed }

  private static func factorized(
    _ network: NeuralNetwork, _ options: InversionOptions
  ) throws(InversionError) -> [LayerInverse] {
    var inverses: [LayerInverse] = []
    for case .dense(let layer) in network.layersToLogits {
      let inverse: PseudoInverse
      do throws(LinearAlgebraError) {
        inverse = try PseudoInverse(
          of: layer.weights, cutoff: options.cutoff, precision: options.precision)
      } catch {
        throw InversionError(error, layer: layer.name)
      }
      guard inverse.rank > 0 else { throw isZero(layer) }
      inverses.append(LayerInverse(name: layer.name, pseudoInverse: inverse))
    }
    return inverses
  }

  private static func isZero(_ layer: DenseLayer) -> InversionError {
    InversionError(
      .badData, layer: layer.name,
      problem: "all weights are zero: the logits do not depend on the input")
  }

  /// Finds inputs for targets by one method.
  ///
  /// - Parameters:
  ///   - targets: what is wanted.
  ///   - method: how to find it.
  ///   - filter: a filter for the inverse matrices, for a method that uses them.
  ///   - options: other choices than the inverter's own; they do not change the inverses.
  ///   - clock: measures how long each target takes.
  /// - Returns: one solution for each target, with its measurements.
  /// - Throws: ``InversionError`` when the method does not apply or its numbers overflow.
  package func solve(
    _ targets: InversionTargets, by method: any InversionMethod, filter: PercentileFilter? = nil,
    options: InversionOptions? = nil, clock: TargetClock? = nil
  ) throws(InversionError) -> MethodSolutions {
    let options = options ?? self.options
    // What stands in the way of a method is more telling than what its inverses overflow by.
    if let obstacle = method.obstacle(for: network) { throw obstacle }
    var found = try method.solve(
      MethodRequest(
        coordinates: coordinates, box: coordinates.box, targets: targets,
        options: coordinates.options(options), filter: filter,
        inverses: method.usesInverseMatrices ? try inverses() : [], clock: clock))
    for index in found.solutions.indices {
      found.solutions[index].input = coordinates.raw(found.solutions[index].input)
    }
    try measure(&found, targets, options)
    return found
  }

  /// Fills in what a forward pass says of inputs.
  ///
  /// - Throws: ``InversionError`` when numbers overflow.
  func measure(
    _ found: inout MethodSolutions, _ targets: InversionTargets, _ options: InversionOptions
  ) throws(InversionError) {
    let measured = SolutionMeasurement(
      network: network, options: options, targets: targets,
      inputs: Matrix(rows: found.solutions.map(\.input)),
      pictures: found.solutions.map(\.picture))
    for index in found.solutions.indices { measured.complete(&found.solutions[index], row: index) }
    for solution in found.solutions where !solution.isFinite {
      throw InversionError(
        .badData,
        problem: "the method \(found.method) overflows for \(targets.names[solution.target]): "
          + "the weights are too large or too small to invert")
    }
  }
}

/// The inverses of an inverter and its copies: computed once, whichever thread asks first.
private final class InverseCache: Sendable {
  private let result = Mutex<Result<[LayerInverse], InversionError>?>(nil)

  /// What was computed before; nothing otherwise.
  var computed: [LayerInverse] {
    result.withLock { (try? $0?.get()) ?? [] }
  }

  /// What was computed before, or is now; others wait meanwhile.
  func inverses(
    _ compute: () throws(InversionError) -> [LayerInverse]
  ) throws(InversionError) -> [LayerInverse] {
    let answer = result.withLock { result in
      let answer = result ?? Result(catching: compute)
      result = answer
      return answer
    }
    return try answer.get()
  }
}

extension InverseSolution {
  fileprivate var isFinite: Bool {
    let promised = certificate.map {
      [
        $0.margin ?? 0, $0.goalDistance, $0.referenceDistance ?? 0, $0.dualityGap ?? 0,
        $0.goalDistanceBound ?? 0, $0.referenceDistanceBound ?? 0, $0.kktResidual ?? 0,
        $0.priorDistance ?? 0,
      ]
    }
    return
      (input + logits + probabilities + (promised ?? [])
      + [residualL1, residualL2, boxViolation, margin, softmaxProbability, sigmoidProbability]
      + [clippedProbability, roundedProbability])
      .allSatisfy(\.isFinite)
  }
}
