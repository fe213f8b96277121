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

  /// Whether the model at a path is to be trained.
  func trains(_ path: String) -> Bool {
    trainIfMissing && path != "-" && !FileBytes.exists(path)
  }

  /// Trains and saves the model, if it is missing and that is asked for.
  ///
  /// - Parameters:
  ///   - path: where the model should be.
  ///   - training: the choices of the training.
  ///   - preset: a network of the paper.
  ///   - activation: of the hidden layers.
  ///   - output: the name of the last layer's.
  ///   - classes: the labels to keep.
  ///   - table: what the columns of a CSV mean.
  ///   - scaling: what bytes are scaled to.
  ///   - writing: whether and how files are written.
  ///   - console: where progress goes.
  ///   - check: what must be right before training begins, with the network as it is then.
  /// - Returns: the bytes of the model; `nil` when there is nothing to train.
  /// - Throws: what ``TrainingOutcome`` and `check` throw.
  func train(
    _ path: String, training: TrainingFlags, preset: TrainingPreset?, activation: String?,
    output: String?,
    classes: String?, table: TableOptions, scaling: ScaleOptions, writing: WritingOptions,
    console: Console,
    check: @escaping (NeuralNetwork) throws -> Void
  ) throws -> [UInt8]? {
    guard trains(path) else { return nil }
    guard images == nil || csv == nil else {
      throw UsageError("--images and --csv cannot be combined: each names all samples")
    }
    guard images != nil || csv != nil else {
      throw UsageError(
        "--train-if-missing: \(path) does not exist; name what to train on: --images FILE with "
          + "--labels FILE, or --csv FILE")
    }
    guard let kind = ModelFileKind(path: path), kind.hasArchitecture else {
      throw UsageError("\(path): a model to train is written as .h5, .keras or .mlpc")
    }
    let recipe = try training.recipe(
      preset: preset, activation: activation, output: try output.map(OutputActivation.named))
    let data = try SampleData(
      SampleData.Files(images: images, csv: csv, labels: training.labels), wanted: .labels, table,
      scaling, for: nil, isPaper: preset != nil)
    let (set, notes) = try data.trainingSet(classes: classes, classNames: nil)
    let outcome = try TrainingOutcome(
      recipe, on: set, flags: training, writing: writing, console: console
    ) { untrained in
      try check(untrained)
      for note in notes { console.note(note) }
      console.note("\(path) does not exist: training it")
    }
    let trained = outcome.model
    let encoding = try trained.encoded(as: kind, path: path)
    let model = OutputFile(path: path, bytes: encoding.bytes)
    try writing.write([model] + outcome.unwrittenCheckpoint, console: console)
    console.note("\(path): \(trained.summary)")
    return encoding.bytes
  }
}
