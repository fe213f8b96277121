import LinearAlgebra
public import Networks
import Numerics

/// The Σ-weighted inverse of a network that does not bend: the mean of what inputs of some logits look
/// like, in closed form, clipped to the range and repaired.
///
/// x = m + (z' − z(m)) · (AᵀΣA)⁻¹AᵀΣ is the likeliest x with x·A + b = z' under a Gaussian of mean m and
/// covariance Σ, and the pattern that belongs to the filter A (Haufe et al. 2014). Σ = I and m = 0 give the
/// paper's Moore-Penrose inverse.
public struct PatternMethod: InversionMethod {
  /// `pattern`.
  public let name = "pattern"
  /// One line for a listing.
  public let summary = "covariance-weighted inverse of a single layer, clipped and repaired"
  /// One layer, and images for the best of it.
  public let needs = "no activation before the logits; --prior-data recommended"

  /// Creates the method.
  public init() {}

  /// It always does.
  public func certifies(with options: InversionOptions) -> Bool { true }

  /// Without images.
  public func isRepeatable(for request: InversionRequest, on network: NeuralNetwork) -> Bool {
    !request.usesPriorImages
  }

  /// Why the method does not apply: a layer that bends.
  public func obstacle(for network: NeuralNetwork) -> InversionError? {
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
  /// - Throws: ``InversionError`` when the prior needs images, or its inverse overflows.
  public func solve(_ request: MethodRequest) throws(InversionError) -> MethodSolutions {
    let affine = AffineMap(request.network)
    let (mean, weighted) = try covarianceTimes(affine.slopes, request)
    let small = Matrix.product(affine.slopes, transposed: true, weighted, transposed: false)
    let inverse: Matrix
    do throws(LinearAlgebraError) {
      inverse = try PseudoInverse(of: small).matrix
    } catch {
      throw InversionError(error, of: "the weighted inverse")
    }
    let start = request.logits(of: mean)
    let box = request.box
    var solutions: [InverseSolution] = []
    for target in request.timedTargets {
      let goal = try request.goal(target, usual: .exact)
      let wanted =
        goal.kind == .oneSided || goal.kind == .upToShift
        ? Array(request.targets.logits.row(target)) : goal.offsets
      let weights = inverse.times(zip(wanted, start).map { $0 - $1 })
      var input = weighted.times(weights)
      for index in input.indices { input[index] += mean[index] }
      let bound = affine.projection(on: goal, box: box).nearest(to: box.clamped(input))
      var found = bound
      if request.coordinates.inputs.hasSteps {
        found = affine.projection(on: goal, box: request.deciding(bound.point).box)
          .nearest(to: bound.point)
      }
      let distance = goal.distance(request.logits(of: found.point))
      var solution = InverseSolution(target: target, input: found.point)
      solution.certificate = SolutionCertificate(
        goal: goal.kind, margin: goal.margin, goalDistance: distance, isReached: found.isReached,
        goalDistanceBound: bound.residualBound)
      solutions.append(solution)
    }
    PaperPicture.scale(&solutions, to: box)
    return MethodSolutions(
      method: name,
      parameters: [.init("prior", isFromImages(request) ? "covariance" : "kernel")],
      solutions: solutions)
  }

  private func isFromImages(_ request: MethodRequest) -> Bool {
    request.options.constrained.images != nil && request.options.constrained.prior != .kernel
  }

  /// The prior's mean, and its covariance times the slopes.
  private func covarianceTimes(
    _ slopes: Matrix, _ request: MethodRequest
  ) throws(InversionError) -> (mean: [Double], weighted: Matrix) {
    if isFromImages(request), let images = request.options.constrained.images {
      return (
        images.mean, images.covariance(times: slopes, shrinkage: MethodRequest.shrinkage)
      )
    }
    return (
      request.middle, request.smoothed(slopes, length: request.options.constrained.kernelLength)
    )
  }
}
