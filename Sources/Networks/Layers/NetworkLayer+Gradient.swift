import Numerics

extension NetworkLayer {
  /// Carries gradients from behind the layer to before it.
  ///
  /// - Parameters:
  ///   - gradient: with respect to the layer's outputs, `[rows × outputs]`.
  ///   - input: what the layer was given, `[rows × inputs]`, or one row for all.
  ///   - smoothing: the width over which kinks were rounded off.
  func gradient(_ gradient: Matrix, input: Matrix, smoothing: Double) -> Matrix {
    switch self {
    case .dense(let layer):
      return Matrix.product(gradient, transposed: false, layer.weights, transposed: true)
    case .affine(let layer):
      var result = gradient
      result.mapColumnsInPlace { value, column in value * layer.scale[column] }
      return result
    case .activation(let layer):
      return layer.activation.gradient(gradient, input: input, smoothing: smoothing)
    case .layerNormalization(let layer): return layer.gradient(gradient, input: input)
    }
  }
}

extension Activation {
  /// Carries gradients through the activation.
  fileprivate func gradient(_ gradient: Matrix, input: Matrix, smoothing: Double) -> Matrix {
    switch self {
    case .linear: return gradient
    case .softmax, .logSoftmax, .sparsemax:
      return rowwise(gradient, input, columns: input.columns) { row, gradient in
        switch self {
        case .softmax: softmaxGradient(row, gradient)
        case .logSoftmax: logSoftmaxGradient(row, gradient)
        default: sparsemaxGradient(row, gradient)
        }
      }
    case .glu:
      return rowwise(gradient, input, columns: input.columns) { row, gradient in
        let half = row.count / 2
        let gates = row.suffix(half).map(sigmoidOf)
        return zip(gradient, gates).map(*)
          + (0..<half).map { gradient[$0] * row[$0] * gates[$0] * (1 - gates[$0]) }
      }
    default: break
    }
    var slopes: Matrix
    if smoothing > 0, hasKinksToSmooth {
      slopes = input
      slopes.mapColumnsInPlace { value, unit in
        smoothed(value, unit: unit, width: smoothing).derivative
      }
    } else {
      slopes = derivatives(at: input)
    }
    var result = gradient
    for row in 0..<result.rows {
      let source = slopes.rows == 1 ? 0 : row
      for column in 0..<result.columns { result[row, column] *= slopes[source, column] }
    }
    return result
  }
}

extension LayerNormalizationLayer {
  /// Carries gradients through the normalization of each row.
  fileprivate func gradient(_ gradient: Matrix, input: Matrix) -> Matrix {
    let members = members
    return rowwise(gradient, input, columns: width) { row, gradient in
      var result = [Double](repeating: 0, count: width)
      for group in members {
        let values = group.map { row[$0] }
        let scaled = group.map { gradient[$0] * (gamma?[$0] ?? 1) }
        for (feature, value) in zip(group, slopes(values, scaled)) { result[feature] = value }
      }
      return result
    }
  }

  /// The gradient with respect to the values of one group, from that of its normalized values.
  private func slopes(_ values: [Double], _ gradient: [Double]) -> [Double] {
    let count = Double(values.count)
    let (mean, divisor) = statistics(values)
    let normalized = values.map { ($0 - mean) / divisor }
    let along = zip(gradient, normalized).reduce(0) { $0 + $1.0 * $1.1 }
    switch statistic {
    case .standard:
      let average = gradient.reduce(0, +) / count
      return zip(gradient, normalized).map { ($0 - average - $1 * along / count) / divisor }
    case .deviation:
      // The divisor changes with a value's distance from the mean, not with the value.
      let center = values.reduce(0, +) / count
      return zip(gradient, values).map { slope, value in
        (slope - (value - center) / divisor * along / count) / divisor
      }
    case .rootMeanSquare:
      return zip(gradient, normalized).map { ($0 - $1 * along / count) / divisor }
    // Steps have no slope: as in Keras, the gradient passes as if nothing were rounded.
    case .integerLevels, .float8: return gradient
    case .length:
      if divisor <= epsilon { return gradient.map { $0 / divisor } }
      return zip(gradient, normalized).map { ($0 - $1 * along) / divisor }
    }
  }
}

/// Applies a gradient rule row by row; a single row of inputs serves for all.
private func rowwise(
  _ gradient: Matrix, _ input: Matrix, columns: Int,
  _ rule: (_ input: [Double], _ gradient: [Double]) -> [Double]
) -> Matrix {
  var values: [Double] = []
  for row in 0..<gradient.rows {
    let source = input.rows == 1 ? 0 : row
    values += rule(Array(input.row(source)), Array(gradient.row(row)))
  }
  return Matrix(rows: gradient.rows, columns: columns, values: values)
}

private func softmaxGradient(_ row: [Double], _ gradient: [Double]) -> [Double] {
  var shares = row[...]
  softmaxInPlace(&shares)
  let mean = zip(shares, gradient).reduce(0) { $0 + $1.0 * $1.1 }
  return zip(shares, gradient).map { $0 * ($1 - mean) }
}

private func logSoftmaxGradient(_ row: [Double], _ gradient: [Double]) -> [Double] {
  var shares = row[...]
  softmaxInPlace(&shares)
  let sum = gradient.reduce(0, +)
  return zip(shares, gradient).map { $1 - $0 * sum }
}

/// Of Keras's sparsemax, whose threshold is the mean of the support's cumulative sums, less its share
/// of 1: the j-th largest of k counts (k − j + 1) / k times.
private func sparsemaxGradient(_ row: [Double], _ gradient: [Double]) -> [Double] {
  let order = row.indices.sorted { row[$0] > row[$1] }
  var sum = 0.0
  var total = 0.0
  var support = 0
  for (place, index) in order.enumerated() {
    sum += row[index]
    guard row[index] - (sum - 1) / Double(place + 1) > 0 else { continue }
    total += sum
    support += 1
  }
  let threshold = (total - 1) / Double(support)
  let passing = row.map { $0 > threshold }
  let passed = row.indices.reduce(0) { $0 + (passing[$1] ? gradient[$1] : 0) }
  var result = row.indices.map { passing[$0] ? gradient[$0] : 0 }
  for (place, index) in order.prefix(support).enumerated() {
    result[index] -= passed * Double(support - place) / Double(support)
  }
  return result
}
