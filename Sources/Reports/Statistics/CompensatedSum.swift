/// Eight sums that keep what rounding takes from them.
///
/// Together they are as exact as one in twice the precision, so their total is the same for every order
/// of the summands. Knuth's TwoSum: The Art of Computer Programming, volume 2, 4.2.2, theorem B.
struct CompensatedSum {
  private var sums = SIMD8<Double>.zero
  private var lost = SIMD8<Double>.zero

  /// Adds a value to each sum.
  @inline(__always)
  mutating func add(_ values: SIMD8<Double>) {
    let total = sums + values
    let added = total - sums
    lost += (sums - (total - added)) + (values - added)
    sums = total
  }

  /// The total; not finite when a sum overflowed on the way.
  var value: Double {
    var total = 0.0
    var rest = 0.0
    for lane in 0..<8 {
      let next = total + sums[lane]
      let added = next - total
      rest += (total - (next - added)) + (sums[lane] - added) + lost[lane]
      total = next
    }
    return total + rest
  }
}
