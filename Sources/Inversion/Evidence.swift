import LinearAlgebra
import Networks

/// Runs the network forward on inputs that a method found, and measures what they are worth.
struct Evidence {
  private let logits: Matrix
  private let probabilities: Matrix
  private let targets: InversionTargets
  private let range: ClosedRange<Double>

  /// - Parameter inputs: one row for each target, as they will be stored.
  init(
    network: Network, options: InversionOptions, targets: InversionTargets, inputs: Matrix
  ) {
    logits = network.logits(for: inputs)
    probabilities = (options.head ?? network.head).probabilities(forLogits: logits)
    self.targets = targets
    range = options.inputRange
  }

  /// Fills in everything about the solution of one row.
  func complete(_ solution: inout InverseSolution, row: Int) {
    let reached = logits.row(row)
    let differences = zip(targets.logits.row(row), reached).map { $0 - $1 }
    solution.logits = Array(reached)
    solution.probabilities = Array(probabilities.row(row))
    solution.probability = probability(of: targets.classes[row], solution.probabilities)
    solution.residualL1 = differences.reduce(0) { $0 + abs($1) }
    solution.residualL2 = euclideanNorm(differences)
    let violations = solution.input.map { max(range.lowerBound - $0, $0 - range.upperBound, 0) }
    solution.boxViolation = violations.max() ?? 0
    solution.outsideFraction =
      Double(violations.count { $0 > 0 }) / Double(max(violations.count, 1))
  }

  /// One logistic output is the probability of class 1; class 0 has the rest.
  private func probability(of wanted: Int, _ probabilities: [Double]) -> Double {
    if probabilities.count > 1 { return probabilities[wanted] }
    return wanted == 1 ? probabilities[0] : 1 - probabilities[0]
  }
}
