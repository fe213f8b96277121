import LinearAlgebra
import Networks

/// Inputs as pictures of bytes, scaled as in the paper's code.
enum PaperPicture {
  /// One scale for all: the smallest value of any solution is 0, the largest 255 (appendix 6.1.5).
  static func scaleTogether(_ solutions: inout [InverseSolution]) {
    let low = solutions.lazy.compactMap { $0.input.min() }.min() ?? 0
    let high = solutions.lazy.compactMap { $0.input.max() }.max() ?? 0
    for index in solutions.indices {
      solutions[index].picture = bytes(solutions[index].input, low, high)
    }
  }

  /// For each solution the scale of its own row of `references` (appendix 6.1.7).
  static func scale(_ solutions: inout [InverseSolution], each references: Matrix) {
    for index in solutions.indices {
      let row = references.row(index)
      solutions[index].picture = bytes(solutions[index].input, row.min() ?? 0, row.max() ?? 0)
    }
  }

  /// `low` becomes 0 and `high` 255; what lies outside is clipped.
  ///
  /// The paper's code wraps around there, which turns the brightest pixels black.
  private static func bytes(_ values: [Double], _ low: Double, _ high: Double) -> [UInt8] {
    let range = high - low
    return values.map { value in
      // What overflowed has no picture; the solution is refused for it.
      guard range > 0, range.isFinite, value.isFinite else { return 0 }
      let scaled = ((value - low) * 255 / range).rounded()
      return UInt8(min(max(scaled, 0), 255))
    }
  }
}
