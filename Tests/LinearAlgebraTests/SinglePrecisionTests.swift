import LinearAlgebra
import Numerics
import TestSupport
import Testing

/// Recorded from `numpy.linalg.pinv` of float32 arrays, NumPy 2.4.6.
@Suite("Pseudo-inverses as NumPy has them for float32")
struct SinglePrecisionTests {
  static let tall = Matrix(
    rows: [[0.5, -1.25, 3], [2, 0.75, -0.125], [-4, 1.5, 0.25], [1e-3, -2, 7]])
  static let tallInverse = [
    -0.006278007, 0.2610796, -0.12024203, 0.011647068, -0.12156115, 0.6507342, 0.31018513,
    0.05263985, 0.015119153, 0.1924204, 0.098134175, 0.13630877,
  ]
  static let wide = Matrix(rows: [[1.5, -2, 0.1, 7], [0.3, 4, -6, 1], [-0.7, 0.9, 11, -3]])
  static let wideInverse = [
    0.03091734, 0.016608661, 0.008324933, 0.02062364, 0.231859, 0.1262868, 0.03888978,
    -0.0008138951, 0.09010923, 0.1415689, 0.06269806, 0.033010755,
  ]
  static let hilbertInverse = [
    24.987902, -299.77142, 1049.0039, -1398.4834, 629.2533, -299.77142, 4795.6675, -18881.092,
    26851.184, -12585.804, 1049.0039, -18881.092, 79297.414, -117474.09, 56637.96, -1398.4834,
    26851.184, -117474.09, 179008.0, -88105.38, 629.2533, -12585.804, 56637.957, -88105.38,
    44053.367,
  ]

  @Test("a well-conditioned matrix agrees to 32 bits")
  func recorded() throws {
    let tall = try PseudoInverse(of: Self.tall, precision: .single)
    #expect(relativeDifference(tall.matrix.values, Self.tallInverse) < 5e-7)
    let wide = try PseudoInverse(of: Self.wide, precision: .single)
    #expect(relativeDifference(wide.matrix.values, Self.wideInverse) < 5e-7)
    #expect(relativeDifference(tall.singularValues ?? [], [7.979851, 4.6281967, 1.266849]) < 5e-7)
  }

  @Test("every element is a 32-bit number, and not the 64-bit inverse")
  func narrow() throws {
    let single = try PseudoInverse(of: Self.tall, precision: .single).matrix
    #expect(single.values.allSatisfy { Double(Float($0)) == $0 })
    let double = try PseudoInverse(of: Self.tall).matrix
    let gap = relativeDifference(single.values, double.values)
    #expect(gap > 1e-10 && gap < 1e-6)
  }

  @Test("an ill-conditioned matrix agrees to 32 bits: NumPy factorizes in 64")
  func illConditioned() throws {
    // Condition 476,000. The elements are rounded to 32 bits before, as Keras stores them.
    var matrix = hilbert(5)
    matrix.mapInPlace { Double(Float($0)) }
    let result = try PseudoInverse(of: matrix, cutoff: .numPy, precision: .single)
    #expect(relativeDifference(result.matrix.values, Self.hilbertInverse) < 1e-6)
  }

  @Test("a matrix of rank two stays one under NumPy's cut-off")
  func deficient() throws {
    let matrix = Matrix(rows: [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    let truth = [-23.0, -6, 11, -2, 0, 2, 19, 6, -7].map { $0 / 36 }
    let result = try PseudoInverse(of: matrix, cutoff: .numPy, precision: .single)
    #expect(result.rank == 2)
    #expect(relativeDifference(result.matrix.values, truth) < 1e-6)
  }

  @Test("LAPACK's cut-off is that of 32 bits: max(rows, columns) · 1.2e-7")
  func cutoff() throws {
    let between = diagonal([1, 1e-7, 1e-6])
    let result = try PseudoInverse(of: between, cutoff: .lapack, precision: .single)
    #expect(result.rank == 2)
    #expect(try PseudoInverse(of: between, cutoff: .numPy, precision: .single).rank == 3)
    #expect(result.matrix[1, 1] == 0)
    #expect(abs(result.matrix[2, 2] / 1e6 - 1) < 1e-6)
  }

  @Test("residuals tell how far 32 bits are off, by 64-bit products")
  func residuals() throws {
    let single = try PseudoInverse(of: Self.tall, precision: .single)
    #expect(single.penroseResiduals.allSatisfy { $0 > 1e-10 && $0 < 1e-5 })
    let direct = PseudoInverse.penroseResiduals(of: Self.tall, inverse: single.matrix)
    #expect(single.penroseResiduals == direct)
  }
}
