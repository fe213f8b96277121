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
    default: result.mapInPlace(value)
    }
    return result
  }

  /// The activation of one number; for the element-wise activations only.
  ///
  /// - Precondition: the activation is element-wise with the same parameters for every unit.
  package func value(_ x: Double) -> Double {
    switch self {
    case .linear: x
    case .relu(let slope, let maximum, let threshold): rectified(x, slope, maximum, threshold)
    case .leakyReLU(let slope): x >= 0 ? x : slope * x
    case .thresholdedReLU(let theta): x > theta ? x : 0
    case .elu(let alpha): x > 0 ? x : alpha * expm1(x)
    case .celu(let alpha): x > 0 ? x : alpha * expm1(x / alpha)
    case .selu: seluScale * (x > 0 ? x : seluAlpha * expm1(x))
    case .softplus: softplusOf(x)
    case .softsign: x / (1 + abs(x))
    case .tanh: Platform.tanh(x)
    case .sigmoid: sigmoidOf(x)
    case .hardSigmoid(let slope): min(max(slope * x + 0.5, 0), 1)
    case .exponential: exp(x)
    case .silu: x * sigmoidOf(x)
    case .hardSilu: x * min(max(x + 3, 0), 6) / 6
    case .gelu(let approximate):
      approximate
        ? 0.5 * x * (1 + Platform.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))
        : 0.5 * x * erfc(-x * 0.7071067811865476)
    case .mish: x * Platform.tanh(softplusOf(x))
    case .logSigmoid: -softplusOf(-x)
    case .hardTanh: min(max(x, -1), 1)
    case .tanhShrink: x - Platform.tanh(x)
    case .hardShrink(let threshold): abs(x) > threshold ? x : 0
    case .softShrink(let threshold):
      x > threshold ? x - threshold : x < -threshold ? x + threshold : 0
    case .squareplus(let b): (x + (x * x + b).squareRoot()) / 2
    case .sparsePlus: x >= 1 ? x : x <= -1 ? 0 : (x + 1) * (x + 1) / 4
    case .sparseSigmoid: min(max((x + 1) / 2, 0), 1)
    case .softmax, .logSoftmax, .sparsemax, .glu, .parametricReLU:
      preconditionFailure("\(self) is not element-wise")
    }
  }
}

/// The C library's functions whose names the enumeration's cases hide.
enum Platform {
  static func tanh(_ x: Double) -> Double {
    #if canImport(Glibc)
      Glibc.tanh(x)
    #else
      Darwin.tanh(x)
    #endif
  }
}

let seluScale = 1.0507009873554805
let seluAlpha = 1.6732632423543772

/// ln(1 + eˣ) without overflow.
func softplusOf(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

/// 1 / (1 + e⁻ˣ) without overflow.
func sigmoidOf(_ x: Double) -> Double {
  if x >= 0 { return 1 / (1 + exp(-x)) }
  let power = exp(x)
  return power / (1 + power)
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

/// Keras's ReLU with all its parameters: above the threshold x, clipped to 0...maximum; below it
/// `slope · (x − threshold)`.
private func rectified(_ x: Double, _ slope: Double, _ maximum: Double?, _ threshold: Double)
  -> Double
{
  var positive = threshold == 0 ? max(x, 0) : x > threshold ? x : 0
  if let maximum { positive = min(max(positive, 0), maximum) }
  return slope == 0 ? positive : positive - slope * max(threshold - x, 0)
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
