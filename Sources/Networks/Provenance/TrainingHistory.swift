/// What a training came to, epoch by epoch.
public struct TrainingHistory: Sendable, Equatable {
  /// One epoch.
  public struct Epoch: Sendable, Equatable {
    /// The mean loss of the samples, each with the weights its batch found, penalties included.
    public package(set) var loss: Double
    /// The share of the samples that were told right, each with the weights its batch found; `nil` when
    /// numbers are learned.
    public package(set) var accuracy: Double?
    /// The loss on the samples kept back, after the epoch; `nil` without any.
    public package(set) var validationLoss: Double?
    /// The accuracy on the samples kept back.
    public package(set) var validationAccuracy: Double?
    /// How long it took; not stored in files, where it would differ from run to run.
    public package(set) var seconds: Double?

    /// Creates an epoch.
    package init(
      loss: Double, accuracy: Double? = nil, validationLoss: Double? = nil,
      validationAccuracy: Double? = nil, seconds: Double? = nil
    ) {
      self.loss = loss
      self.accuracy = accuracy
      self.validationLoss = validationLoss
      self.validationAccuracy = validationAccuracy
      self.seconds = seconds
    }
  }

  /// The epochs, first to last.
  public package(set) var epochs: [Epoch]

  /// Creates a history.
  package init(epochs: [Epoch] = []) { self.epochs = epochs }

  /// What a network came to: on samples that it never saw, when some were kept back.
  package struct Outcome: Sendable, Equatable {
    /// The mean loss.
    package let loss: Double
    /// The share of right answers; `nil` when numbers are learned.
    package let accuracy: Double?
    /// Whether both are of the samples kept back.
    package let isHeldOut: Bool
  }

  /// What the network of an epoch came to.
  ///
  /// - Parameter number: the epoch, from 1.
  /// - Returns: `nil` when there is no such epoch.
  package func outcome(ofEpoch number: Int) -> Outcome? {
    guard epochs.indices.contains(number - 1) else { return nil }
    let epoch = epochs[number - 1]
    guard let loss = epoch.validationLoss else {
      return Outcome(loss: epoch.loss, accuracy: epoch.accuracy, isHeldOut: false)
    }
    return Outcome(loss: loss, accuracy: epoch.validationAccuracy, isHeldOut: true)
  }
}
