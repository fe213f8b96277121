/// The order statistics that percentiles need, and the interpolation between them.
struct Percentiles {
  /// Between which ranks each percentile lies, and where: 0 at the lower one.
  private var places: [(low: Int, high: Int, weight: Double)] = []

  /// - Parameters:
  ///   - percents: the percentiles, 0...100.
  ///   - count: the number of values, > 0.
  init(_ percents: [Int], count: Int) {
    for percent in percents {
      let place = Double(percent) / 100 * Double(count - 1)
      let low = min(Int(place), count - 1)
      places.append((low, min(low + 1, count - 1), place - Double(low)))
    }
  }

  /// The ranks whose values are needed, from 0: two for each percentile.
  var ranks: [Int] { places.flatMap { [$0.low, $0.high] } }

  /// The percentiles.
  ///
  /// - Parameter values: the values of ``ranks``.
  func interpolated(_ values: [Double]) -> [Double] {
    places.indices.map {
      Self.interpolate(values[2 * $0], values[2 * $0 + 1], places[$0].weight)
    }
  }

  /// From whichever end is nearer, as `numpy.percentile` does to the last bit.
  private static func interpolate(_ low: Double, _ high: Double, _ weight: Double) -> Double {
    let difference = high - low
    guard difference.isFinite else { return low * (1 - weight) + high * weight }
    let between = weight < 0.5 ? low + difference * weight : high - difference * (1 - weight)
    // Rounding must not lead out of the two.
    return min(max(between, low), high)
  }
}
