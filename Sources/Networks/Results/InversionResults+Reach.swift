import Numerics

extension InversionResults {
  /// Whether a method found what it aimed at for a target, by an input inside the range.
  ///
  /// A method without a goal of its own aims at the wanted logits, to 10⁻⁶ of their size.
  ///
  /// - Parameter target: the row of ``wantedLogits``.
  public func isReached(_ target: Int) -> Bool {
    guard (0..<targets.rows).contains(target) else { return false }
    let tolerance = 1e-6 * (1 + Array(targets.row(target)).euclideanNorm)
    return methods.contains { method in
      method.solutions.contains { solution in
        solution.target == target && solution.boxViolation == 0
          && (solution.certificate?.isReached ?? (residual(of: solution) <= tolerance))
      }
    }
  }

  /// Whether wanted logits count up to a constant that all of them share.
  public var areTargetsUpToShift: Bool {
    parameters.contains { $0.name == "targets_up_to_shift" && $0.value == "true" }
  }

  /// How far the logits of a solution are from the wanted ones, as these count.
  public func residual(of solution: InverseSolution) -> Double {
    guard areTargetsUpToShift, (0..<targets.rows).contains(solution.target),
      solution.logits.count == targets.columns
    else { return solution.residualL2 }
    let missed = zip(targets.row(solution.target), solution.logits).map { $0 - $1 }
    let shift = missed.reduce(0, +) / Double(max(missed.count, 1))
    return missed.map { $0 - shift }.euclideanNorm
  }
}
