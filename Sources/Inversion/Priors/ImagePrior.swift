import LinearAlgebra
import Networks
package import Numerics

/// What unlabelled images tell about real inputs: their mean, how features vary together, and what the
/// network makes of them.
public struct ImagePrior: Sendable, Equatable {
  /// How features vary together.
  enum Spread: Sendable, Equatable {
    /// The covariance, `[inputs × inputs]`.
    case covariance(Matrix)
    /// Centered images over the root of their number less 1, `[images × inputs]`: of wide inputs, where
    /// a covariance does not fit.
    case images(Matrix)
  }

  /// How many images there were.
  public let count: Int
  /// Their mean, `[inputs]`.
  package let mean: [Double]
  /// How features vary together.
  let spread: Spread
  /// At most 256 of the images, evenly spaced, `[images × inputs]`.
  package let backgrounds: Matrix
  /// For each class the mean logits of the images that the network itself assigns to it; `nil` for a
  /// class without any.
  package let naturalLogits: [[Double]?]
  /// For each class what 95 of 100 margins of those images stay below: how far its logit is ahead of the
  /// others; `nil` for a class without any.
  package let highMargins: [Double?]

  /// For each class what the images tell that the network itself assigns to it; empty when that was not asked
  /// for, `nil` for a class with too few.
  private(set) var classes: [ImagePrior?] = []

  /// Makes what images of a class tell known.
  package mutating func setPrior(_ prior: ImagePrior?, ofClass index: Int) {
    if classes.isEmpty { classes = [ImagePrior?](repeating: nil, count: naturalLogits.count) }
    guard classes.indices.contains(index) else { return }
    classes[index] = prior
  }

  /// The largest width for which a covariance is kept: 4096² numbers are 128 MB.
  static let widestCovariance = 4096

  /// The number of independent directions in which the images differ, at most.
  package var rank: Int { min(count - 1, mean.count) }

  /// The mean variance of a feature.
  var meanVariance: Double {
    switch spread {
    case .covariance(let matrix):
      matrix.rows == 0
        ? 0 : (0..<matrix.rows).reduce(0) { $0 + matrix[$1, $1] } / Double(matrix.rows)
    case .images(let images):
      images.frobeniusNorm * images.frobeniusNorm / Double(max(images.columns, 1))
    }
  }

  /// The covariance times some columns, `[inputs × columns]`.
  ///
  /// - Parameter shrinkage: the share of the mean variance that is added to every feature's own.
  func covariance(times columns: Matrix, shrinkage: Double = 0) -> Matrix {
    var result =
      switch spread {
      case .covariance(let matrix): matrix.multiplied(by: columns)
      case .images(let images):
        Matrix.product(
          images, transposed: true, images.multiplied(by: columns), transposed: false)
      }
    let own = shrinkage * meanVariance
    if own > 0 {
      for index in result.values.indices { result.values[index] += own * columns.values[index] }
    }
    return result
  }

  /// The first principal components, each times the root of its variance, `[components × inputs]`.
  ///
  /// - Throws: ``LinearAlgebraError`` when the iteration does not converge.
  func principalComponents(_ wanted: Int) throws(LinearAlgebraError) -> Matrix {
    let limit = min(wanted, rank)
    switch spread {
    case .covariance(let matrix):
      let found = try SymmetricEigenvectors(matrix, largest: limit)
      return Self.scaled(found.vectors, by: found.values.map { max($0, 0).squareRoot() })
    case .images(let images):
      // The Gram matrix has the same eigenvalues; Xᵀ·v is √λ times the covariance's eigenvector.
      let found = try SymmetricEigenvectors(
        images.gram(ofColumns: false), largest: min(limit, images.rows))
      return found.vectors.multiplied(by: images)
    }
  }

  private static func scaled(_ rows: Matrix, by factors: [Double]) -> Matrix {
    var result = rows
    for row in 0..<rows.rows {
      for column in 0..<rows.columns { result[row, column] *= factors[row] }
    }
    return result
  }
}

extension ImagePrior {
  /// What the images tell of coordinates.
  func inCoordinates(_ coordinates: SearchCoordinates) -> ImagePrior {
    let scale = coordinates.scale
    guard mean.count == scale.count else { return self }
    let moved: Spread
    switch spread {
    case .covariance(var matrix):
      for row in 0..<matrix.rows {
        for column in 0..<matrix.columns { matrix[row, column] /= scale[row] * scale[column] }
      }
      moved = .covariance(matrix)
    case .images(var images):
      images.mapColumnsInPlace { value, column in value / scale[column] }
      moved = .images(images)
    }
    var result = ImagePrior(
      count: count, mean: coordinates.coordinates(of: mean), spread: moved,
      backgrounds: coordinates.coordinates(of: backgrounds), naturalLogits: naturalLogits,
      highMargins: highMargins)
    result.classes = classes.map { $0?.inCoordinates(coordinates) }
    return result
  }
}
