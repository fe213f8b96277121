import LinearAlgebra
package import Networks
import Numerics

/// Runs methods on a network and gathers the evidence for what they find.
package struct Inverter: Sendable {
  /// The network.
  package let network: NeuralNetwork
  /// The choices.
  package let options: InversionOptions
  /// The inverse of each dense layer, input first: one factorization serves all methods and targets.
  package let inverses: [LayerInverse]

  /// Factorizes every dense layer.
  ///
  /// - Throws: ``InversionError`` when a layer's weights are not finite or all zero.
  package init(_ network: NeuralNetwork, options: InversionOptions = .init()) throws(InversionError)
  {
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
  ///   - options: other choices than the inverter's own; they do not change the inverses.
  /// - Returns: one solution for each target, with its evidence.
  /// - Throws: ``InversionError`` when the method does not apply or its numbers overflow.
  package func solve(
    _ targets: InversionTargets, by method: any InversionMethod, filter: PercentileFilter? = nil,
    options: InversionOptions? = nil
  ) throws(InversionError) -> MethodSolutions {
    let options = options ?? self.options
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

extension InverseSolution {
  fileprivate var isFinite: Bool {
    let promised = certificate.map {
      [
        $0.margin ?? 0, $0.goalDistance, $0.referenceDistance ?? 0, $0.dualityGap ?? 0,
        $0.goalDistanceBound ?? 0,
      ]
    }
    return
      (input + logits + probabilities + (promised ?? [])
      + [residualL1, residualL2, boxViolation, margin, softmaxProbability, sigmoidProbability]
      + [clippedProbability, roundedProbability])
      .allSatisfy(\.isFinite)
  }
}
