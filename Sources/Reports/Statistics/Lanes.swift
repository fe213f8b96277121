/// Cuts a sequence of blocks into groups of eight values, wherever one block ends and the next begins.
///
/// Sums over the groups then depend on the values and their order only, not on the sizes of the blocks.
struct Lanes {
  private var pending = SIMD8<Double>(repeating: .nan)
  private var pendingCount = 0

  /// Adds a block.
  ///
  /// - Parameter visit: receives each full group.
  @inline(__always)
  mutating func add(_ block: Span<Double>, _ visit: (SIMD8<Double>) -> Void) {
    var index = 0
    while pendingCount > 0, index < block.count {
      pending[pendingCount] = block[index]
      pendingCount += 1
      index += 1
      if pendingCount == 8 {
        visit(pending)
        pendingCount = 0
      }
    }
    while block.count - index >= 8 {
      visit(
        SIMD8(
          block[index], block[index + 1], block[index + 2], block[index + 3], block[index + 4],
          block[index + 5], block[index + 6], block[index + 7]))
      index += 8
    }
    while index < block.count {
      pending[pendingCount] = block[index]
      pendingCount += 1
      index += 1
    }
  }

  /// The group that is left over, filled up with NaN; `nil` when there is none.
  var rest: (values: SIMD8<Double>, fillers: Int)? {
    guard pendingCount > 0 else { return nil }
    var values = pending
    for lane in pendingCount..<8 { values[lane] = .nan }
    return (values, 8 - pendingCount)
  }
}
