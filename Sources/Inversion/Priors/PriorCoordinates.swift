import Numerics

/// Inputs as center + u·S: coordinates in which what is likely is near 0.
struct PriorCoordinates {
  /// S, in the form in which it costs least.
  enum Factor {
    /// The inputs themselves.
    case identity
    /// One factor for each input.
    case diagonal([Double])
    /// S, `[coordinates × inputs]`.
    case rows(Matrix)
    /// Pictures, smooth along both axes: U becomes the product of the first, U and the second, transposed.
    case separable(Matrix, Matrix)
  }

  /// The input at 0, `[inputs]`.
  let center: [Double]
  /// S.
  let factor: Factor

  /// How many coordinates there are.
  var dimension: Int {
    switch factor {
    case .identity, .diagonal, .separable: center.count
    case .rows(let rows): rows.rows
    }
  }

  /// u·S, `[inputs]`.
  func spread(_ coordinates: [Double]) -> [Double] {
    switch factor {
    case .identity: coordinates
    case .diagonal(let factors): zip(factors, coordinates).map { $0 * $1 }
    case .rows(let rows): rows.multiplied(onLeftBy: coordinates)
    case .separable(let first, let second):
      first.multiplied(by: Matrix(rows: first.rows, columns: second.rows, values: coordinates))
        .multiplied(by: second.transposed()).values
    }
  }

  /// S·g, `[coordinates]`: the gradient in coordinates of a gradient in inputs.
  func gather(_ gradient: [Double]) -> [Double] {
    switch factor {
    case .identity: gradient
    case .diagonal(let factors): zip(factors, gradient).map { $0 * $1 }
    case .rows(let rows): rows.times(gradient)
    case .separable(let first, let second):
      Matrix.product(
        first, transposed: true,
        Matrix(rows: first.rows, columns: second.rows, values: gradient), transposed: false
      ).multiplied(by: second).values
    }
  }

  /// The input of some coordinates.
  func input(_ coordinates: [Double]) -> [Double] {
    var result = spread(coordinates)
    for index in result.indices { result[index] += center[index] }
    return result
  }

  /// The mean variance of a feature when every coordinate has variance 1.
  var meanVariance: Double {
    let count = Double(max(center.count, 1))
    func squares(_ matrix: Matrix) -> Double { matrix.frobeniusNorm * matrix.frobeniusNorm }
    switch factor {
    case .identity: return 1
    case .diagonal(let factors): return factors.dot(factors) / count
    case .rows(let rows): return squares(rows) / count
    case .separable(let first, let second): return squares(first) * squares(second) / count
    }
  }
}

extension PriorCoordinates {
  /// The same to the digits that the rounding of units cannot reach.
  var rough: PriorCoordinates {
    let digits = SearchCoordinates.rough
    let factor: Factor =
      switch self.factor {
      case .identity: .identity
      case .diagonal(let factors): .diagonal(factors.map(digits))
      case .rows(var rows):
        {
          rows.mapInPlace(digits)
          return .rows(rows)
        }()
      case .separable: self.factor
      }
    return PriorCoordinates(center: center.map(digits), factor: factor)
  }
}
