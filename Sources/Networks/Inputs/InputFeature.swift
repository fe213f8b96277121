/// One input of a network: what it is called, and which values it may take.
public struct InputFeature: Sendable, Equatable {
  /// The name; its number behind an x when nobody gives it one.
  public internal(set) var name: String
  /// The unit of its values, such as `mg/l`.
  public internal(set) var unit: String?
  /// The values it may take, raw, before any scaling by the network.
  ///
  /// A point only when it ``isFixed``.
  public internal(set) var range: ClosedRange<Double>
  /// Which values of the range.
  public internal(set) var kind: InputKind
  /// A usual value, such as the median of data or the mean of a scaler; inside the range.
  public internal(set) var typical: Double?
  /// Whether it keeps its ``typical`` value, or without one the middle of its range.
  public internal(set) var isFixed: Bool
  /// Who says the range.
  public internal(set) var source: InputSource

  /// Creates a feature; ``InputSpace/init(_:shape:)`` checks it.
  public init(
    name: String, unit: String? = nil, range: ClosedRange<Double>, kind: InputKind = .continuous,
    typical: Double? = nil, isFixed: Bool = false, source: InputSource
  ) {
    self.name = name
    self.unit = unit
    self.range = range
    self.kind = kind
    self.typical = typical
    self.isFixed = isFixed
    self.source = source
  }

  /// The middle of the range.
  package var middle: Double { range.lowerBound / 2 + range.upperBound / 2 }

  /// The value that it keeps; `nil` when it may change.
  package var fixedValue: Double? { isFixed ? typical ?? middle : nil }

  /// The values that a search may choose from: the range, or the one value of a fixed feature.
  package var searched: ClosedRange<Double> { fixedValue.map { $0...$0 } ?? range }

  /// Checks what is said of the feature alone.
  ///
  /// - Throws: ``InputSpaceError`` that names the feature.
  func check() throws(InputSpaceError) {
    func wrong(_ problem: String) -> InputSpaceError {
      InputSpaceError(feature: name, problem: problem)
    }
    guard !name.isEmpty else {
      throw InputSpaceError(problem: "a feature has an empty name; every feature needs one")
    }
    let (low, high) = (range.lowerBound, range.upperBound)
    guard low.isFinite, high.isFinite, (high - low).isFinite else {
      throw wrong("its range \(low)...\(high) is not finite; two finite numbers were expected")
    }
    guard low < high || isFixed else {
      throw wrong("its range \(low)...\(high) is empty; a low below a high was expected, or --fix")
    }
    if let typical, !range.contains(typical) {
      let what = isFixed ? "the value it is fixed at" : "its typical value"
      throw wrong("\(what), \(typical), is outside its range \(low)...\(high)")
    }
    switch kind {
    case .continuous: break
    case .integer:
      guard low.rounded(.up) <= high else {
        throw wrong("it takes whole numbers, but there is none in its range \(low)...\(high)")
      }
      if let value = fixedValue, value != value.rounded() {
        throw wrong("it is fixed at \(value); its kind, integer, takes whole numbers")
      }
    case .oneHot:
      guard low >= 0, high <= 1 else {
        throw wrong("it is 0 or 1 of a one-hot group, but its range is \(low)...\(high)")
      }
      if let value = fixedValue, value != 0, value != 1 {
        throw wrong("it is fixed at \(value); 0 or 1 was expected in a one-hot group")
      }
    }
  }
}
