/// What a training came to, epoch by epoch.
public struct TrainingHistory: Sendable, Equatable {
  /// One epoch.
  public struct Epoch: Sendable, Equatable {
    /// The mean loss of the samples, each with the weights its batch found, penalties included.
    public var loss: Double
    /// The share of the samples that were told right, each with the weights its batch found; `nil` when
    /// numbers are learned.
    public var accuracy: Double?
    /// The loss on the samples kept back, after the epoch; `nil` without any.
    public var validationLoss: Double?
    /// The accuracy on the samples kept back.
    public var validationAccuracy: Double?
    /// How long it took; not stored in files, where it would differ from run to run.
    public var seconds: Double?

    /// Creates an epoch.
    public init(
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
  public var epochs: [Epoch]

  /// Creates a history.
  public init(epochs: [Epoch] = []) { self.epochs = epochs }
}
