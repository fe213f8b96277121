#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How the learning rate changes from epoch to epoch.
public enum LearningRateSchedule: Sendable, Equatable {
  /// It does not.
  case constant
  /// Times `factor` after every `epochs` epochs.
  case step(epochs: Int, factor: Double)
  /// Times `factor` after each epoch.
  case exponential(factor: Double)
  /// Down to 0 along half a cosine over all epochs.
  case cosine

  /// What the rate is multiplied by.
  ///
  /// - Parameters:
  ///   - epoch: the epoch, from 0.
  ///   - epochs: how many there are at most.
  func factor(epoch: Int, of epochs: Int) -> Double {
    switch self {
    case .constant: 1
    case .step(let length, let factor): pow(factor, Double(epoch / length))
    case .exponential(let factor): pow(factor, Double(epoch))
    case .cosine: (1 + cos(Double.pi * Double(epoch) / Double(epochs))) / 2
    }
  }
}
