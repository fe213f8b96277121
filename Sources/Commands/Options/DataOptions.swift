import ArgumentParser
import MLPKit

/// Where samples and labels come from, and how bytes are scaled.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Samples: IDX or CSV (gzip or not), .npy, or FILE.h5:/dataset.", valueName: "file"))
  var images: String?

  @Option(help: ArgumentHelp("Labels of the samples, in the same formats.", valueName: "file"))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "Samples and labels in one CSV: a header line, the label first.", valueName: "file"))
  var csv: String?

  @OptionGroup var scaling: ScaleOptions

  /// Reads samples alone.
  ///
  /// - Throws: `FileError`, or a usage error when no file is named.
  func samples() throws -> (samples: Samples, file: String) {
    if let images {
      return (try DatasetReader.samples(at: images, scale: try scaling.range()), images)
    }
    if let csv {
      let labeled = try DatasetReader.labeledSamples(csv: csv, scale: try scaling.range())
      return (labeled.samples, csv)
    }
    throw ValidationError("name the samples: --images FILE or --csv FILE")
  }

  /// Reads samples with their labels.
  ///
  /// - Throws: `FileError`, or a usage error when a file is not named.
  func labeledSamples() throws -> LabeledSamples {
    if let csv { return try DatasetReader.labeledSamples(csv: csv, scale: try scaling.range()) }
    guard let images, let labels else {
      throw ValidationError("name the data: --images FILE and --labels FILE, or --csv FILE")
    }
    return try DatasetReader.labeledSamples(
      images: images, labels: labels, scale: try scaling.range())
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
      throw ValidationError("--scale: \(error)")
    }
  }
}
