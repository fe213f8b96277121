public import Networks
import Numerics

/// The likeliest input of the allowed range that the network is sure of: maximum a posteriori under a
/// Gaussian prior, from images or, without any, of smooth pictures.
public struct MapMethod: InversionMethod {
  /// `map`.
  public let name = "map"
  /// One line for a listing.
  public let summary = "the likeliest input in the range that the network is sure of"
  /// Images, for the best of it.
  public let needs = "--prior-data recommended; without it smooth pictures are likely"
  /// It is recommended.
  public let isDefault = true

  /// It searches.
  public let isIterative = true
  /// How sure the network is to be.
  public let parameters: [InversionParameter] = [.margin]

  /// Creates the method.
  public init() {}

  /// It always does.
  public func certifies(with options: InversionOptions) -> Bool { true }

  /// Finds the likeliest input for each target.
  ///
  /// - Throws: ``InversionError`` when prior or goal need images, or the goal does not go with the targets.
  public func solve(_ request: MethodRequest) throws(InversionError) -> MethodSolutions {
    let common = try request.priorMap()
    let widths = request.smoothingWidths
    var solutions: [InverseSolution] = []
    var evidence: LikelihoodEvidence?
    for target in request.timedTargets {
      let map = request.priorKind == .classes ? try request.classMap(target) : common
      var goal = try request.goal(target, usual: .oneSided)
      func search(_ goal: LogitGoal) -> SearchAnswer {
        request.respectingSteps(goal) { request, near in
          request.search(for: goal, map: map, widths: widths, near: near) { [$0] }
        }
      }
      var found = search(goal)
      if found.distance > goal.tolerance, let lesser = request.lesserGoal(target, than: goal) {
        goal = lesser
        found = search(goal)
      }
      var solution = InverseSolution(target: target, input: found.point)
      var certificate = SolutionCertificate(
        goal: goal.kind, margin: goal.margin, goalDistance: found.distance,
        isReached: found.distance <= goal.tolerance)
      if goal.kind == .oneSided { certificate.isCertain = goal.isCertain }
      if map.dimension != evidence?.map.dimension || request.priorKind == .classes {
        evidence = LikelihoodEvidence(
          network: request.network, box: request.coordinates.box, map: map)
      }
      evidence?.complete(&certificate, found, goal: goal)
      solution.certificate = certificate
      solutions.append(solution)
    }
    PaperPicture.scale(&solutions, to: request.box)
    return MethodSolutions(
      method: name, parameters: parameters(request, common), solutions: solutions)
  }

  private func parameters(
    _ request: MethodRequest, _ map: PriorCoordinates
  ) -> [InversionResults.Parameter] {
    let options = request.options.constrained
    // Neighbors of what is no picture are not alike.
    let isFlat = request.priorKind == .kernel && !request.imageShape.isPicture
    var result: [InversionResults.Parameter] = [
      .init("prior", isFlat ? "none" : request.priorKind.rawValue),
      .init("prior_dimension", String(map.dimension)),
      InversionParameter.margin.value(in: request.options),
    ]
    if let images = options.images {
      result.append(.init("prior_images", String(images.count)))
      result.append(.init("prior_rank", String(images.rank)))
    }
    if request.priorKind == .kernel, !isFlat {
      result.append(.init("kernel_length", "\(options.kernelLength)"))
    }
    return result
  }
}
