/// A row of data, and the smallest change of it that changes what a network answers.
package struct Counterfactual: Sendable, Equatable {
  /// What a network says of an input.
  package struct Verdict: Sendable, Equatable {
    /// The class; `nil` when the outputs are no classes.
    package var answer: Int?
    /// The probability of the class; `nil` when the outputs are no probabilities.
    package var probability: Double?
    /// The output of a network that has one.
    package var output: Double?

    /// Gathers a verdict.
    package init(answer: Int?, probability: Double?, output: Double?) {
      self.answer = answer
      self.probability = probability
      self.output = output
    }
  }

  /// What is known of all changes.
  package struct Bound: Sendable, Equatable {
    /// No smaller change does it; ∞ when none does.
    package var distance: Double
    /// Whether the change that was found is proven to be the smallest, or that there is none.
    package var isProven: Bool
    /// How many parts the proof took.
    package var nodes: Int
    /// How long search and proof took.
    package var seconds: Double

    /// Gathers a bound.
    package init(distance: Double, isProven: Bool, nodes: Int, seconds: Double) {
      self.distance = distance
      self.isProven = isProven
      self.nodes = nodes
      self.seconds = seconds
    }
  }

  /// The number of the row in its file.
  package var row: Int
  /// The row, `[inputs]`.
  package var sample: [Double]
  /// What the network says of it.
  package var from: Verdict
  /// The changed row; `nil` when none was found.
  package var input: [Double]?
  /// What the network says of the changed row.
  package var to: Verdict?
  /// How large the change is, in shares of the ranges; ∞ when none was found.
  package var distance: Double
  /// What is known of all changes.
  package var bound: Bound
  /// The changed row as it is shown, rounded to few digits or to bytes, and what the network says of that;
  /// `nil` when none was found.
  package var shown: Shown?

  /// A rounded row.
  package struct Shown: Sendable, Equatable {
    /// The row, `[inputs]`.
    package var input: [Double]
    /// What the network says of it.
    package var verdict: Verdict

    /// Gathers a rounded row.
    package init(input: [Double], verdict: Verdict) {
      self.input = input
      self.verdict = verdict
    }
  }

  /// Whether the row has what is wanted as it is.
  package var isMet: Bool { input == sample }

  /// Gathers a counterfactual.
  package init(
    row: Int, sample: [Double], from: Verdict, input: [Double]?, to: Verdict?, distance: Double,
    bound: Bound
  ) {
    self.row = row
    self.sample = sample
    self.from = from
    self.input = input
    self.to = to
    self.distance = distance
    self.bound = bound
  }

  /// The features that change.
  package var changed: [Int] {
    guard let input else { return [] }
    return sample.indices.filter { sample[$0] != input[$0] }
  }

  /// The features that change, those first that change by the largest share of their ranges.
  ///
  /// - Parameter inputs: the ranges.
  package func mostChanged(of inputs: InputSpace) -> [Int] {
    guard let input else { return [] }
    func share(_ feature: Int) -> Double {
      let range = inputs.features[feature].range
      let width = max(range.upperBound - range.lowerBound, .leastNormalMagnitude)
      return abs(input[feature] - sample[feature]) / width
    }
    return changed.map { (share($0), $0) }.sorted { (-$0.0, $0.1) < (-$1.0, $1.1) }.map(\.1)
  }
}
