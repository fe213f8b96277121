package import Networks

/// How many finite values lie in each of some equal intervals.
package struct Histogram: Sendable, Equatable {
  /// The ends of the intervals, one more than there are counts; the last interval includes its end.
  package let edges: [Double]
  /// The number of values in each interval.
  package private(set) var counts: [Int]
  /// 1, or ½ when the width of all intervals together would overflow.
  private let scale: Double
  /// The width of all intervals together, scaled.
  private let width: Double

  /// Counts `values` in `bins` intervals from the smallest to the largest, as `numpy.histogram` does.
  ///
  /// - Parameters:
  ///   - values: any values; those that are not finite are left out.
  ///   - statistics: the statistics of the same values.
  ///   - bins: the number of intervals, > 0.
  /// - Throws: what reading the values throws.
  package init<Failure>(
    _ values: borrowing TensorValues<Failure>, _ statistics: TensorStatistics, bins: Int = 20
  ) throws(Failure) {
    self.init(from: statistics.minimum, to: statistics.maximum, bins: bins)
    var histogram = self
    try values.forEachBlock { histogram.add($0) }
    self = histogram
  }

  /// Counts values in memory; see ``init(_:_:bins:)``.
  package init(_ values: [Double], bins: Int = 20) {
    let finite = values.lazy.filter(\.isFinite)
    self.init(from: finite.min() ?? .nan, to: finite.max() ?? .nan, bins: bins)
    add(values.span)
  }

  /// Intervals without values.
  private init(from low: Double, to high: Double, bins: Int) {
    var (low, high) = low.isNaN ? (0, 1) : (low, high)
    if low == high {
      // Half a unit to either side, or more where that would be rounded away.
      let margin = max(0.5, abs(low) * 0x1p-40)
      low = max(low - margin, -.greatestFiniteMagnitude)
      high = min(high + margin, .greatestFiniteMagnitude)
    }
    let scale = (high - low).isFinite ? 1 : 0.5
    let width = high * scale - low * scale
    self.scale = scale
    self.width = width
    edges = (0...bins).map {
      $0 == bins ? high : (low * scale + width * (Double($0) / Double(bins))) / scale
    }
    counts = [Int](repeating: 0, count: bins)
  }

  private mutating func add(_ block: Span<Double>) {
    let bins = counts.count
    let low = edges[0] * scale
    for index in 0..<block.count {
      let value = block[index]
      // A file may change between two passes; and this leaves out what is not finite.
      guard value >= edges[0], value <= edges[bins] else { continue }
      let place = (value * scale - low) / width * Double(bins)
      var bin = min(Int(place), bins - 1)
      // Rounding may put a value next to an edge on the wrong side of it.
      if value < edges[bin] {
        bin -= 1
      } else if bin < bins - 1, value >= edges[bin + 1] {
        bin += 1
      }
      counts[min(max(bin, 0), bins - 1)] += 1
    }
  }
}
