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

  /// Writes what one sample's outputs are to be.
  ///
  /// - Returns: its class; `nil` when numbers are wanted.
  func write(_ row: Int, into wanted: inout [Float]) -> Int? {
    switch self {
    case .classes(let labels, let count):
      for output in 0..<count { wanted[output] = 0 }
      wanted[labels[row]] = 1
      return labels[row]
    case .twoClasses(let labels):
      wanted[0] = Float(labels[row])
      return labels[row]
    case .values(let values, let width):
      for output in 0..<width { wanted[output] = values[row * width + output] }
      return nil
    }
  }
}
