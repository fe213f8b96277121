import LinearAlgebra
import Numerics
import TestSupport
import Testing

@Suite("Pseudo-inverses with known answers")
struct PseudoInverseTests {
  @Test(
    "closed forms",
    arguments: [
      ("a number", [[-4]], [[-0.25]]),
      ("a column a: aᵀ/‖a‖²", [[1], [2], [2]], [[1.0 / 9, 2.0 / 9, 2.0 / 9]]),
      ("a row: the same, turned", [[3, 4]], [[3.0 / 25], [4.0 / 25]]),
      ("an invertible matrix: its inverse", [[1, 2], [3, 4]], [[-2, 1], [1.5, -0.5]]),
      ("a rotation: its transpose", [[0, -1], [1, 0]], [[0, 1], [-1, 0]]),
      ("a diagonal with a zero", [[2, 0], [0, 0]], [[0.5, 0], [0, 0]]),
      (
        "orthogonal columns: each over its squared norm", [[1, 1], [1, -1], [1, 1], [1, -1]],
        [[0.25, 0.25, 0.25, 0.25], [0.25, -0.25, 0.25, -0.25]]
      ),
      (
        "rank one u·vᵀ: v·uᵀ/(‖u‖²‖v‖²)", [[1, 2], [2, 4], [2, 4]],
        [[1.0 / 45, 2.0 / 45, 2.0 / 45], [2.0 / 45, 4.0 / 45, 4.0 / 45]]
      ),
      (
        "repeated rows share the weight", [[2, 0], [0, 1], [0, 1]], [[0.5, 0, 0], [0, 0.5, 0.5]]
      ),
    ] as [(String, [[Double]], [[Double]])])
  func closedForms(_ what: String, matrix: [[Double]], inverse: [[Double]]) throws {
    let result = try PseudoInverse(of: Matrix(rows: matrix))
    #expect(result.matrix.rows == inverse.count && result.matrix.columns == inverse[0].count)
    #expect(relativeDifference(result.matrix.values, Array(inverse.joined())) < 1e-14)
  }

  @Test("Hilbert's matrix has its inverse of whole numbers")
  func hilbertMatrix() throws {
    let truth: [Double] = [
      25, -300, 1050, -1400, 630, -300, 4800, -18900, 26880, -12600, 1050, -18900, 79380, -117_600,
      56700, -1400, 26880, -117_600, 179_200, -88200, 630, -12600, 56700, -88200, 44100,
    ]
    let result = try PseudoInverse(of: hilbert(5))
    #expect(relativeDifference(result.matrix.values, truth) < 1e-10)
    #expect(abs(result.conditionNumber / 476_607.2502422621 - 1) < 1e-10)
  }

  // Recorded from numpy.linalg.pinv, NumPy 2.4.6.
  static let recorded: [(what: String, matrix: [[Double]], rank: Int, inverse: [Double])] = [
    (
      "tall", [[0.5, -1.25, 3], [2, 0.75, -0.125], [-4, 1.5, 0.25], [1e-3, -2, 7]], 3,
      [
        -0.006278005061305413, 0.2610795917718225, -0.12024204297979124, 0.011647067842905943,
        -0.12156114409378159, 0.6507341587897311, 0.31018509634485864, 0.05263984686340657,
        0.015119155644444568, 0.1924203799842498, 0.09813416164554305, 0.13630879145047306,
      ]
    ),
    (
      "wide", [[1.5, -2, 0.1, 7], [0.3, 4, -6, 1], [-0.7, 0.9, 11, -3]], 3,
      [
        0.030917339573095743, 0.016608660627763817, 0.00832493297087214, 0.02062364173947438,
        0.23185899142018915, 0.12628679570945658, 0.038889778050548426, -0.000813896936286642,
        0.09010923589230929, 0.14156889947346435, 0.06269805451319445, 0.03301075262476772,
      ]
    ),
    (
      "the third row is the sum of the first two",
      [[1, -1, 2, 0.5, 3], [2, 0, 1, -1, 4], [3, -1, 3, -0.5, 7], [0.25, 6, -2, 1, 0]], 3,
      [
        -0.12807860476541388, 0.14735249324490293, 0.019273888479489035, -0.008277081798084026,
        0.02526750184229913, -0.016058953574060394, 0.009208548268238742, 0.15346794399410454,
        0.2739670842544827, -0.22669614345369662, 0.04727094080078607, 0.012733971997052264,
        0.42834880864652364, -0.3938766887742564, 0.03447211987226728, 0.10672955047899768,
        0.019301400147384035, 0.05119528371407506, 0.07049668386145909, 0.027637435519528356,
      ]
    ),
    (
      "square of rank two", [[1, 2, 3], [4, 5, 6], [7, 8, 9]], 2,
      // Its entries are 36ths: [[-23, -6, 11], [-2, 0, 2], [19, 6, -7]] / 36.
      [
        -0.6388888888888888, -0.16666666666666666, 0.3055555555555556, -0.05555555555555555, 0,
        0.05555555555555555, 0.5277777777777778, 0.16666666666666666, -0.19444444444444445,
      ]
    ),
    (
      "rows scaled by 1e6, 1 and 1e-6", [[1e6, 2e6], [3, -4], [5e-6, 6e-6]], 2,
      [
        3.9999999999969606e-07, 0.1999999999999681, 8.000000000150723e-08,
        3.000000000001518e-07, -0.09999999999998402, -3.999999999885361e-08,
      ]
    ),
  ]

  @Test("NumPy's pinv gives the same", arguments: recorded, [PseudoInverse.Cutoff.lapack, .numPy])
  func numPy(
    _ entry: (what: String, matrix: [[Double]], rank: Int, inverse: [Double]),
    cutoff: PseudoInverse.Cutoff
  ) throws {
    let result = try PseudoInverse(of: Matrix(rows: entry.matrix), cutoff: cutoff)
    #expect(relativeDifference(result.matrix.values, entry.inverse) < 1e-10)
    #expect(result.rank == entry.rank)
    #expect(result.isExact == (entry.rank == entry.matrix[0].count))
  }

  @Test("a matrix with random elements has NumPy's inverse")
  func random() throws {
    // Recorded from NumPy 2.4.6 on the same generator's numbers.
    let inverse = try PseudoInverse(of: seeded(40, 6, seed: 7)).matrix
    #expect(inverse.rows == 6 && inverse.columns == 40)
    let first = [
      -0.02591650668086401, 0.007317936617402696, 0.048190750037179805, 0.046426090554545836,
    ]
    let last = [
      -0.03416966759144379, 0.012684978308245486, 1.5688807354713594e-05, 0.036202661332416015,
    ]
    #expect(relativeDifference(Array(inverse.row(2).prefix(4)), first) < 1e-12)
    #expect(relativeDifference(Array(inverse.row(5).suffix(4)), last) < 1e-12)
    #expect(abs(naiveNorm(inverse.values) - 0.7371367151658341) < 1e-12)
    #expect(abs(inverse.values.reduce(0, +) - 0.5746173904288537) < 1e-11)
  }

  @Test("the zero matrix is its own inverse, turned")
  func zero() throws {
    let result = try PseudoInverse(of: Matrix(rows: 3, columns: 2))
    #expect(result.matrix == Matrix(rows: 2, columns: 3))
    #expect(result.singularValues == [0, 0])
    #expect(result.rank == 0)
    #expect(result.penroseResiduals == [0, 0, 0, 0])
    #expect(result.conditionNumber == .infinity)
    #expect(!result.isExact)
  }

  @Test(
    "an empty matrix has an empty inverse", arguments: [PseudoInverse.Precision.double, .single])
  func empty(precision: PseudoInverse.Precision) throws {
    let result = try PseudoInverse(of: Matrix(rows: 0, columns: 3), precision: precision)
    #expect(result.matrix == Matrix(rows: 3, columns: 0))
    #expect(result.rank == 0 && result.singularValues == [])
  }

  @Test("only full column rank meets every target exactly")
  func exactness() throws {
    #expect(try PseudoInverse(of: Matrix(rows: [[1, 2], [3, 4], [5, 6]])).isExact)
    #expect(try !PseudoInverse(of: Matrix(rows: [[1, 3, 5], [2, 4, 6]])).isExact)
    #expect(try !PseudoInverse(of: Matrix(rows: [[1, 2], [2, 4], [3, 6]])).isExact)
  }

  @Test("p · P is the input of least norm that gives p")
  func leastNorm() throws {
    // x · A = p has the solutions (1, 0) + t·(−2, 1); the nearest to 0 is (0.2, 0.4).
    let inverse = try PseudoInverse(of: Matrix(rows: [[1], [2]])).matrix
    let input = Matrix(rows: [[1]]).multiplied(by: inverse)
    #expect(relativeDifference(input.values, [0.2, 0.4]) < 1e-15)
  }

  @Test(
    "NaN and infinity are refused in both precisions",
    arguments: [Double.nan, .infinity, -.infinity], [PseudoInverse.Precision.double, .single])
  func notFinite(bad: Double, precision: PseudoInverse.Precision) {
    #expect(throws: LinearAlgebraError.notFinite(rows: 1, columns: 2)) {
      try PseudoInverse(of: Matrix(rows: [[1, bad]]), precision: precision)
    }
  }

  @Test(
    "magnitudes near the ends of the range give a finite inverse or an error",
    arguments: [1e300, 1e308, 1e39, 1e-46, 1e-300, 0x1p-1030],
    [PseudoInverse.Precision.double, .single])
  func extremes(scale: Double, precision: PseudoInverse.Precision) {
    let matrix = Matrix(rows: [[scale, 0], [0, scale / 2], [scale, scale]])
    do throws(LinearAlgebraError) {
      let result = try PseudoInverse(of: matrix, precision: precision)
      #expect(result.matrix.isFinite)
      #expect(Matrix(rows: [result.singularValues ?? [.nan]]).isFinite)
    } catch {
      #expect(error == .overflow(rows: 3, columns: 2))
    }
  }
}
