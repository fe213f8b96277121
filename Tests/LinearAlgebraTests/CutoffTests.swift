import LinearAlgebra
import Numerics
import TestSupport
import Testing

@Suite("Which singular values count as zero")
struct CutoffTests {
  // LAPACK's rule for 2 × 2 is 2ε = 4.4e-16, for 10 × 2 it is 10ε = 2.2e-15; NumPy's is 1e-15 always.
  // Ranks and inverses recorded from matrix_rank and pinv, NumPy 2.4.6.
  @Test(
    "a value between the two rules counts for one only",
    arguments: [
      (2, 1e-3, 2, 2), (2, 7e-16, 2, 1), (2, 3e-16, 1, 1), (2, 0, 1, 1),
      (10, 3e-15, 2, 2), (10, 1.5e-15, 1, 2), (10, 5e-16, 1, 1),
    ] as [(Int, Double, Int, Int)])
  func rules(rows: Int, small: Double, lapack: Int, numPy: Int) throws {
    var matrix = Matrix(rows: rows, columns: 2)
    matrix[0, 0] = 1
    matrix[1, 1] = small
    for (cutoff, rank) in [(PseudoInverse.Cutoff.lapack, lapack), (.numPy, numPy)] {
      let result = try PseudoInverse(of: matrix, cutoff: cutoff)
      #expect(result.rank == rank)
      #expect(result.matrix[0, 0] == 1)
      #expect(result.matrix[1, 1] == (rank == 2 ? 1 / small : 0))
      #expect(result.singularValues == [1, small])
    }
  }

  @Test("the rule is relative to the largest value", arguments: [1e-200, 1e200])
  func relative(scale: Double) throws {
    let result = try PseudoInverse(of: diagonal([scale, scale * 1e-14, scale * 1e-17]))
    #expect(result.rank == 2)
    #expect(abs(result.conditionNumber / 1e17 - 1) < 1e-2)
  }

  @Test("a value at the cut-off counts as zero, one above it does not")
  func border() {
    #expect(PseudoInverse.rank(ofSingularValues: [2, 1, 0.5], threshold: 0.25) == 2)
    #expect(PseudoInverse.rank(ofSingularValues: [2, 1, 0.5.nextUp], threshold: 0.25) == 3)
    #expect(PseudoInverse.rank(ofSingularValues: [2, 1, 0], threshold: 0) == 2)
    #expect(PseudoInverse.rank(ofSingularValues: [0, 0], threshold: 1e-15) == 0)
    #expect(PseudoInverse.rank(ofSingularValues: [], threshold: 1e-15) == 0)
  }

  @Test("the condition number is the largest value over the smallest")
  func condition() throws {
    #expect(PseudoInverse.conditionNumber(ofSingularValues: [6, 3, 1.5]) == 4)
    #expect(PseudoInverse.conditionNumber(ofSingularValues: [6, 0]) == .infinity)
    #expect(PseudoInverse.conditionNumber(ofSingularValues: []) == .infinity)
    #expect(try PseudoInverse(of: diagonal([0.5, -8, 2])).conditionNumber == 16)
  }
}
