import Numerics

/// The inputs of a network: what each is called, which values it may take, and who says so.
///
/// The features and the values they may take are complete: where nobody says anything of a feature, its
/// range is assumed, and its ``InputFeature/source`` says that.
public struct InputSpace: Sendable, Equatable {
  /// The range of a feature of which nobody says anything: the paper's scaling of bytes.
  package static let assumedRange = -1.0...1.0

  /// The inputs, in the order of the network's.
  public internal(set) var features: [InputFeature]
  /// The shape of a sample before it is flattened: `[28, 28]` of a picture, `[features]` of a table.
  public internal(set) var shape: [Int]

  /// Creates a space and checks it.
  ///
  /// - Parameters:
  ///   - features: the inputs, in the network's order.
  ///   - shape: the shape before flattening; one row when `nil` or of another number of inputs.
  /// - Throws: ``InputSpaceError`` that says which feature is wrong and how.
  public init(_ features: [InputFeature], shape: [Int]? = nil) throws(InputSpaceError) {
    self.init(unchecked: features, shape: shape)
    try check()
  }

  /// One range for features without names.
  ///
  /// - Parameters:
  ///   - range: the range; finite.
  ///   - count: how many features there are.
  ///   - shape: the shape before flattening.
  ///   - source: who says so.
  package init(
    repeating range: ClosedRange<Double>, count: Int, shape: [Int]? = nil, source: InputSource
  ) {
    let isPoint = range.lowerBound == range.upperBound
    self.init(
      unchecked: (0..<max(count, 0)).map {
        InputFeature(
          name: Self.defaultName($0), range: range, isFixed: isPoint, source: source)
      }, shape: shape)
  }

  /// Features that are known to be right.
  init(unchecked features: [InputFeature], shape: [Int]?) {
    self.features = features
    self.shape = shape.flatMap { Shape($0)?.count == features.count ? $0 : nil } ?? [features.count]
  }

  /// The name of a feature that nobody gives one: `x` and its place from 0, as scikit-learn has it.
  package static func defaultName(_ index: Int) -> String { "x\(index)" }

  /// How many inputs there are.
  public var count: Int { features.count }

  /// Whether any feature has a name of its own.
  public var hasNames: Bool {
    features.indices.contains { features[$0].name != Self.defaultName($0) }
  }

  /// The names, in order.
  public var names: [String] { features.map(\.name) }

  /// The values that a search may choose from.
  package var box: Box { Box(features) }

  /// Who says the ranges: of several sources the weakest.
  public var source: InputSource {
    features.map(\.source).max { $1.isWeaker(than: $0) } ?? .assumed
  }

  /// The one range that all features have; `nil` when they differ.
  public var commonRange: ClosedRange<Double>? {
    guard let first = features.first?.range else { return nil }
    return features.allSatisfy { $0.range == first } ? first : nil
  }

  /// The features of each one-hot group, in the order of their first ones.
  package var oneHotGroups: [(name: String, members: [Int])] {
    var order: [String] = []
    var members: [String: [Int]] = [:]
    for (index, feature) in features.enumerated() {
      guard let group = feature.kind.group else { continue }
      if members[group] == nil { order.append(group) }
      members[group, default: []].append(index)
    }
    return order.map { (name: $0, members: members[$0] ?? []) }
  }

  /// Whether a feature takes some values of its range only.
  package var hasSteps: Bool { features.contains { $0.kind != .continuous } }

  /// Whether a sample is a picture: its shape has two axes that are longer than 1, and no feature has a name.
  ///
  /// A row of 784 values is taken for one as well, the 28×28 pixels of the paper, as long as nobody says
  /// that they differ: by names, kinds or ranges. Other square numbers, from 8×8 on, are one only when the
  /// model itself says one range for all of them, as those do that were trained on bytes.
  public var isPicture: Bool {
    guard !hasNames, !hasSteps else { return false }
    if shape.count(where: { $0 > 1 }) >= 2 { return true }
    guard commonRange != nil else { return false }
    let isSaid = features.allSatisfy { $0.source == .model }
    return count == 784 || (isSaid && ImageShape(inputShape: [count]).isPicture)
  }

  /// Where a feature of a name is; `nil` when there is none.
  public func index(of name: String) -> Int? { features.firstIndex { $0.name == name } }

  /// Checks every feature, and that they go together.
  ///
  /// - Throws: ``InputSpaceError``.
  func check() throws(InputSpaceError) {
    var seen: Set<String> = []
    for feature in features {
      try feature.check()
      guard seen.insert(feature.name).inserted else {
        throw InputSpaceError(
          feature: feature.name, problem: "there are two of that name; names have to differ")
      }
    }
    for group in oneHotGroups {
      let members = group.members.map { features[$0] }
      guard members.count > 1 else {
        throw InputSpaceError(
          feature: members[0].name,
          problem:
            "is alone in the one-hot group \(InputSpaceError.shown(group.name)); a group has "
            + "two features or more")
      }
      let set = members.count { $0.fixedValue == 1 || $0.range.lowerBound == 1 }
      let possible = members.count { ($0.fixedValue ?? $0.range.upperBound) == 1 }
      guard set <= 1, possible >= 1 else {
        throw InputSpaceError(
          problem: "no values are left for the one-hot group \(InputSpaceError.shown(group.name)): "
            + "exactly one of its features has to be 1")
      }
    }
  }
}
