public import Datasets
public import Files
import JSON
import Networks
import Training

extension Samples: TrainingSamples {}

/// What a network is trained on: samples, and what it is to give for each.
public struct TrainingSet: Sendable {
  /// The samples.
  package let samples: Samples
  /// The file of the targets, for errors.
  package let file: String
  /// The class of each, or what numbers it is to give.
  private let wanted: Wanted

  private enum Wanted: Sendable {
    case classes([Int], names: [String])
    case values([Float], width: Int)
  }

  /// Samples of classes.
  ///
  /// - Parameters:
  ///   - labeled: the samples.
  ///   - samplesFile: the file of the samples, for errors.
  /// - Throws: `FileError` of kind `badData` when a sample is beyond 32 bits, or a class has none.
  package init(_ labeled: LabeledSamples, samplesFile: String) throws(FileError) {
    try Self.check(labeled.samples, samplesFile)
    samples = labeled.samples
    file = labeled.file
    wanted = .classes(labeled.labels, names: labeled.classNames)
    // Classes without samples are better told by their names than by their numbers.
    let names = labeled.classNames
    if names.count < 2 {
      throw FileError(.badData, file: file, problem: "there is only one class: nothing to learn")
    }
    if let empty = targets(for: .softmax).missingClass(among: 0..<samples.count) {
      throw FileError(
        .badData, file: file,
        problem:
          "no sample is of class \(names[empty]); --classes \(labeled.presentNames) chooses those "
          + "that are there")
    }
  }

  /// Samples with numbers to give.
  ///
  /// - Parameters:
  ///   - samples: the samples.
  ///   - samplesFile: their file, for errors.
  ///   - targets: the numbers, a row for each sample.
  ///   - file: the file of the numbers.
  /// - Throws: `FileError` when there is not one row of finite numbers for each sample, and as for classes.
  package init(
    _ samples: Samples, samplesFile: String, targets: DataArray, file: String
  ) throws(FileError) {
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

  /// Samples of classes, read or made.
  ///
  /// - Throws: `FileError` of kind `badData` when a sample is beyond 32 bits, or a class has none.
  public init(_ labeled: LabeledSamples) throws(FileError) {
    try self.init(labeled, samplesFile: labeled.file)
  }

  /// Rows of numbers in memory, taken as they are, each of a class.
  ///
  /// - Parameters:
  ///   - rows: the samples, all of one width.
  ///   - classes: the class of each, as an index into `names`.
  ///   - names: the names of the classes.
  /// - Throws: `FileError` of kind `badData`, about "samples", when they do not fit together.
  public init(rows: [[Double]], classes: [Int], names: [String]) throws(FileError) {
    try self.init(try LabeledSamples(rows: rows, classes: classes, names: names))
  }

  /// Rows of numbers in memory, taken as they are, with the numbers to give for each.
  ///
  /// - Throws: as ``init(rows:classes:names:)``.
  public init(rows: [[Double]], values: [[Double]]) throws(FileError) {
    try self.init(
      try Samples(rows: rows), samplesFile: Samples.memory,
      targets: try DataArray(rows: values, file: Samples.memory), file: Samples.memory)
  }

  /// Training computes in 32 bits.
  private static func check(_ samples: Samples, _ file: String) throws(FileError) {
    if let scale = samples.scale, !scale.fitsFloats {
      throw FileError(
        .unsupported, file: file,
        problem: "is scaled to \(scale.low),\(scale.high), which is wider than floats can be")
    }
    if let (sample, feature, value) = samples.firstBeyondFloats {
      throw FileError(
        .badData, file: file, object: "number \(feature) of sample \(sample)",
        problem: "is \(value), which no float can be; training computes in 32 bits")
    }
  }

  /// The names of the classes, when there are classes.
  public var classNames: [String]? {
    if case .classes(_, let names) = wanted { names } else { nil }
  }

  /// What a network is to give.
  ///
  /// Two classes take one logistic output, as in scikit-learn.
  func targets(for output: OutputActivation) -> TrainingTargets {
    switch wanted {
    case .classes(let labels, let names) where output == .logistic && names.count == 2:
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
    if let scale = samples.scale {
      settings.append(.init(ModelProvenance.scaleKey, "\(scale.low),\(scale.high)"))
    }
    // As JSON, a name with a line break stays on its line.
    if let classNames {
      let names = JSONValue.array(classNames.map { .string($0) })
      settings.append(.init("classes", names.serialized(pretty: false)))
    }
    return settings
  }
}
