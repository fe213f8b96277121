package import Networks
import Numerics

/// The likeliest input of the allowed range that the network is sure of: maximum a posteriori under a
/// Gaussian prior, from images or, without any, of smooth pictures.
package struct MapMethod: InversionMethod {
  /// `map`.
  package let name = "map"
  /// One line for a listing.
  package let summary = "the likeliest input in the range that the network is sure of"
  /// Images, for the best of it.
  package let needs = "--prior-data recommended; without it smooth pictures are likely"
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

  /// Finds the likeliest input for each target.
  ///
  /// - Throws: ``InversionError`` when prior or goal need images, or the goal does not go with the targets.
  package func solve(_ problem: InversionProblem) throws(InversionError) -> MethodSolutions {
    let map = try problem.priorMap()
    let widths = problem.smoothingWidths
    var solutions: [InverseSolution] = []
    for target in 0..<problem.targets.logits.rows {
      let goal = try problem.goal(target, usual: .oneSided)
      let found = problem.search(for: goal, map: map, widths: widths) { [$0] }
      var solution = InverseSolution(target: target, input: found.point)
      solution.certificate = SolutionCertificate(
        goal: goal.kind, margin: goal.margin, goalDistance: found.distance,
        isReached: found.distance <= goal.tolerance)
      solutions.append(solution)
    }
    PaperPicture.scale(&solutions, to: problem.options.inputRange)
    return MethodSolutions(method: name, parameters: parameters(problem, map), solutions: solutions)
  }

  private func parameters(
    _ problem: InversionProblem, _ map: InputMap
  ) -> [InversionResults.Parameter] {
    let options = problem.options.constrained
    // Neighbors of what is no picture are not alike.
    let isFlat = problem.priorKind == .kernel && !problem.imageShape.isPicture
    var result: [InversionResults.Parameter] = [
      .init("prior", isFlat ? "none" : problem.priorKind.rawValue),
      .init("prior_dimension", String(map.dimension)),
      .init("margin", options.margin.map { "\($0)" } ?? "default"),
    ]
    if let images = options.images {
      result.append(.init("prior_images", String(images.count)))
      result.append(.init("prior_rank", String(images.rank)))
    }
    if problem.priorKind == .kernel, !isFlat {
      result.append(.init("kernel_length", "\(options.kernelLength)"))
    }
    return result
  }
}
