/// How large a change is, in shares of the features' ranges.
package enum ChangeDistance: String, Sendable, Equatable, CaseIterable {
  /// The sum of the shares: few features change.
  case l1
  /// The root of the sum of their squares: many change a little.
  case l2
  /// The largest share: all may change as much.
  case linf
  /// How many features change.
  case count

  /// The size of a change.
  ///
  /// - Parameter change: in shares of the ranges, `[features]`.
  package func value(_ change: [Double]) -> Double {
    switch self {
    case .l1: change.reduce(0) { $0 + abs($1) }
    case .l2: change.reduce(0) { $0 + $1 * $1 }.squareRoot()
    case .linf: change.reduce(0) { max($0, abs($1)) }
    case .count: Double(change.count { $0 != 0 })
    }
  }
}
