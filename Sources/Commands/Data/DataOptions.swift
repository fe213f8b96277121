import ArgumentParser
import MLPKit

/// Where samples come from, what their columns mean, and how bytes are scaled.
struct SampleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Samples: IDX or CSV (gzip or not), .npy, or FILE.h5:/dataset.", valueName: "file"))
  var images: String?

  @Option(
    help: ArgumentHelp(
      "Samples, and what is known of them, in one CSV.", valueName: "file"))
  var csv: String?

  @OptionGroup var table: TableOptions
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

  /// Reads the samples.
  ///
  /// - Parameters:
  ///   - wanted: what is wanted of each row.
  ///   - labels: the file of the labels, when they are not in the CSV.
  ///   - targets: the file of the numbers to learn, when they are not in the CSV.
  ///   - model: the model that the samples are for; `nil` when it is to be trained.
  ///   - isPaper: whether a network of the paper is to be trained.
  /// - Throws: `FileError`, or a usage error when files contradict each other.
  func read(
    _ wanted: TableLayout.Wanted, labels: String? = nil, targets: String? = nil,
    for model: RunnableModel?, isPaper: Bool = false
  ) throws -> SampleData {
    try SampleData(
      SampleData.Files(images: images, csv: csv, labels: labels, targets: targets), wanted: wanted,
      table, scaling, for: model, isPaper: isPaper)
  }
}
