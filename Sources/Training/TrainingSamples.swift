/// Rows of features to train on, kept by the caller in whatever form it likes.
public protocol TrainingSamples: Sendable {
  /// How many rows there are.
  var count: Int { get }
  /// How many features each has.
  var features: Int { get }
  /// Copies rows as floats.
  ///
  /// - Parameters:
  ///   - rows: which ones, each inside `0..<count`.
  ///   - target: what is written to: row after row, from its beginning.
  func copyRows(_ rows: ArraySlice<Int>, into target: inout [Float])
}

/// What a network is to give for each sample.
public enum TrainingTargets: Sendable, Equatable {
  /// One class a sample, inside `0..<count`.
  case classes([Int], count: Int)
  /// 0 or 1 a sample, for a network whose single output is the logit of class 1.
  case twoClasses([Int])
  /// Numbers, `[samples × width]`, row-major.
  case values([Float], width: Int)

  /// How many samples they are for.
  public var count: Int {
    switch self {
    case .classes(let labels, _), .twoClasses(let labels): labels.count
    case .values(let values, let width): values.count / max(width, 1)
    }
  }

  /// How many outputs a network for them has.
  public var outputs: Int {
    switch self {
    case .classes(_, let count): count
    case .twoClasses: 1
    case .values(_, let width): width
    }
  }

  /// How many classes there are; `nil` when numbers are wanted.
  public var classCount: Int? {
    switch self {
    case .classes(_, let count): count
    case .twoClasses: 2
    case .values: nil
    }
  }
}
