import Networks
import Numerics

/// Inputs as pictures of bytes, scaled as in the paper's code.
enum PaperPicture {
  /// What becomes of a scaled value that is no byte.
  typealias Conversion = InversionOptions.ByteConversion

  /// One scale for all: the smallest value of any solution is 0, the largest 255 (appendix 6.1.5).
  static func scaleTogether(_ solutions: inout [InverseSolution], as conversion: Conversion) {
    let low = solutions.lazy.compactMap { $0.input.min() }.min() ?? 0
    let high = solutions.lazy.compactMap { $0.input.max() }.max() ?? 0
    for index in solutions.indices {
      solutions[index].picture = bytes(solutions[index].input, low, high, conversion)
    }
  }

  /// For each solution the scale of its own row of `references` (appendix 6.1.7).
  static func scale(
    _ solutions: inout [InverseSolution], each references: Matrix, as conversion: Conversion
  ) {
    for index in solutions.indices {
      let row = references.row(index)
      solutions[index].picture = bytes(
        solutions[index].input, row.min() ?? 0, row.max() ?? 0, conversion)
    }
  }

  /// The allowed range of each feature as bytes: its low end is 0, its high end 255.
  static func scale(_ solutions: inout [InverseSolution], to box: Box) {
    for index in solutions.indices {
      let input = solutions[index].input
      solutions[index].picture = input.indices.map {
        byte(input[$0], box.lower[$0], box.upper[$0], .clip)
      }
    }
  }

  /// `low` becomes 0 and `high` 255.
  private static func bytes(
    _ values: [Double], _ low: Double, _ high: Double, _ conversion: Conversion
  ) -> [UInt8] {
    values.map { byte($0, low, high, conversion) }
  }

  private static func byte(
    _ value: Double, _ low: Double, _ high: Double, _ conversion: Conversion
  ) -> UInt8 {
    let range = high - low
    // What overflowed has no picture; the solution is refused for it.
    guard range > 0, range.isFinite, value.isFinite else { return 0 }
    let scaled = (value - low) * 255 / range
    if conversion == .wrap {
      return UInt8(truncatingIfNeeded: Int(exactly: scaled.rounded(.towardZero)) ?? 0)
    }
    return UInt8(min(max(scaled.rounded(), 0), 255))
  }
}
