package import Numerics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Activation {
  /// Applies the activation to every row, in 64 bits.
  ///
  /// - Parameter matrix: pre-activations, `[samples × units]`.
  /// - Returns: activations, `[samples × units]`; half as many columns for ``glu``.
  package func applied(to matrix: Matrix) -> Matrix {
    var result = matrix
    switch self {
    case .linear: break
    case .softmax: result.mapRowsInPlace(softmaxInPlace)
    case .logSoftmax: result.mapRowsInPlace(logSoftmaxInPlace)
    case .sparsemax: result.mapRowsInPlace(sparsemaxInPlace)
    case .glu: return gated(matrix)
    case .parametricReLU(let slopes):
      result.mapColumnsInPlace { value, column in value >= 0 ? value : slopes[column] * value }
    default:
      guard let function else { preconditionFailure("\(self) is not element-wise") }
      result.mapInPlace(function.value)
    }
    return result
  }

  /// The activation of one number; for the element-wise activations only.
  ///
  /// For many numbers take ``function`` once.
  ///
  /// - Precondition: the activation is element-wise with the same parameters for every unit.
  package func value(_ x: Double) -> Double {
    guard let function else { preconditionFailure("\(self) is not element-wise") }
    return function.value(x)
  }
}

/// eˣ over the sum, shifted by the largest so that nothing overflows.
func softmaxInPlace(_ row: inout ArraySlice<Double>) {
  guard let largest = row.max() else { return }
  var sum = 0.0
  for index in row.indices {
    row[index] = exp(row[index] - largest)
    sum += row[index]
  }
  for index in row.indices { row[index] /= sum }
}

private func logSoftmaxInPlace(_ row: inout ArraySlice<Double>) {
  guard let largest = row.max() else { return }
  let logarithm = log(row.reduce(0) { $0 + exp($1 - largest) })
  for index in row.indices { row[index] = row[index] - largest - logarithm }
}

/// Keras's sparsemax, whose threshold sums the cumulative sums of the support.
///
/// Martins and Astudillo (2016) take the last cumulative sum only, so that the row sums to 1; networks
/// that were trained with Keras's need Keras's.
private func sparsemaxInPlace(_ row: inout ArraySlice<Double>) {
  var sum = 0.0
  var total = 0.0
  var support = 0.0
  for (index, value) in row.sorted(by: >).enumerated() {
    sum += value
    guard value - (sum - 1) / Double(index + 1) > 0 else { continue }
    total += sum
    support += 1
  }
  let threshold = (total - 1) / support
  for index in row.indices { row[index] = max(row[index] - threshold, 0) }
}

private func gated(_ matrix: Matrix) -> Matrix {
  let half = matrix.columns / 2
  var result = Matrix(rows: matrix.rows, columns: half)
  for row in 0..<matrix.rows {
    for column in 0..<half {
      result[row, column] = matrix[row, column] * sigmoidOf(matrix[row, column + half])
    }
  }
  return result
}
