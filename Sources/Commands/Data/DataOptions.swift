import ArgumentParser
import MLPKit

/// Where samples come from, and how bytes are scaled.
struct SampleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Samples: IDX or CSV (gzip or not), .npy, or FILE.h5:/dataset.", valueName: "file"))
  var images: String?

  @Option(
    help: ArgumentHelp(
      "Samples and labels in one CSV: a header line, the label first.", valueName: "file"))
  var csv: String?

  @OptionGroup var scaling: ScaleOptions

  /// The file that is read.
  var file: String { images ?? csv ?? "-" }

  func validate() throws {
    guard images != nil || csv != nil else {
      throw ValidationError("name the samples: --images FILE or --csv FILE")
    }
    guard images == nil || csv == nil else {
      throw ValidationError("--images and --csv cannot be combined: each names all samples")
    }
  }

  /// Reads samples alone.
  ///
  /// - Parameters:
  ///   - model: the model they are for; `nil` when it is to be trained.
  ///   - console: where notes go.
  /// - Throws: `FileError`.
  func samples(for model: RunnableModel?, console: Console) throws -> Samples {
    let range = scaling.range(for: model)
    let samples =
      if let csv {
        try DatasetReader.labeledSamples(csv: csv, scale: range).samples
      } else {
        try DatasetReader.samples(at: images ?? "-", scale: range)
      }
    scaling.note(samples, of: file, for: model, console: console)
    return samples
  }

  /// Reads samples with their labels.
  ///
  /// - Parameters:
  ///   - labels: the file of the labels, when they are not in the CSV.
  ///   - classes: the labels to keep, as the user wrote them; all when `nil`.
  ///   - model: the model they are for; `nil` when it is to be trained.
  ///   - console: where notes go.
  /// - Throws: `FileError`, or a usage error when a file is not named.
  func labeledSamples(
    labels: String?, classes: String?, for model: RunnableModel?, console: Console
  ) throws -> LabeledSamples {
    let labeled = try LabeledSamples.reading(
      images: images, csv: csv, labels: labels, classes: classes,
      scale: scaling.range(for: model))
    scaling.note(labeled.samples, of: file, for: model, console: console)
    return labeled
  }
}

extension LabeledSamples {
  /// Reads what the flags of a command name.
  ///
  /// - Throws: `FileError`, or a usage error when a file is not named.
  static func reading(
    images: String?, csv: String?, labels: String?, classes: String?, scale: ScaleRange?
  ) throws -> LabeledSamples {
    guard csv == nil || labels == nil else {
      throw UsageError("--labels: --csv FILE has the labels of its samples itself")
    }
    let all: LabeledSamples
    if let csv {
      all = try DatasetReader.labeledSamples(csv: csv, scale: scale)
    } else if let labels {
      all = try DatasetReader.labeledSamples(images: images ?? "-", labels: labels, scale: scale)
    } else {
      throw UsageError("--labels: name the labels of the samples, or both with --csv FILE")
    }
    return try classes.map { try all.selecting(names: try all.names(selectedBy: $0)) } ?? all
  }

  /// The names that `--classes` chooses: words of the data, or numbers and ranges of numbers.
  ///
  /// - Throws: a usage error when it is neither.
  private func names(selectedBy classes: String) throws -> [String] {
    do {
      return try ClassSelection(parsing: classes).labels.map(String.init)
    } catch {
      let words = classes.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard Set(words).count == words.count, words.allSatisfy(classNames.contains) else {
        throw UsageError("--classes: \(error)")
      }
      return words
    }
  }
}

/// What bytes become.
enum ByteScaling: Equatable {
  /// What the file has: 0...255.
  case unscaled
  /// Numbers of a range.
  case range(ScaleRange)

  /// Reads `none` or two numbers.
  ///
  /// - Throws: `ParsingError`.
  init(parsing text: String) throws {
    self = text == "none" ? .unscaled : .range(try ScaleRange(parsing: text))
  }
}

/// The range that bytes are mapped to.
struct ScaleOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The range of the inputs: bytes 0...255 are mapped to it; none leaves them. Default: the model's "
        + "own, or -1,1. Bytes are IDX bytes, uint8 of NumPy and HDF5, and a CSV of integers 0...255 only; "
        + "other numbers are left alone.",
      valueName: "lo,hi"),
    transform: ByteScaling.init(parsing:))
  var scale: ByteScaling?

  /// The range for the bytes that go into a model: the one asked for, or that of its training.
  ///
  /// - Parameter model: the model; `nil` when it is to be trained.
  /// - Returns: `nil` when bytes stay as they are.
  func range(for model: RunnableModel?) -> ScaleRange? {
    switch scale {
    case .unscaled?: nil
    case .range(let range)?: range
    case nil: model.map(\.byteRange) ?? .standard
    }
  }

  /// The range that is asked for, if one is.
  var stated: ScaleRange? {
    if case .range(let range)? = scale { range } else { nil }
  }

  /// The range of a network's inputs: the one asked for, its own, or the usual one.
  func range(of network: NeuralNetwork) -> ScaleRange {
    switch scale {
    case .unscaled?: .bytes
    case .range(let range)?: range
    case nil: network.inputRange.flatMap { ScaleRange($0) } ?? .standard
    }
  }

  /// Says when `--scale` has no effect or is not the model's range, and when a CSV is nearly bytes.
  func note(_ samples: Samples, of file: String, for model: RunnableModel?, console: Console) {
    if scale != nil, !samples.areBytes {
      console.note("--scale: \(file) holds \(samples.numberType), not bytes: they are left alone")
    }
    if let stray = samples.stray {
      let others = stray.count == 1 ? "" : ", the first of \(stray.count) such numbers"
      console.note(
        "\(file): sample \(stray.sample), feature \(stray.feature): \(NumberText.short(stray.value)) is "
          + "no byte 0...255\(others): all numbers are taken as they are, without scaling")
    }
    guard let scale, samples.areBytes, let model else { return }
    if let own = model.network.inputRange {
      if case .range(let wanted) = scale, own == wanted.low...wanted.high { return }
      console.note(
        "--scale: the range of the model is \(NumberText.short(own.lowerBound)),"
          + NumberText.short(own.upperBound))
    } else if scale != .unscaled, model.provenance.isTrainedHere {
      console.note("--scale: the model was trained on numbers as they are, without scaling")
    }
  }
}
