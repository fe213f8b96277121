/// Rows of features to train on, kept by the caller in whatever form it likes.
package protocol TrainingSamples: Sendable {
  /// How many rows there are.
  var count: Int { get }
  /// How many features each has.
  var features: Int { get }
  /// Copies rows as floats.
  ///
  /// - Parameters:
  ///   - rows: which ones, each inside `0..<count`.
  ///   - next: those that will be asked for next, which may be made ready meanwhile; none when unknown.
  ///   - target: what is written to: row after row, from its beginning.
  func copyRows(_ rows: ArraySlice<Int>, next: ArraySlice<Int>, into target: inout [Float])
}

/// What a network is to give for each sample.
package enum TrainingTargets: Sendable, Equatable {
  /// One class a sample, inside `0..<count`.
  case classes([Int], count: Int)
  /// 0 or 1 a sample, for a network whose single output is the logit of class 1.
  case twoClasses([Int])
  /// Numbers, `[samples × width]`, row-major.
  case values([Float], width: Int)

  /// How many samples they are for.
  package var count: Int {
    switch self {
    case .classes(let labels, _), .twoClasses(let labels): labels.count
    case .values(let values, let width): values.count / max(width, 1)
    }
  }

  /// How many outputs a network for them has.
  package var outputs: Int {
    switch self {
    case .classes(_, let count): count
    case .twoClasses: 1
    case .values(_, let width): width
    }
  }

  /// How many classes there are; `nil` when numbers are wanted.
  package var classCount: Int? {
    switch self {
    case .classes(_, let count): count
    case .twoClasses: 2
    case .values: nil
    }
  }

  /// The first class that none of some samples is of; `nil` when each has one, or numbers are wanted.
  ///
  /// - Parameter rows: the samples, of classes inside `0..<count`.
  package func missingClass(among rows: some Sequence<Int>) -> Int? {
    guard case .classes(let labels, let count) = self else { return nil }
    var isThere = [Bool](repeating: false, count: count)
    for row in rows { isThere[labels[row]] = true }
    return isThere.firstIndex(of: false)
  }

  /// The classes of some samples; nothing when numbers are wanted.
  ///
  /// In a loop of its own, because the labels of random samples come from memory too late, one by one.
  func write(labelsOf rows: ArraySlice<Int>, into labels: inout [Int]) {
    switch self {
    case .classes(let all, _), .twoClasses(let all):
      for (place, row) in rows.enumerated() { labels[place] = all[row] }
    case .values: break
    }
  }

  /// Writes what one sample's outputs are to be.
  ///
  /// - Parameters:
  ///   - label: its class, when there are classes.
  ///   - row: the sample.
  ///   - wanted: what is written to, a number for each output.
  func write(label: Int, row: Int, into wanted: inout [Float]) {
    switch self {
    case .classes(_, let count):
      for output in 0..<count { wanted[output] = 0 }
      wanted[label] = 1
    case .twoClasses: wanted[0] = Float(label)
    case .values(let values, let width):
      for output in 0..<width { wanted[output] = values[row * width + output] }
    }
  }
}
