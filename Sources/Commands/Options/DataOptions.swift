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
  var file: String? { images ?? csv }

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
  /// - Throws: `FileError`, or a usage error when the range makes no sense.
  func samples() throws -> Samples {
    let range = try scaling.range()
    if let csv { return try DatasetReader.labeledSamples(csv: csv, scale: range).samples }
    return try DatasetReader.samples(at: images ?? "-", scale: range)
  }

  /// Reads samples with their labels.
  ///
  /// - Parameters:
  ///   - labels: the file of the labels, when they are not in the CSV.
  ///   - classes: the labels to keep, as the user wrote them; all when `nil`.
  /// - Throws: `FileError`, or a usage error when a file is not named.
  func labeledSamples(labels: String?, classes: String?) throws -> LabeledSamples {
    try LabeledSamples.reading(
      images: images, csv: csv, labels: labels, classes: classes, scale: try scaling.range())
  }
}

extension LabeledSamples {
  /// Reads what the flags of a command name.
  ///
  /// - Throws: `FileError`, or a usage error when a file is not named.
  static func reading(
    images: String?, csv: String?, labels: String?, classes: String?, scale: ScaleRange
  ) throws -> LabeledSamples {
    guard csv == nil || labels == nil else {
      throw UsageError("--labels: --csv FILE has the labels of its samples itself")
    }
    let selection: ClassSelection?
    do {
      selection = try classes.map { try ClassSelection(parsing: $0) }
    } catch {
      throw UsageError("--classes: \(error)")
    }
    let all: LabeledSamples
    if let csv {
      all = try DatasetReader.labeledSamples(csv: csv, scale: scale)
    } else if let labels {
      all = try DatasetReader.labeledSamples(images: images ?? "-", labels: labels, scale: scale)
    } else {
      throw UsageError("--labels: name the labels of the samples, or both with --csv FILE")
    }
    return try selection.map { try all.selecting(classes: $0) } ?? all
  }
}

/// The range that bytes are mapped to.
struct ScaleOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The range of the inputs: bytes 0...255 are mapped to it. Default -1,1.",
      valueName: "lo,hi"))
  var scale: String?

  /// The range, −1...1 when none was given.
  ///
  /// - Throws: a usage error when it is not a range.
  func range() throws -> ScaleRange {
    guard let scale else { return .standard }
    do {
      return try ScaleRange(parsing: scale)
    } catch {
      throw UsageError("--scale: \(error)")
    }
  }
}
