import Networks

extension NetworkRelaxation {
  /// The relaxation for those inputs of the box that keep every stage inside limits.
  ///
  /// Intervals before the first bend are taken as they are; all others become as narrow as one pass of
  /// CROWN makes them.
  ///
  /// - Parameter limits: for each stage the intervals of its inputs, not wider than this relaxation's.
  /// - Returns: `nil` when no input does that.
  func restricted(to limits: [[ClosedRange<Double>]]) -> NetworkRelaxation? {
    var result = self
    result.stages = []
    result.intervals = [limits[0]]
    var isBent = false
    for (index, stage) in stages.enumerated() {
      let current = result.intervals[index]
      let next: [ClosedRange<Double>]
      switch stage {
      case .dense(_, let bias, _):
        result.stages.append(stage)
        // The logits' intervals decide nothing.
        next =
          isBent && index < stages.count - 1
          ? result.unitIntervals(bias.count, rounds: 1) : limits[index + 1]
      case .scaled:
        result.stages.append(stage)
        next = limits[index + 1]
      case .bent(let units):
        isBent = true
        let narrow = zip(units, zip(intervals[index], current)).map { unit, pair in
          pair.0 == pair.1 ? unit : UnitRelaxation(unit.curve, on: pair.1)
        }
        result.stages.append(.bent(narrow))
        next = narrow.map(\.range)
      }
      var meeting: [ClosedRange<Double>] = []
      for (found, limit) in zip(next, limits[index + 1]) {
        guard found.overlaps(limit) else { return nil }
        meeting.append(found.clamped(to: limit))
      }
      result.intervals.append(meeting)
    }
    return result
  }
}
