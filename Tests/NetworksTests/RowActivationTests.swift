import Networks
import Numerics
import TestSupport
import Testing

/// Recorded from Keras 3.15.1 on JAX in float64.
@Suite("Activations of whole rows")
struct RowActivationTests {
  static let inputs = Matrix(rows: [
    [1, 2, 3, 4], [-1, 0, 0.25, 0.5], [0, 0, 0, 0], [1e4, -1e4, 0, 9999],
    [-1e4, -1e4, -1e4, -10001], [0.1, -0.7, 0.65, 0.3],
  ])

  static let recorded: [(Activation, [[Double]])] = [
    (
      .softmax,
      [
        [0.03205860328008499, 0.08714431874203257, 0.23688281808991013, 0.6439142598879724],
        [0.08554090269052987, 0.2325242813736508, 0.2985670872808196, 0.3833677286549997],
        [0.25, 0.25, 0.25, 0.25],
        [0.7310585786300049, 0, 0, 0.2689414213699951],
        [0.2969227424756547, 0.2969227424756547, 0.2969227424756547, 0.10923177257303592],
        [0.22706709014780183, 0.10202782040122357, 0.39356471925704545, 0.2773403701939291],
      ]
    ),
    (
      .logSoftmax,
      [
        [-3.4401896985611953, -2.4401896985611953, -1.4401896985611953, -0.44018969856119533],
        [-2.4587606233920845, -1.4587606233920847, -1.2087606233920847, -0.9587606233920847],
        [-1.3862943611198906, -1.3862943611198906, -1.3862943611198906, -1.3862943611198906],
        [-0.31326168751822286, -20000.31326168752, -10000.31326168752, -1.3132616875182228],
        [-1.2142833003627604, -1.2142833003627604, -1.2142833003627604, -2.2142833003627604],
        [-1.4825097538555174, -2.2825097538555172, -0.9325097538555173, -1.2825097538555172],
      ]
    ),
    (
      .glu,
      [
        [0.9525741268224334, 1.964027580075817], [-0.5621765008857981, 0], [0, 0], [5000, -10000],
        [0, 0], [0.06570104626734989, -0.4021097617681613],
      ]
    ),
    // Keras adds up cumulative sums, so its rows do not sum to 1 as those of Martins and Astudillo do.
    (
      .sparsemax,
      [
        [0.0, 0.0, 0.0, 1.0],
        [0.0, 0.0, 0.0, 0.16666666666666669],
        [0.25, 0.25, 0.25, 0.25],
        [1.0, 0.0, 0.0, 0.0],
        [10000.333333333332, 10000.333333333332, 10000.333333333332, 9999.333333333332],
        [0.0, 0.0, 0.09999999999999987, 0.0],
      ]
    ),
  ]

  @Test("softmax, its logarithm, GLU and sparsemax", arguments: recorded)
  func values(activation: Activation, wanted: [[Double]]) {
    let result = activation.applied(to: Self.inputs)
    #expect(result.rows == Self.inputs.rows && result.columns == wanted[0].count)
    for (row, values) in wanted.enumerated() {
      for (value, truth) in zip(result.row(row), values) {
        #expect(abs(value - truth) <= 1e-11 * max(1, abs(truth)))
      }
    }
  }

  @Test(
    "softmax of logits as large as they come is the one-hot row",
    arguments: [1e4, 1e10, 1e300, Double.greatestFiniteMagnitude])
  func saturated(size: Double) {
    let row = Matrix(rows: [[-size, size, -size]])
    #expect(Activation.softmax.applied(to: row).values == [0, 1, 0])
    let logarithms = Activation.logSoftmax.applied(to: Matrix(rows: [[-size / 2, size / 2]]))
    #expect(logarithms.values == [-size, 0])
  }

  @Test("softmax rows are probabilities, and ignore a common shift")
  func properties() {
    var numbers = SeededNumbers(seed: 21)
    var matrix = Matrix(rows: 50, columns: 7, values: numbers.next(350))
    matrix.mapInPlace { 5 * $0 }
    let result = Activation.softmax.applied(to: matrix)
    for row in 0..<50 {
      #expect(result.row(row).allSatisfy { $0 >= 0 && $0 <= 1 })
      #expect(abs(result.row(row).reduce(0, +) - 1) < 1e-14)
    }
    var shifted = matrix
    shifted.mapInPlace { $0 + 100 }
    let difference = relativeDifference(
      Activation.softmax.applied(to: shifted).values, Activation.softmax.applied(to: matrix).values)
    #expect(difference < 1e-12)
  }

  @Test("a single column is certain, and no row at all is no row")
  func narrow() {
    #expect(Activation.softmax.applied(to: Matrix(rows: [[-7], [9]])).values == [1, 1])
    #expect(Activation.sparsemax.applied(to: Matrix(rows: [[-7], [9]])).values == [1, 1])
    let none = Matrix(rows: 0, columns: 4)
    for activation in [Activation.softmax, .logSoftmax, .sparsemax, .tanh] {
      #expect(activation.applied(to: none) == none)
    }
    #expect(Activation.glu.applied(to: none) == Matrix(rows: 0, columns: 2))
  }
}
