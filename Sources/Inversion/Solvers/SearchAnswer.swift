import Numerics

/// What a search found.
struct SearchAnswer {
  /// The coordinates of the input, `[inputs]`; inside the box.
  var point: [Double]
  /// How far its logits are from the goal.
  var distance: Double
  /// Its coordinates in the prior; `nil` where these were not sought.
  var likelihood: [Double]?
  /// What held it in place when it was sought; `nil` where it was found in another way.
  var pushes: GoalSearch.Pushes?

  /// How far it is from what is likeliest, in standard deviations; infinite where that was not sought.
  var value: Double { likelihood?.euclideanNorm ?? .infinity }
}
