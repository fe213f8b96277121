import LinearAlgebra
import Networks
import Numerics

extension MethodRequest {
  /// The middle of the allowed range, for every feature.
  var middle: [Double] {
    box.middle
  }

  /// Height and width of an input seen as a picture.
  var imageShape: ImageShape { options.imageShape(for: coordinates.rawNetwork) }

  /// What is taken for likely.
  var priorKind: ConstrainedOptions.PriorKind {
    if let prior = options.constrained.prior { return prior }
    guard let images = options.constrained.images else { return .kernel }
    guard coordinates.isIdentity else { return .covariance }
    return images.classes.isEmpty ? .pca : .classes
  }

  /// The images of the prior, for a method that cannot do without.
  ///
  /// - Throws: ``InversionError`` when there are none.
  func images(for what: String) throws(InversionError) -> ImagePrior {
    guard let images = options.constrained.images else {
      throw InversionError(
        .badRequest, problem: "\(what) needs images like the network's own; --prior-data names them"
      )
    }
    return images
  }

  /// Coordinates in which what is likely is near 0.
  ///
  /// - Throws: ``InversionError`` when the prior needs images and there are none.
  func priorMap() throws(InversionError) -> PriorCoordinates {
    guard priorKind != .kernel else { return try kernelMap() }
    return try map(of: try images(for: "the prior \(priorKind.rawValue)"))
  }

  /// The same for one target, of the images that the network itself assigns to its class.
  ///
  /// - Throws: ``InversionError`` when there are too few of them.
  func classMap(_ target: Int) throws(InversionError) -> PriorCoordinates {
    let images = try images(for: "the prior \(priorKind.rawValue)")
    let index = targets.classes[target]
    guard images.classes.indices.contains(index), let own = images.classes[index] else {
      // Nobody asked for it: what all images tell is the next best.
      guard options.constrained.prior == .classes else { return try map(of: images) }
      throw InversionError(
        .badRequest,
        problem: "the network assigns fewer than two different images of the prior to "
          + "\(targets.names[target]); --prior pca takes those of all classes")
    }
    return try map(of: own)
  }

  private func map(of images: ImagePrior) throws(InversionError) -> PriorCoordinates {
    do throws(LinearAlgebraError) {
      let rows =
        priorKind == .pca || priorKind == .classes
        ? try images.principalComponents(options.constrained.components) : try root(of: images)
      return PriorCoordinates(center: images.mean, factor: .rows(rows))
    } catch {
      throw InversionError(error, of: "the prior")
    }
  }

  private func kernelMap() throws(InversionError) -> PriorCoordinates {
    let shape = imageShape
    // Nothing says that neighbors are alike.
    guard shape.isPicture else {
      let usual = coordinates.usual
      return PriorCoordinates(center: usual.middle, factor: .diagonal(usual.deviation))
    }
    do throws(LinearAlgebraError) {
      return try SmoothKernel(shape, length: options.constrained.kernelLength).map(around: middle)
    } catch {
      throw InversionError(error, of: "the kernel of the prior")
    }
  }

  /// The root of the covariance with its shrinkage, or of wide inputs all components there are.
  private func root(of images: ImagePrior) throws(LinearAlgebraError) -> Matrix {
    guard case .covariance(var matrix) = images.spread else {
      return try images.principalComponents(images.rank)
    }
    if coordinates.isIdentity {
      let own = Self.shrinkage * images.meanVariance
      for index in 0..<matrix.rows { matrix[index, index] += own }
    } else {
      // Of a table every feature's own variance: what is added must not depend on the others' ranges.
      for index in 0..<matrix.rows {
        matrix[index, index] = max(matrix[index, index] * (1 + Self.ridge), Self.leastVariance)
      }
    }
    guard let factorization = CholeskyFactorization(matrix) else {
      return try images.principalComponents(images.rank)
    }
    return factorization.lower.transposed()
  }

  /// The share of the mean variance that is added to the covariance of images.
  static let shrinkage = 1e-3
  /// The share of each feature's own variance that is added to the covariance of a table: columns that
  /// determine one another would have no root.
  private static let ridge = 1e-9
  /// The variance of a column that never varies, in half-ranges.
  private static let leastVariance = 1e-6
}
