package import Networks

/// What is asked for in place of the answers to rows.
package struct CounterfactualOptions: Sendable, Equatable {
  /// How hard the smallest change is proven to be the smallest.
  package enum Proof: String, Sendable, Equatable, CaseIterable {
    /// Not at all.
    case none
    /// With a search that takes about a second at most.
    case quick
    /// With a search that goes on until it is closed, or has seen ``CounterfactualOptions/nodes`` parts.
    case exact
  }

  /// What is wanted.
  package var wish = CounterfactualWish.anotherAnswer
  /// How changes are measured.
  package var distance = ChangeDistance.l1
  /// How far the wanted logit has to be ahead of the others; by a hair when `nil`.
  package var margin: Double?
  /// What the probability of the wanted class has to be at least, between 0 and 1.
  package var probability: Double?
  /// How logits are read; as the network does when `nil`.
  package var head: OutputHead?
  /// How hard to try to prove.
  package var proof = Proof.quick
  /// After how many parts an exact proof ends.
  package var nodes = 50_000
  /// How many counterfactuals of a row are wanted; each changes other features than the ones before.
  package var count = 1
  /// Rows from which searches start too, such as data.
  package var starts: [[Double]] = []

  /// The usual choices: any other answer by the smallest sum of changes, and a quick proof.
  package init() {}
}
