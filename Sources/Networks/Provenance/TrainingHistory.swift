/// What a training came to, epoch by epoch.
package struct TrainingHistory: Sendable, Equatable {
  /// One epoch.
  package struct Epoch: Sendable, Equatable {
    /// The mean loss of the samples, each with the weights its batch found, penalties included.
    package var loss: Double
    /// The share of the samples that were told right, each with the weights its batch found; `nil` when
    /// numbers are learned.
    package var accuracy: Double?
    /// The loss on the samples kept back, after the epoch; `nil` without any.
    package var validationLoss: Double?
    /// The accuracy on the samples kept back.
    package var validationAccuracy: Double?
    /// How long it took; not stored in files, where it would differ from run to run.
    package var seconds: Double?

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
  package var epochs: [Epoch]

  /// Creates a history.
  package init(epochs: [Epoch] = []) { self.epochs = epochs }
}
