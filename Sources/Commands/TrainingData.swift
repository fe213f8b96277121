import MLPKit

/// What is trained on.
struct TrainingData {
  /// The samples.
  let samples: Samples
  /// The class of each, or what numbers it is to give.
  private let wanted: Wanted
  /// The file of the targets, for errors.
  let file: String

  private enum Wanted {
    case classes([Int], names: [String])
    case values([Float], width: Int)
  }

  /// Samples of classes.
  init(_ labeled: LabeledSamples) {
    samples = labeled.samples
    file = labeled.file
    wanted = .classes(labeled.labels, names: labeled.classNames)
  }

  /// Samples with numbers to give.
  ///
  /// - Throws: `FileError` when there is not one row of finite numbers for each sample.
  init(_ samples: Samples, targets: DataArray, file: String) throws(FileError) {
    let shape = targets.shape
    guard 1...2 ~= shape.count, shape[0] == samples.count, shape.last != 0 else {
      throw FileError(
        .badData, file: file,
        problem:
          "has the shape \(shape); a row of numbers for each of \(samples.count) samples was "
          + "expected")
    }
    let values = targets.doubles.map { Float($0) }
    guard values.allSatisfy(\.isFinite) else {
      throw FileError(.badData, file: file, problem: "holds NaN or values that no float can be")
    }
    self.samples = samples
    self.file = file
    wanted = .values(values, width: shape.count == 2 ? shape[1] : 1)
  }

  /// The names of the classes, when there are classes.
  var classNames: [String]? {
    if case .classes(_, let names) = wanted { names } else { nil }
  }

  /// What a network that ends in an activation is to give.
  ///
  /// Two classes take one logistic output, as in scikit-learn.
  func targets(for output: Activation) -> TrainingTargets {
    switch wanted {
    case .classes(let labels, let names) where output == .sigmoid && names.count == 2:
      .twoClasses(labels)
    case .classes(let labels, let names): .classes(labels, count: names.count)
    case .values(let values, let width): .values(values, width: width)
    }
  }

  /// What tells these data from others, for a checkpoint.
  var description: String {
    var checksum = CRC32()
    checksum.update(numbers: [samples.checksum.value])
    switch wanted {
    case .classes(let labels, _): checksum.update(numbers: labels)
    case .values(let values, _): checksum.update(numbers: values)
    }
    return
      "\(samples.count) samples of \(samples.features) features with the checksum \(checksum.value)"
  }
}

extension TrainingTargets {
  /// For each class the number of samples over the number of classes and of its samples, as scikit-learn's
  /// `balanced` has it.
  var balancedWeights: [Double] {
    guard let count = classCount else { return [] }
    var counts = [Int](repeating: 0, count: count)
    switch self {
    case .classes(let labels, _), .twoClasses(let labels):
      for label in labels { counts[label] += 1 }
    case .values: break
    }
    return counts.map { Double(self.count) / (Double(count) * Double(max($0, 1))) }
  }
}
