import LinearAlgebra
import Networks
import Numerics

extension MethodRequest {
  /// The middle of the allowed range, for every feature.
  var middle: [Double] {
    let range = options.inputRange
    let middle = range.lowerBound + (range.upperBound - range.lowerBound) / 2
    return [Double](repeating: middle, count: network.inputs)
  }

  /// Height and width of an input seen as a picture.
  var imageShape: ImageShape {
    guard let shape = options.imageShape, shape.count == network.inputs else {
      return ImageShape(inputShape: network.inputShape)
    }
    return shape
  }

  /// What is taken for likely.
  var priorKind: ConstrainedOptions.PriorKind {
    options.constrained.prior ?? (options.constrained.images == nil ? .kernel : .pca)
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
    let images = try images(for: "the prior \(priorKind.rawValue)")
    do throws(LinearAlgebraError) {
      let rows =
        priorKind == .pca
        ? try images.principalComponents(options.constrained.components) : try root(of: images)
      return PriorCoordinates(center: images.mean, factor: .rows(rows))
    } catch {
      throw InversionError(.badData, problem: "the prior: \(error)")
    }
  }

  private func kernelMap() throws(InversionError) -> PriorCoordinates {
    let shape = imageShape
    // Nothing says that neighbors are alike.
    guard shape.isPicture else {
      return PriorCoordinates(center: middle, factor: .identity)
    }
    do throws(LinearAlgebraError) {
      return try SmoothKernel(shape, length: options.constrained.kernelLength).map(around: middle)
    } catch {
      throw InversionError(.badData, problem: "the kernel of the prior: \(error)")
    }
  }

  /// The root of the covariance with its shrinkage, or of wide inputs all components there are.
  private func root(of images: ImagePrior) throws(LinearAlgebraError) -> Matrix {
    guard case .covariance(var matrix) = images.spread else {
      return try images.principalComponents(images.rank)
    }
    let own = Self.shrinkage * images.meanVariance
    for index in 0..<matrix.rows { matrix[index, index] += own }
    guard let factorization = CholeskyFactorization(matrix) else {
      return try images.principalComponents(images.rank)
    }
    return factorization.lower.transposed()
  }

  /// The share of the mean variance that is added to the covariance of images.
  static let shrinkage = 1e-3
}
