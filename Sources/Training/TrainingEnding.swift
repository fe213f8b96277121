/// Why a training ended.
public enum TrainingEnding: Sendable, Equatable {
  /// As many epochs as asked for are done.
  case epochsDone
  /// The accuracy asked for is reached.
  case accuracyReached
  /// The last epochs were no better than one before them, counted from 1.
  case noImprovement(bestEpoch: Int)
}
