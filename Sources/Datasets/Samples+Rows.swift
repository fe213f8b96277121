package import Numerics

extension Samples {
  /// Consecutive samples as numbers to compute with, `[range.count x features]`.
  ///
  /// Bytes are scaled to ``scale``; anything else is converted to `Double` and not scaled.
  ///
  /// - Parameter range: the samples, inside `0..<count`.
  package func rows(_ range: Range<Int>) -> Matrix {
    let slice = range.lowerBound * features..<range.upperBound * features
    let values: [Double] =
      switch storage {
      case .bytes(let bytes): bytes[slice].map { table[Int($0)] }
      case .floats(let floats): floats[slice].map(Double.init)
      case .doubles(let doubles): Array(doubles[slice])
      case .integers(let integers): integers[slice].map(Double.init)
      }
    return Matrix(rows: range.count, columns: features, values: values)
  }

  /// Samples in any order, as for ``rows(_:)``, `[indices.count x features]`.
  ///
  /// - Parameter indices: the samples, each inside `0..<count`.
  package func rows(_ indices: [Int]) -> Matrix {
    selecting(indices).rows(0..<indices.count)
  }

  /// Copies samples as floats, row after row, as for ``rows(_:)``.
  ///
  /// - Parameters:
  ///   - indices: the samples, each inside `0..<count`.
  ///   - next: the samples that will be asked for next; none when unknown.
  ///   - target: what is written to, from its beginning; at least as long.
  package func copyRows(
    _ indices: ArraySlice<Int>, next: ArraySlice<Int>, into target: inout [Float]
  ) {
    switch storage {
    case .bytes(let bytes):
      let (factor, summand) = scale.map { (($0.high - $0.low) / 255, $0.low) } ?? (1, 0)
      SinglePrecision.scale(
        bytes, rows: indices, next: next, width: features, by: Float(factor), plus: Float(summand),
        into: &target)
    case .floats(let values):
      SinglePrecision.copy(values, rows: indices, next: next, width: features, into: &target)
    case .doubles(let values):
      SinglePrecision.copy(values, rows: indices, next: next, width: features, into: &target)
    case .integers(let values):
      for (place, index) in indices.enumerated() {
        let (source, start) = (index * features, place * features)
        for feature in 0..<features { target[start + feature] = Float(values[source + feature]) }
      }
    }
  }

  /// The samples at `indices`, in that order, as the file has them.
  ///
  /// - Parameter indices: each inside `0..<count`.
  package func selecting(_ indices: [Int]) -> Samples { Samples(selecting: indices, of: self) }
}

extension DataArray.Storage {
  /// The rows at `indices` of a matrix with `width` columns.
  func rows(_ indices: [Int], width: Int) -> DataArray.Storage {
    switch self {
    case .bytes(let values): .bytes(Self.rows(indices, width, values))
    case .floats(let values): .floats(Self.rows(indices, width, values))
    case .doubles(let values): .doubles(Self.rows(indices, width, values))
    case .integers(let values): .integers(Self.rows(indices, width, values))
    }
  }

  private static func rows<Value>(_ indices: [Int], _ width: Int, _ values: [Value]) -> [Value] {
    var rows: [Value] = []
    rows.reserveCapacity(indices.count * width)
    for index in indices { rows += values[index * width..<(index + 1) * width] }
    return rows
  }
}
