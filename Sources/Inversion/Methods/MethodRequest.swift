package import Networks
import Numerics

/// What a method is asked for, and what it is given to work with.
public struct MethodRequest: Sendable {
  /// The coordinates that inputs are sought in.
  package let coordinates: SearchCoordinates
  /// What the coordinates may be; those of fixed features are points.
  package var box: Box
  /// What is wanted.
  package let targets: InversionTargets
  /// The choices, in coordinates.
  package let options: InversionOptions
  /// The filter for the inverse matrices; none when `nil`.
  package let filter: PercentileFilter?
  /// The inverse of each dense layer, input first; none for a method that does not use them.
  package let inverses: [LayerInverse]
  /// What measures how long each target takes; nobody does when `nil`.
  package var clock: TargetClock?

  /// Inputs to begin at as well, in coordinates, for each target; none when empty.
  var known: [[[Double]]] = []

  /// The network of coordinates.
  package var network: NeuralNetwork { coordinates.network }

  /// The logits of the coordinates of one input.
  func logits(of input: [Double]) -> [Double] {
    network.logits(for: Matrix(rows: 1, columns: input.count, values: input)).values
  }
}
