import LinearAlgebra
package import Networks
import Numerics

/// The Σ-weighted inverse of a network that does not bend: the mean of what inputs of some logits look
/// like, in closed form, clipped to the range and repaired.
///
/// x = m + (z' − z(m)) · (AᵀΣA)⁻¹AᵀΣ is the likeliest x with x·A + b = z' under a Gaussian of mean m and
/// covariance Σ, and the pattern that belongs to the filter A (Haufe et al. 2014). Σ = I and m = 0 give the
/// paper's Moore-Penrose inverse.
package struct PatternMethod: InversionMethod {
  /// `pattern`.
  package let name = "pattern"
  /// One line for a listing.
  package let summary = "covariance-weighted inverse of a single layer, clipped and repaired"
  /// One layer, and images for the best of it.
  package let needs = "no activation before the logits; --prior-data recommended"
  /// It does not: its inverse is its own.
  package let usesInverseMatrices = false
  /// Where it applies, `map` does better.
  package let isDefault = false

  /// It is a formula.
  package let isIterative = false

  /// Creates the method.
  package init() {}

  /// Why the method does not apply: a layer that bends.
  package func obstacle(for network: NeuralNetwork) -> InversionError? {
    for layer in network.layersToLogits {
      switch layer {
      case .dense, .affine: continue
      case .activation(let activation) where activation.activation == .linear: continue
      case .activation, .layerNormalization:
        return InversionError(
          .unsupported, layer: layer.name,
          problem: "is a \(layer.summary): the method pattern is for networks without one before "
            + "their logits; map takes any")
      }
    }
    return nil
  }

  /// Computes the pattern of each target.
  ///
  /// - Throws: ``InversionError`` when a layer bends, or the prior needs images.
  package func solve(_ problem: InversionProblem) throws(InversionError) -> MethodSolutions {
    if let obstacle = obstacle(for: problem.network) { throw obstacle }
    let affine = AffineMap(problem.network)
    let (mean, weighted) = try covarianceTimes(affine.slopes, problem)
    let small = Matrix.product(affine.slopes, transposed: true, weighted, transposed: false)
    let inverse: Matrix
    do throws(LinearAlgebraError) {
      inverse = try PseudoInverse(of: small).matrix
    } catch {
      throw InversionError(.badData, problem: "the weighted inverse: \(error)")
    }
    let start = problem.logits(of: mean)
    let range = problem.options.inputRange
    var solutions: [InverseSolution] = []
    for target in 0..<problem.targets.logits.rows {
      let goal = try problem.goal(target, usual: .exact)
      let wanted =
        goal.isInequality ? Array(problem.targets.logits.row(target)) : goal.offsets
      let weights = inverse.times(zip(wanted, start).map { $0 - $1 })
      var input = weighted.times(weights)
      for index in input.indices {
        input[index] = min(max(input[index] + mean[index], range.lowerBound), range.upperBound)
      }
      let found = affine.projection(on: goal, range: range).nearest(to: input)
      let distance = goal.distance(problem.logits(of: found.point))
      var solution = InverseSolution(target: target, input: found.point)
      solution.certificate = SolutionCertificate(
        goal: goal.kind, margin: goal.margin, goalDistance: distance, isReached: found.isReached,
        goalDistanceBound: found.residualBound)
      solutions.append(solution)
    }
    PaperPicture.scale(&solutions, to: range)
    return MethodSolutions(
      method: name,
      parameters: [.init("prior", isFromImages(problem) ? "covariance" : "kernel")],
      solutions: solutions)
  }

  private func isFromImages(_ problem: InversionProblem) -> Bool {
    problem.options.constrained.images != nil && problem.options.constrained.prior != .kernel
  }

  /// The prior's mean, and its covariance times the slopes.
  private func covarianceTimes(
    _ slopes: Matrix, _ problem: InversionProblem
  ) throws(InversionError) -> (mean: [Double], weighted: Matrix) {
    if isFromImages(problem), let images = problem.options.constrained.images {
      return (
        images.mean, images.covariance(times: slopes, shrinkage: InversionProblem.shrinkage)
      )
    }
    return (
      problem.gray, problem.smoothed(slopes, length: problem.options.constrained.kernelLength)
    )
  }
}
