public import Foundation
public import MLPKit

extension FileError: LocalizedError {
  /// What is wrong, in one line.
  public var errorDescription: String? { description }
}

extension NetworkError: LocalizedError {
  /// What is wrong, in one line.
  public var errorDescription: String? { description }
}

extension InversionError: LocalizedError {
  /// What is wrong, in one line.
  public var errorDescription: String? { description }
}

extension TrainingError: LocalizedError {
  /// What is wrong, in one line.
  public var errorDescription: String? { description }
}

extension NotRunnable: LocalizedError {
  /// What is wrong, in one line.
  public var errorDescription: String? { description }
}
