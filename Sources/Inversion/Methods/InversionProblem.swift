package import Networks

/// What a method is given.
package struct InversionProblem: Sendable {
  /// The network.
  package let network: NeuralNetwork
  /// What is wanted.
  package let targets: InversionTargets
  /// The choices.
  package let options: InversionOptions
  /// The filter for the inverse matrices; none when `nil`.
  package let filter: PercentileFilter?
  /// The inverse of each dense layer, input first.
  package let inverses: [LayerInverse]
}
