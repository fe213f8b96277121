import LinearAlgebra
package import Numerics

/// How far the numbers of two layers that stand at one place are apart.
package struct TensorDifference: Sendable, Equatable {
  /// `weights`, `bias` and so on.
  package let role: String
  /// The extents.
  package let shape: [Int]
  /// The largest |a − b|; infinite where one is NaN and the other is not.
  package let absolute: Double
  /// The largest |a − b| over the larger of |a| and |b|.
  package let relative: Double
  /// |a − b| over |a|, both as Euclidean lengths; 0 where both are 0.
  package let relativeL2: Double
  /// The cosine of the angle between both; `nil` where one is 0.
  package let cosine: Double?
  /// How many numbers there are.
  package let size: Int
  /// How many differ by more than the tolerance.
  package let count: Int
  /// How many have another sign.
  package let signFlips: Int
  /// The rank of a − b for matrices up to 512 wide or high: 1 after a rank-one update, small after LoRA; `nil`
  /// where nothing differs.
  package let rank: Int?
  /// Whether one of the two has the numbers of the other, rounded to 32 bits.
  package let isRounding: Bool
  /// Where a matrix differs: b − a, of blocks of it the one of the largest magnitude; `nil` where nothing does.
  package let drawing: Matrix?

  /// The share of the numbers that differ by more than the tolerance, 0...1.
  package var share: Double { size == 0 ? 0 : Double(count) / Double(size) }

  /// Compares numbers of the same shape.
  ///
  /// - Parameters:
  ///   - a: the first.
  ///   - b: the second.
  ///   - tolerance: two numbers are equal when they differ by at most this, over the largest of 1 and
  ///     their magnitudes.
  init(_ a: ComparedLayer.Tensor, _ b: ComparedLayer.Tensor, tolerance: Double) {
    role = a.role
    shape = a.shape
    size = a.values.count
    var (absolute, relative, count, flips) = (0.0, 0.0, 0, 0)
    var (squares, aSquares, bSquares, product) = (0.0, 0.0, 0.0, 0.0)
    for (x, y) in zip(a.values, b.values) {
      (aSquares, bSquares, product) = (aSquares + x * x, bSquares + y * y, product + x * y)
      guard x != y, !(x.isNaN && y.isNaN) else { continue }
      let difference = abs(x - y)
      let larger = max(abs(x), abs(y))
      let isComparable = difference.isFinite
      absolute = max(absolute, isComparable ? difference : .infinity)
      relative = max(relative, isComparable ? difference / larger : .infinity)
      if !isComparable || difference > tolerance * max(1, larger) { count += 1 }
      if x * y < 0 { flips += 1 }
      squares += difference * difference
    }
    self.absolute = absolute
    self.relative = relative
    self.count = count
    signFlips = flips
    relativeL2 = squares == 0 ? 0 : (squares / aSquares).squareRoot()
    let lengths = (aSquares * bSquares).squareRoot()
    cosine = lengths > 0 && lengths.isFinite ? min(1, max(-1, product / lengths)) : nil
    isRounding = count > 0 && Self.areRounded(a, b)
    rank = count == 0 || isRounding ? nil : Self.rank(a, b)
    drawing = count == 0 || isRounding ? nil : Self.drawing(a, b)
  }

  /// Whether two numbers are alike as far as 32 bits tell: both give the same number when rounded, or, where
  /// they were computed from rounded ones, differ by a few of its last bits.
  private static func areRounded(_ a: ComparedLayer.Tensor, _ b: ComparedLayer.Tensor) -> Bool {
    if a.isComputed {
      return zip(a.values, b.values).allSatisfy { x, y in
        x == y || abs(x - y) <= 0x1p-22 * max(abs(x), abs(y))
      }
    }
    // Two models of 32 bits that differ in the last bit do differ.
    let isShort = [a, b].map { $0.values.allSatisfy { Double(Float($0)) == $0 || $0.isNaN } }
    guard isShort[0] != isShort[1] else { return false }
    return zip(a.values, b.values).allSatisfy { x, y in
      Float(x) == Float(y) || x.isNaN && y.isNaN
    }
  }

  /// The most rows and columns of a drawing.
  private static let drawingSide = 84

  private static func drawing(_ a: ComparedLayer.Tensor, _ b: ComparedLayer.Tensor) -> Matrix? {
    guard a.shape.count == 2, let low = a.shape.min(), low > 0,
      a.values.count == a.shape[0] * a.shape[1],
      b.values.count == a.values.count
    else { return nil }
    let (rows, columns) = (a.shape[0], a.shape[1])
    let (high, wide) = (min(rows, drawingSide), min(columns, drawingSide))
    var blocks = Matrix(rows: high, columns: wide, repeating: 0)
    for row in 0..<rows {
      for column in 0..<columns {
        let difference = b.values[row * columns + column] - a.values[row * columns + column]
        guard difference.isFinite else { continue }
        let (y, x) = (row * high / rows, column * wide / columns)
        if abs(difference) > abs(blocks[y, x]) { blocks[y, x] = difference }
      }
    }
    return blocks
  }

  /// How many singular values of the difference stand above what rounding leaves of it.
  private static func rank(_ a: ComparedLayer.Tensor, _ b: ComparedLayer.Tensor) -> Int? {
    guard a.shape.count == 2, let smaller = a.shape.min(), smaller > 0, smaller <= 512 else {
      return nil
    }
    let difference = Matrix(
      rows: a.shape[0], columns: a.shape[1], values: zip(a.values, b.values).map { $0 - $1 })
    guard difference.isFinite,
      let values = try? SingularValueDecomposition.singularValues(of: difference),
      let largest = values.first
    else { return nil }
    let magnitude = (a.values + b.values).reduce(0) { max($0, abs($1)) }
    // Each number may be off by half a last bit of 32: together by its root mean square over the matrix.
    let rounding = magnitude * 0x1p-24 * Double(a.values.count).squareRoot()
    let floor = max(largest * 1e-6, rounding)
    return max(1, values.count { $0 > floor })
  }
}
