package import Numerics

/// The paper's filters on inverse matrices (section 2.2.4, appendix 6.1.7).
///
/// Each matrix has its own cut-offs: elements of its sorted values, not interpolated percentiles.
public struct PercentileFilter: Sendable, Equatable, CustomStringConvertible {
  /// What is kept.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// Elements above the cut-off; the rest become 0.
    case highPass = "high_pass"
    /// Elements up to the cut-off; the rest become 0.
    case lowPass = "low_pass"
    /// Elements below the fraction from the bottom or above it from the top; the rest become 0.
    case topAndBottom = "top_and_bottom"
    /// All elements, clamped between the fraction from the bottom and from the top.
    case middle
  }

  /// Which matrices are filtered.
  public enum Scope: String, Sendable, Equatable, CaseIterable {
    /// Those of every layer. The default.
    case all
    /// Only that of the first layer, which makes the picture.
    case first
    /// None of them: the solution is filtered, as the paper's conclusion proposes.
    case result
  }

  /// Which of the sorted elements a fraction stands for.
  public enum Percentile: String, Sendable, Equatable, CaseIterable {
    /// The one at `max(int(p · size) − 1, 0)`: the paper's code. The default.
    case paper
    /// Interpolated linearly, as NumPy's `percentile`.
    case linear
  }

  /// What is kept.
  public var kind: Kind
  /// The fraction, 0...1; for `topAndBottom` and `middle` at most 0.5.
  public var fraction: Double
  /// Which matrices are filtered.
  public var scope: Scope
  /// Which of the sorted elements the fraction stands for.
  public var percentile: Percentile

  /// Creates a filter.
  public init(
    _ kind: Kind, fraction: Double, scope: Scope = .all, percentile: Percentile = .paper
  ) {
    self.kind = kind
    self.fraction = fraction
    self.scope = scope
    self.percentile = percentile
  }

  /// The seventeen fractions of the paper's appendix.
  package static let ladder = [
    0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1,
  ]

  /// The filter of a ``description``; `nil` when it is none.
  init?(parsing text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 2, let kind = Kind(rawValue: parts[0]), let fraction = Double(parts[1]),
      (0...1).contains(fraction)
    else { return nil }
    self.init(kind, fraction: fraction)
    for part in parts.dropFirst(2) {
      if let scope = Scope(rawValue: part) {
        self.scope = scope
      } else if let percentile = Percentile(rawValue: part) {
        self.percentile = percentile
      } else {
        return nil
      }
    }
  }

  /// `middle:0.2`, with `:first`, `:result` or `:linear` behind it for other choices than the defaults.
  public var description: String {
    "\(kind.rawValue):\(fraction)" + (scope == .all ? "" : ":\(scope.rawValue)")
      + (percentile == .paper ? "" : ":\(percentile.rawValue)")
  }

  /// Filters the inverse matrices of a network, input layer first.
  package func applied(to inverses: [Matrix]) -> [Matrix] {
    inverses.enumerated().map { index, matrix in
      switch scope {
      case .all: applied(to: matrix)
      case .first: index == 0 ? applied(to: matrix) : matrix
      case .result: matrix
      }
    }
  }

  /// Filters one matrix.
  package func applied(to matrix: Matrix) -> Matrix {
    let sorted = matrix.values.sorted()
    guard !sorted.isEmpty else { return matrix }
    let low = element(of: sorted, at: fraction)
    let high = element(of: sorted, at: Self.mirrored(fraction))
    var result = matrix
    switch kind {
    case .highPass: result.mapInPlace { $0 <= low ? 0 : $0 }
    case .lowPass: result.mapInPlace { $0 > low ? 0 : $0 }
    case .topAndBottom: result.mapInPlace { $0 <= low || $0 > high ? $0 : 0 }
    case .middle: result.mapInPlace { min(max($0, low), high) }
    }
    return result
  }

  private func element(of sorted: [Double], at fraction: Double) -> Double {
    if percentile == .paper { return sorted[Self.position(fraction, in: sorted.count)] }
    let place = fraction * Double(sorted.count - 1)
    let lower = min(max(Int(place), 0), sorted.count - 1)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (place - Double(lower)) * (sorted[upper] - sorted[lower])
  }

  /// The paper's index of a fraction: `max(int(p · size) − 1, 0)`.
  private static func position(_ fraction: Double, in count: Int) -> Int {
    min(max(Int(fraction * Double(count)) - 1, 0), count - 1)
  }

  /// The fraction from the other end; the ladder's own number where there is one, because 1 − 0.3 is
  /// not the 0.7 of the ladder in floating point.
  private static func mirrored(_ fraction: Double) -> Double {
    guard let index = ladder.firstIndex(of: fraction) else { return 1 - fraction }
    return ladder[ladder.count - 1 - index]
  }
}
