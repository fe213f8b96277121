import ArgumentParser
import MLPKit

/// Training a model that is to be inverted and does not exist.
struct MissingModelOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "When the model does not exist, train it first and save it, with the data and flags of mlp train."
    ))
  var trainIfMissing = false

  @Option(help: ArgumentHelp("Samples to train on, as for mlp train.", valueName: "file"))
  var images: String?

  @Option(help: ArgumentHelp("Samples and labels in one CSV.", valueName: "file"))
  var csv: String?

  @OptionGroup var training: TrainingFlags

  /// Trains and saves the model, if it is missing and that is asked for.
  ///
  /// - Parameters:
  ///   - path: where the model should be.
  ///   - preset: a network of the paper.
  ///   - activation: of the hidden layers.
  ///   - output: of the last layer.
  ///   - classes: the labels to keep.
  ///   - range: what bytes are scaled to.
  ///   - writing: whether and how files are written.
  ///   - console: where progress goes.
  /// - Returns: the bytes of the model; `nil` when there is nothing to train.
  /// - Throws: what ``TrainingRun`` throws.
  func train(
    _ path: String, preset: TrainingPreset?, activation: String?, output: String?,
    classes: String?, range: ScaleRange, writing: WritingOptions, console: Console
  ) throws -> [UInt8]? {
    guard trainIfMissing, path != "-", !FileBytes.exists(path) else { return nil }
    guard (images == nil) != (csv == nil) else {
      throw UsageError(
        "--train-if-missing: \(path) does not exist; name what to train on: --images FILE with "
          + "--labels FILE, or --csv FILE")
    }
    guard let kind = ModelFileKind(path: path), kind.hasArchitecture else {
      throw UsageError("\(path): a model to train is written as .h5, .keras or .mlpc")
    }
    let plan = try TrainingPlan(training, preset: preset, activation: activation, output: output)
    try OutputFiles.check(
      path, replacing: false, inputs: [images, csv, training.labels].compactMap { $0 })
    let labeled = try LabeledSamples.reading(
      images: images, csv: csv, labels: training.labels, classes: classes, scale: range)
    console.note("\(path) does not exist: training it")
    let run = try TrainingRun(plan, TrainingData(labeled), force: writing.force, console: console)
    let encoding = try kind.encode(run.network, provenance: run.provenance, path: path)
    try writing.write([OutputFile(path: path, bytes: encoding.bytes)], console: console)
    console.note("\(path): \(run.summary)")
    return encoding.bytes
  }
}
