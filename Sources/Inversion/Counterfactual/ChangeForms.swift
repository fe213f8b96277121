import Numerics

/// Numbers of a network as linear combinations of changes and of what bending units give.
struct ChangeForms {
  /// The coefficients: of each feature's change, then of each bending unit's value, `[numbers × terms]`.
  var coefficients: Matrix
  /// What is added, `[numbers]`.
  var constants: [Double]
  /// How far each may be off, by rounding and by units that are almost straight.
  var errors: [Double]

  /// What a map makes of the forms.
  ///
  /// - Parameters:
  ///   - map: its inputs are these numbers.
  ///   - extents: how large each term can be.
  func mapped(_ map: ChangeChain.Map, extents: [Double]) -> ChangeForms {
    var magnitudes = map.weights
    magnitudes.mapInPlace { abs($0) }
    var sizes = [Double](repeating: 0, count: constants.count)
    for row in sizes.indices {
      var size = abs(constants[row])
      for (value, extent) in zip(coefficients.row(row), extents) { size += abs(value) * extent }
      sizes[row] = size
    }
    let rounding =
      8 * Double(map.weights.rows + coefficients.columns + 8) * Double.ulpOfOne
    let spread = magnitudes.multiplied(onLeftBy: sizes)
    let carried = magnitudes.multiplied(onLeftBy: errors)
    var constants = map.weights.multiplied(onLeftBy: constants)
    for unit in constants.indices { constants[unit] += map.bias[unit] }
    return ChangeForms(
      coefficients: Matrix.product(
        map.weights, transposed: true, coefficients, transposed: false),
      constants: constants,
      errors: constants.indices.map { carried[$0] + rounding * (spread[$0] + map.sizes[$0]) })
  }

  /// What a map makes of the changes alone.
  ///
  /// - Parameters:
  ///   - map: its inputs are the features.
  ///   - terms: how many there are, features first.
  ///   - extents: how large each term can be.
  init(_ map: ChangeChain.Map, terms: Int, extents: [Double]) {
    let features = map.weights.rows
    let columns = map.weights.transposed()
    var coefficients = Matrix(rows: columns.rows, columns: terms)
    var errors: [Double] = []
    let rounding = 8 * Double(features + 8) * Double.ulpOfOne
    for row in 0..<columns.rows {
      var size = map.sizes[row]
      for feature in 0..<features {
        let value = columns[row, feature]
        coefficients[row, feature] = value
        size += abs(value) * extents[feature]
      }
      errors.append(rounding * size)
    }
    self.init(coefficients: coefficients, constants: map.bias, errors: errors)
  }

  init(coefficients: Matrix, constants: [Double], errors: [Double]) {
    self.coefficients = coefficients
    self.constants = constants
    self.errors = errors
  }
}
