import Numerics

extension InversionResults {
  /// Whether a method found what it aimed at for a target, by an input inside the range.
  ///
  /// A method without a goal of its own aims at the wanted logits, to 10⁻⁶ of their size.
  ///
  /// - Parameter target: the row of ``targets``.
  public func isReached(_ target: Int) -> Bool {
    guard (0..<targets.rows).contains(target) else { return false }
    let tolerance = 1e-6 * (1 + Array(targets.row(target)).euclideanNorm)
    return methods.contains { method in
      method.solutions.contains { solution in
        solution.target == target && solution.boxViolation == 0
          && (solution.certificate?.isReached ?? (solution.residualL2 <= tolerance))
      }
    }
  }
}
