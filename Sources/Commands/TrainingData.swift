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
  ///
  /// - Parameters:
  ///   - labeled: the samples.
  ///   - samplesFile: the file of the samples, for errors.
  /// - Throws: `FileError` or a usage error when the samples are beyond 32 bits.
  init(_ labeled: LabeledSamples, samplesFile: String) throws {
    try Self.check(labeled.samples, samplesFile)
    samples = labeled.samples
    file = labeled.file
    wanted = .classes(labeled.labels, names: labeled.classNames)
  }

  /// Samples with numbers to give.
  ///
  /// - Throws: `FileError` when there is not one row of finite numbers for each sample, and as for classes.
  init(_ samples: Samples, samplesFile: String, targets: DataArray, file: String) throws {
    try Self.check(samples, samplesFile)
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

  /// Training computes in 32 bits.
  private static func check(_ samples: Samples, _ file: String) throws {
    if let scale = samples.scale, !(Float(scale.high) - Float(scale.low)).isFinite {
      throw UsageError("--scale: \(scale.low),\(scale.high) is wider than floats can be")
    }
    if let (sample, feature, value) = samples.firstBeyondFloats {
      throw FileError(
        .badData, file: file, object: "number \(feature) of sample \(sample)",
        problem: "is \(value), which no float can be; training computes in 32 bits")
    }
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

  /// What tells these data from others.
  var digest: TrainingRecord.DataDigest {
    var checksum = CRC32()
    checksum.update(numbers: [samples.checksum.value])
    switch wanted {
    case .classes(let labels, _): checksum.update(numbers: labels)
    case .values(let values, _): checksum.update(numbers: values)
    }
    return .init(
      samples: samples.count, features: samples.features, checksum: checksum.value)
  }

  /// How the data are read, for a record of a training.
  var settings: [TrainingRecord.Setting] {
    var settings: [TrainingRecord.Setting] = []
    if let scale = samples.scale { settings.append(.init("scale", "\(scale.low),\(scale.high)")) }
    // As JSON, a name with a line break stays on its line.
    if let classNames {
      let names = JSONValue.array(classNames.map { .string($0) })
      settings.append(.init("classes", names.serialized(pretty: false)))
    }
    return settings
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
