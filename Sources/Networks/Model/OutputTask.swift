/// What the outputs of a network are for, when the model says so.
public enum OutputTask: String, Sendable, Equatable, CaseIterable {
  /// One class of several; their probabilities are those of the output head.
  case classification
  /// Any number of classes at once: a probability of its own for each.
  case multilabel
  /// One class of several, each against the rest: the logistic outputs, divided by their sum.
  case oneVsRest = "one-vs-rest"
  /// One class of several, the one with the largest score; scores are no probabilities.
  case scores
  /// Numbers: there are no classes.
  case regression
}
