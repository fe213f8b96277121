import LinearAlgebra
import Networks
import Numerics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The prior without data: pixels are the more alike the nearer they are, `exp(−d²/2ℓ²)`.
///
/// The kernel of a picture is the product of one along its rows and one along its columns, so neither it
/// nor its root is ever formed.
struct SmoothKernel {
  /// The kernel along the height, `[height × height]`.
  let vertical: Matrix
  /// The kernel along the width, `[width × width]`.
  let horizontal: Matrix

  /// - Parameters:
  ///   - shape: the picture's.
  ///   - length: ℓ, in pixels, > 0.
  init(_ shape: ImageShape, length: Double) {
    vertical = Self.kernel(shape.height, length)
    horizontal = Self.kernel(shape.width, length)
  }

  private static func kernel(_ size: Int, _ length: Double) -> Matrix {
    var result = Matrix(rows: size, columns: size)
    for row in 0..<size {
      for column in 0..<size {
        let distance = Double(row - column) / length
        result[row, column] = exp(-distance * distance / 2)
      }
    }
    return result
  }

  /// The kernel times one picture, `[pixels]`.
  func times(_ picture: [Double]) -> [Double] {
    vertical.multiplied(
      by: Matrix(rows: vertical.rows, columns: horizontal.rows, values: picture)
    ).multiplied(by: horizontal).values
  }

  /// A root S of the kernel, S·Sᵀ = K, as a map around a center.
  ///
  /// - Throws: ``LinearAlgebraError`` when the iteration does not converge.
  func map(around center: [Double]) throws(LinearAlgebraError) -> PriorCoordinates {
    PriorCoordinates(
      center: center,
      factor: .separable(try Self.root(vertical), try Self.root(horizontal)))
  }

  private static func root(_ kernel: Matrix) throws(LinearAlgebraError) -> Matrix {
    let found = try SymmetricEigenvectors(kernel, largest: kernel.rows)
    var result = found.vectors.transposed()
    let roots = found.values.map { max($0, 0).squareRoot() }
    result.mapColumnsInPlace { value, column in value * roots[column] }
    return result
  }
}
