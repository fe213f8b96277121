public import Networks
import Training

/// A training beside the program's other work, epoch by epoch.
///
/// ```swift
/// let training = BackgroundTraining(try TrainingSession(TrainingRecipe(), on: set))
/// for try await epoch in training.epochs { print(epoch.loss) }
/// let model = try await training.model()
/// ```
///
/// Canceling the task that asks for epochs stops after the running batch, with `CancellationError`; asking
/// again goes on from there.
public actor BackgroundTraining {
  private var session: TrainingSession

  /// A training that begins when its epochs are asked for.
  public init(_ session: TrainingSession) { self.session = session }

  /// The epochs that are still to come, as they are completed.
  public nonisolated var epochs: Epochs { Epochs(training: self) }

  /// The network as it stands, with all that is known of it.
  ///
  /// - Throws: `NetworkError` when its numbers make none.
  public func model() throws(NetworkError) -> TrainedModel { try session.model() }

  /// Completes the next epoch; `nil` when the training has come to its end.
  fileprivate func nextEpoch() throws -> TrainingHistory.Epoch? {
    guard session.ending == nil else { return nil }
    // An epoch of one batch is never asked whether to pause.
    try Task.checkCancellation()
    guard try session.runEpoch(shouldPause: { _ in Task.isCancelled }) else {
      throw CancellationError()
    }
    return session.history.epochs.last
  }

  /// Epochs, one after the other.
  public struct Epochs: AsyncSequence, AsyncIteratorProtocol, Sendable {
    fileprivate let training: BackgroundTraining

    /// This sequence from where the training stands.
    public func makeAsyncIterator() -> Epochs { self }

    /// Completes the next epoch.
    ///
    /// - Returns: what it came to; `nil` when the training has come to its end.
    /// - Throws: `CancellationError`, or `TrainingError` of kind `diverged`.
    public func next() async throws -> TrainingHistory.Epoch? { try await training.nextEpoch() }
  }
}
