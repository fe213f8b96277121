import ArgumentParser
import MLPKit

/// The command `mlp evaluate`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a network on labelled samples.",
    discussion: """
      EXAMPLES
        mlp evaluate model.h5 --images t10k-images-idx3-ubyte.gz \\
          --labels t10k-labels-idx1-ubyte.gz --classes 0-4
      """)

  @OptionGroup var model: ModelOptions

  @Option(
    help: ArgumentHelp(
      "For weights without architecture: the activation of the last layer, such as softmax.",
      valueName: "name"))
  var output: String?

  @OptionGroup var data: SampleOptions

  @Option(help: ArgumentHelp("Labels of the samples, in the same formats.", valueName: "file"))
  var labels: String?

  @OptionGroup var head: HeadOptions
  @OptionGroup var common: CommonOptions

  @Option(
    help: ArgumentHelp(
      "Keep only these labels, renumbered in order from 0: 0-4 or 0,1,4.", valueName: "labels"))
  var classes: String?

  func run() throws {
    common.apply()
    let network = try model.open(lastActivation: output, console: Console.current).network()
    let chosen = head.head(for: network)
    guard network.outputs > 1 || chosen == .sigmoid else {
      throw FileError(
        .unsupported, file: model.model, object: network.layers.last.map { "layer \($0.name)" },
        problem: "has one output and no sigmoid: the network does not classify")
    }
    var labeled = try data.labeledSamples(labels: labels)
    if let classes { labeled = try labeled.selecting(classes: try parse(classes)) }
    try checkWidth(labeled.samples, of: labeled.file, for: network)
    let report = try evaluate(network, on: labeled, head: chosen)
    head.noteAssumption(for: network, console: Console.current)
    if common.json {
      Console.current.print(report.json)
    } else {
      Console.current.print(report.lines)
    }
  }

  private func parse(_ text: String) throws -> ClassSelection {
    do {
      return try ClassSelection(parsing: text)
    } catch {
      throw UsageError("--classes: \(error)")
    }
  }

  private func evaluate(
    _ network: Network, on labeled: LabeledSamples, head: OutputHead
  ) throws -> EvaluationReport {
    let count = max(network.outputs, 2)
    if let place = labeled.labels.firstIndex(where: { $0 >= count }) {
      throw FileError(
        .badData, file: labeled.file,
        problem:
          "label \(labeled.labels[place]) at item \(place); the network has \(count) classes, "
          + "0 to \(count - 1)")
    }
    let names = (0..<count).map { index in
      network.classNames?[index]
        ?? (index < labeled.classNames.count ? labeled.classNames[index] : String(index))
    }
    var report = EvaluationReport(classNames: names, head: head)
    report.add(logits: network.predict(labeled.samples).logits, labels: labeled.labels)
    return report
  }
}
