public import Networks
import Numerics

/// The input of the allowed range nearest to a reference among those whose logits are the wanted ones.
///
/// Without a bend between input and logits by the dual of the problem, with a proof; otherwise by an
/// augmented Lagrangian over a network whose kinks are rounded off, from several starts, then by descent over the
/// straight pieces of the network: the logits are exact, and the input is near, as near as any around it.
public struct NearestMethod: InversionMethod {
  /// `nearest`.
  public let name = "nearest"
  /// One line for a listing.
  public let summary =
    "in the range, logits exactly as wanted, near to a reference: as near as is proven"
  /// Nothing.
  public let needs = "nothing; --reference"
  /// It is recommended.
  public let isDefault = true

  /// It searches.
  public let isIterative = true
  /// Where it searches.
  public let parameters: [InversionParameter] = [.reference]

  /// Creates the method.
  public init() {}

  /// It always does.
  public func certifies(with options: InversionOptions) -> Bool { true }

  /// Where the answer is proven, and neither reference nor goal come from images or files.
  public func isRepeatable(for request: InversionRequest, on network: NeuralNetwork) -> Bool {
    let options = request.options.constrained
    return network.isAffine && (options.reference == .middle || options.reference == .black)
      && (!request.usesPriorImages || [nil, .exact, .upToShift].contains(options.goal))
  }

  /// Finds the nearest input for each target.
  ///
  /// - Throws: ``InversionError`` when the reference needs images or has another width.
  public func solve(_ request: MethodRequest) throws(InversionError) -> MethodSolutions {
    let references = try references(request)
    let affine = request.network.isAffine ? AffineMap(request.network) : nil
    let widths = request.smoothingWidths
    var solutions: [InverseSolution] = []
    for target in request.timedTargets {
      let reference = references[target % references.count]
      let goal = try request.goal(target, usual: request.usualNearest)
      let found =
        if let affine { exact(request, affine, goal, reference) } else {
          search(request, goal, reference, widths)
        }
      var solution = InverseSolution(target: target, input: found.point)
      solution.certificate = found.certificate
      solutions.append(solution)
    }
    PaperPicture.scale(&solutions, to: request.box)
    return MethodSolutions(
      method: name,
      parameters: [InversionParameter.reference.value(in: request.options)],
      solutions: solutions)
  }

  func references(_ request: MethodRequest) throws(InversionError) -> [[Double]] {
    switch request.options.constrained.reference {
    case .middle: return [request.middle]
    case .black: return [request.box.lower]
    case .mean: return [try request.images(for: "the reference mean").mean]
    case .inputs(let inputs):
      guard inputs.count == 1 || inputs.count == request.targets.logits.rows,
        inputs.allSatisfy({ $0.count == request.network.inputs && $0.allSatisfy(\.isFinite) })
      else {
        throw InversionError(
          .badRequest,
          problem: "the reference has to be one input of \(request.network.inputs) values, or one "
            + "for each of the \(request.targets.logits.rows) targets")
      }
      return inputs
    }
  }

  private typealias Answer = (point: [Double], certificate: SolutionCertificate)

  /// Where the logits are an affine function of the input the answer is proven; with steps only that no
  /// input comes nearer to the goal than the bound.
  private func exact(
    _ request: MethodRequest, _ affine: AffineMap, _ goal: LogitGoal, _ reference: [Double]
  ) -> Answer {
    var relaxed: BoxProjection.Result?
    var isReached = false
    let found = request.respectingSteps(goal) { request, _ in
      let found = affine.projection(on: goal, box: request.box).nearest(to: reference)
      relaxed = relaxed ?? found
      isReached = found.isReached
      return SearchAnswer(
        point: found.point, distance: goal.distance(request.logits(of: found.point)),
        likelihood: zip(found.point, reference).map { $0 - $1 })
    }
    let hasSteps = request.coordinates.inputs.hasSteps
    var certificate = SolutionCertificate(
      goal: goal.kind, margin: goal.margin, goalDistance: found.distance,
      isReached: hasSteps ? found.distance <= goal.tolerance : isReached,
      referenceDistance: found.value, dualityGap: hasSteps ? nil : relaxed?.gap,
      goalDistanceBound: relaxed?.residualBound)
    certificate.referenceDistanceBound = 0
    if let relaxed, relaxed.isReached {
      // The dual's value is half the square of a distance that nothing falls below.
      let nearest = zip(relaxed.point, reference).map { $0 - $1 }.euclideanNorm
      let half = nearest * nearest / 2
      certificate.referenceDistanceBound = min(
        found.value, max(0, 2 * (half - relaxed.gap * max(1, half))).squareRoot())
    }
    return (found.point, certificate)
  }

  private func search(
    _ request: MethodRequest, _ goal: LogitGoal, _ reference: [Double], _ widths: [Double]
  ) -> Answer {
    let found = request.respectingSteps(goal) { request, near in
      NearestSearch(request, goal, reference: reference, widths: widths).search(near: near)
    }
    let search = NearestSearch(
      request.deciding(found.point), goal, reference: reference, widths: widths)
    return (found.point, search.certificate(of: found))
  }
}
