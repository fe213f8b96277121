package import Networks
import Numerics

/// The input of the allowed range nearest to a reference among those whose logits are the wanted ones.
///
/// Without a bend between input and logits by the dual of the problem, with a proof; otherwise by an
/// augmented Lagrangian over a network whose kinks are rounded off, then Gauss-Newton with the same
/// projection: the logits are exact, and the input is near the nearest, without a proof.
package struct NearestMethod: InversionMethod {
  /// `nearest`.
  package let name = "nearest"
  /// One line for a listing.
  package let summary = "in the range, logits exactly as wanted, nearest to a reference"
  /// Nothing.
  package let needs = "nothing; --reference"
  /// It does not.
  package let usesInverseMatrices = false
  /// It is recommended.
  package let isDefault = true

  /// It searches.
  package let isIterative = true

  /// Creates the method.
  package init() {}

  /// Applies to every network.
  package func obstacle(for network: NeuralNetwork) -> InversionError? { nil }

  /// Finds the nearest input for each target.
  ///
  /// - Throws: ``InversionError`` when the reference needs images or has another width.
  package func solve(_ problem: InversionProblem) throws(InversionError) -> MethodSolutions {
    let references = try references(problem)
    let affine = problem.network.isAffine ? AffineMap(problem.network) : nil
    let widths = problem.smoothingWidths
    var solutions: [InverseSolution] = []
    for target in 0..<problem.targets.logits.rows {
      let reference = references[target % references.count]
      let goal = try problem.goal(target, usual: .exact)
      let found =
        if let affine { exact(problem, affine, goal, reference) } else {
          search(problem, goal, reference, widths)
        }
      var solution = InverseSolution(target: target, input: found.point)
      solution.certificate = found.certificate
      solutions.append(solution)
    }
    PaperPicture.scale(&solutions, to: problem.options.inputRange)
    return MethodSolutions(
      method: name,
      parameters: [.init("reference", problem.options.constrained.reference.name)],
      solutions: solutions)
  }

  private func references(_ problem: InversionProblem) throws(InversionError) -> [[Double]] {
    switch problem.options.constrained.reference {
    case .gray: return [problem.gray]
    case .black:
      let low = problem.options.inputRange.lowerBound
      return [[Double](repeating: low, count: problem.network.inputs)]
    case .mean: return [try problem.images(for: "the reference mean").mean]
    case .inputs(let inputs):
      guard inputs.count == 1 || inputs.count == problem.targets.logits.rows,
        inputs.allSatisfy({ $0.count == problem.network.inputs && $0.allSatisfy(\.isFinite) })
      else {
        throw InversionError(
          .badRequest,
          problem: "the reference has to be one input of \(problem.network.inputs) values, or one "
            + "for each of the \(problem.targets.logits.rows) targets")
      }
      return inputs
    }
  }

  private typealias Answer = (point: [Double], certificate: SolutionCertificate)

  /// Where the logits are an affine function of the input the answer is proven.
  private func exact(
    _ problem: InversionProblem, _ affine: AffineMap, _ goal: LogitGoal, _ reference: [Double]
  ) -> Answer {
    let found = affine.projection(on: goal, range: problem.options.inputRange)
      .nearest(to: reference)
    let distance = goal.distance(problem.logits(of: found.point))
    return (
      found.point,
      SolutionCertificate(
        goal: goal.kind, margin: goal.margin, goalDistance: distance, isReached: found.isReached,
        referenceDistance: zip(found.point, reference).map { $0 - $1 }.euclideanNorm,
        dualityGap: found.gap, goalDistanceBound: found.residualBound)
    )
  }

  private func search(
    _ problem: InversionProblem, _ goal: LogitGoal, _ reference: [Double], _ widths: [Double]
  ) -> Answer {
    let range = problem.options.inputRange
    let map = InputMap(center: reference, factor: .identity)
    let corners = [range.lowerBound, range.upperBound].map {
      [Double](repeating: $0, count: reference.count)
    }
    var found = problem.search(for: goal, map: map, widths: widths) { [reference, $0] + corners }
    if found.distance <= goal.tolerance {
      let repair = GoalRepair(network: problem.network, goal: goal, range: range)
      found = repair.pulled(found, towards: reference, tolerance: goal.tolerance)
    }
    return (
      found.point,
      SolutionCertificate(
        goal: goal.kind, margin: goal.margin, goalDistance: found.distance,
        isReached: found.distance <= goal.tolerance,
        referenceDistance: zip(found.point, reference).map { $0 - $1 }.euclideanNorm)
    )
  }
}

extension InversionProblem {
  /// The logits of one input.
  func logits(of input: [Double]) -> [Double] {
    network.logits(for: Matrix(rows: 1, columns: input.count, values: input)).values
  }
}
