/// How many finite values lie in each of some equal intervals.
public struct Histogram: Sendable, Equatable {
  /// The ends of the intervals, one more than there are counts; the last interval includes its end.
  public let edges: [Double]
  /// The number of values in each interval.
  public let counts: [Int]

  /// Counts `values` in `bins` intervals from the smallest to the largest, as `numpy.histogram` does.
  ///
  /// - Parameters:
  ///   - values: any values; those that are not finite are left out.
  ///   - bins: the number of intervals, > 0.
  public init(_ values: [Double], bins: Int = 20) {
    let finite = values.lazy.filter(\.isFinite)
    var low = finite.min() ?? 0
    var high = finite.max() ?? 1
    if low == high { (low, high) = (low - 0.5, high + 0.5) }
    // Half the width at a time: high − low may overflow.
    let half = high / 2 - low / 2
    edges = (0...bins).map { place in
      let weight = Double(place) / Double(bins)
      return low * (1 - weight) + high * weight
    }
    var counts = [Int](repeating: 0, count: bins)
    guard half > 0 else {
      // Values so large that half a unit does not move them: one interval holds them all.
      counts[bins - 1] = finite.count { _ in true }
      self.counts = counts
      return
    }
    for value in finite {
      let place = (value / 2 - low / 2) / half * Double(bins)
      var bin = min(Int(place), bins - 1)
      // Rounding may put a value next to an edge on the wrong side of it.
      if value < edges[bin] {
        bin -= 1
      } else if bin < bins - 1, value >= edges[bin + 1] {
        bin += 1
      }
      counts[min(max(bin, 0), bins - 1)] += 1
    }
    self.counts = counts
  }
}
