import ArgumentParser
import MLPKit

/// The command `mlp evaluate`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a network on labelled samples.",
    discussion: """
      EXAMPLES
        mlp evaluate model.h5 --images images.gz --labels labels.gz --classes 0-4
        mlp evaluate model.h5 --csv mnist_train.csv
      """)

  @OptionGroup var model: ModelOptions

  @OptionGroup var last: LastActivationOptions

  @OptionGroup var data: SampleOptions

  @Option(help: ArgumentHelp("Labels of the samples, in the same formats.", valueName: "file"))
  var labels: String?

  @OptionGroup var head: HeadOptions
  @OptionGroup var common: CommonOptions

  @Option(
    help: ArgumentHelp(
      "Keep only these labels: 0-4, 0,1,4 or words of a CSV.", valueName: "labels"))
  var classes: String?

  func run() throws {
    common.apply()
    let file = try model.open(lastActivation: last.lastActivation, console: Console.current)
    let network = try file.network()
    guard network.task != .regression else {
      throw FileError(
        .unsupported, file: model.model,
        problem: "predicts numbers (its task is regression): there are no classes to evaluate")
    }
    // A single score is read as the logit of the second class.
    let isScore = network.task == .scores && network.outputs == 1 && head.head == nil
    let chosen = isScore ? .sigmoid : head.head(for: network, of: file)
    guard network.outputs > 1 || chosen == .sigmoid else {
      throw FileError(
        .unsupported, file: model.model, object: network.layers.last.map { "layer \($0.name)" },
        problem: "has one output and no sigmoid: the network does not classify")
    }
    let labeled = try data.labeledSamples(
      labels: labels, classes: classes, for: file, console: Console.current)
    try checkWidth(labeled.samples, of: data.file ?? "-", for: network)
    let report = try evaluate(network, on: labeled, head: chosen)
    head.noteAssumption(for: network, of: file, console: Console.current)
    if common.json {
      Console.current.print(report.json)
    } else {
      Console.current.print(report.lines)
    }
  }

  private func evaluate(
    _ network: NeuralNetwork, on labeled: LabeledSamples, head: OutputHead
  ) throws -> EvaluationReport {
    var report: EvaluationReport
    if let names = network.classNames, names.count == network.classCount,
      !labeled.areIndices(beside: names)
    {
      let matched = try labeled.matching(names: names)
      report = EvaluationReport(classNames: names, head: head)
      report.add(logits: network.predict(matched.samples).logits, labels: matched.labels)
      return report
    }
    let count = network.classCount
    if let place = labeled.labels.firstIndex(where: { $0 >= count }) {
      throw FileError(
        .badData, file: labeled.file,
        problem:
          "label \(labeled.labels[place]) at item \(place); the network has \(count) classes, "
          + "0 to \(count - 1)")
    }
    // The data's names are those of the network's classes only when there are as many.
    let dataNames = labeled.classNames.count == count ? labeled.classNames : nil
    if dataNames == nil || network.classNames != nil {
      Console.current.note(
        "the data have \(labeled.classNames.count) classes, the network \(count): "
          + "label 0 is taken for output 0, and so on")
    }
    let names =
      network.classNames == nil
      ? dataNames ?? (0..<count).map { String($0) } : (0..<count).map { network.className($0) }
    report = EvaluationReport(classNames: names, head: head)
    report.add(logits: network.predict(labeled.samples).logits, labels: labeled.labels)
    return report
  }
}

extension LabeledSamples {
  /// Whether the labels can only be the numbers of a model's outputs: they are numbers, and none of the model's
  /// names is.
  fileprivate func areIndices(beside names: [String]) -> Bool {
    classNames.allSatisfy { Int($0) != nil } && names.allSatisfy { Int($0) == nil }
  }
}
