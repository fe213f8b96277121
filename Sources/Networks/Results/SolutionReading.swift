/// What the network makes of a solution that reaches it in another form than it is stored in.
public struct SolutionReading: Sendable, Equatable {
  /// The logits, `[outputs]`.
  public package(set) var logits: [Double]
  /// The Euclidean distance between wanted and reached logits.
  public package(set) var residualL2: Double
  /// The probability of the wanted class; `nil` when the outputs are no classes.
  public package(set) var probability: Double?
  /// The class that the network answers; `nil` when its outputs are no classes.
  public package(set) var verdict: Int?

  /// Creates a reading.
  package init(
    logits: [Double], residualL2: Double, probability: Double? = nil, verdict: Int? = nil
  ) {
    self.logits = logits
    self.residualL2 = residualL2
    self.probability = probability
    self.verdict = verdict
  }
}
