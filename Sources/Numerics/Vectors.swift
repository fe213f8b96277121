import CKernels

/// Vectors are arrays of doubles.
extension [Double] {
  /// The sum of products of two vectors of one length, in sixteen partial sums.
  ///
  /// - Precondition: the lengths agree.
  package func dot(_ other: [Double]) -> Double {
    precondition(count == other.count, "vectors of different lengths")
    return unsafe CKernels_dot(count, self, other)
  }

  /// Adds a multiple of another vector of the same length.
  ///
  /// - Precondition: the lengths agree.
  package mutating func add(_ factor: Double, times other: [Double]) {
    precondition(count == other.count, "vectors of different lengths")
    unsafe CKernels_add_multiple(count, factor, other, &self)
  }

  /// The root of the sum of squares, safe from overflow and from vanishing squares.
  package var euclideanNorm: Double {
    let square = dot(self)
    // Between these no square has overflowed, and those that vanished are beyond the digits.
    if (0x1p-900...0x1p1000).contains(square) || square.isNaN { return square.squareRoot() }
    let largest = reduce(0) { Swift.max($0, abs($1)) }
    guard largest > 0, largest.isFinite else { return largest }
    let scaled = map { $0 / largest }
    return largest * scaled.dot(scaled).squareRoot()
  }
}

extension Matrix {
  /// The Frobenius norm: the root of the sum of squares, safe from overflow.
  package var frobeniusNorm: Double { values.euclideanNorm }

  /// The columns at `indices`, in that order.
  package func columns(at indices: [Int]) -> Matrix {
    var selected: [Double] = []
    selected.reserveCapacity(rows * indices.count)
    for row in 0..<rows {
      for index in indices { selected.append(values[row * columns + index]) }
    }
    return Matrix(rows: rows, columns: indices.count, values: selected)
  }

  /// The rows at `indices`, in that order.
  package func rows(_ indices: [Int]) -> Matrix {
    var selected: [Double] = []
    selected.reserveCapacity(indices.count * columns)
    for index in indices { selected += row(index) }
    return Matrix(rows: indices.count, columns: columns, values: selected)
  }
}
