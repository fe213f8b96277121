/// A proof that no input of the allowed range brings the network nearer to the wanted logits.
///
/// For every unit vector u and every input x of the box, ‖z' − z(x)‖ ≥ u · z' − max u · z; a relaxation of
/// the network gives the maximum from above.
public struct ResidualBound: Sendable, Equatable {
  /// The Euclidean distance that remains, whatever the input; 0 when nothing is proven.
  ///
  /// What rounding may have done to it is already subtracted.
  public var value: Double
  /// The unit vector u along which it is proven, `[outputs]`.
  public var direction: [Double]

  /// Creates a bound.
  public init(value: Double, direction: [Double]) {
    self.value = value
    self.direction = direction
  }
}
