public import Networks

/// What a method is given.
public struct InversionProblem: Sendable {
  /// The network.
  public let network: Network
  /// What is wanted.
  public let targets: InversionTargets
  /// The choices.
  public let options: InversionOptions
  /// The filter for the inverse matrices; none when `nil`.
  public let filter: PercentileFilter?
  /// The inverse of each dense layer, input first.
  public let inverses: [LayerInverse]
}
