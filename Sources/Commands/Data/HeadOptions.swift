public import ArgumentParser
package import MLPKit

extension OutputHead: ExpressibleByArgument {}

/// How outputs become class probabilities.
struct HeadOptions: ParsableArguments {
  @Option(
    name: .customLong("head"),
    help: ArgumentHelp(
      "Read the logits as softmax or sigmoid does. Default: as the network's last layer says.",
      valueName: "head"))
  var asked: OutputHead?

  /// Says that probabilities are an assumption when the network has no head of its own.
  func noteAssumption(for model: RunnableModel, console: Console) {
    if model.assumesSoftmax(asked: asked) {
      console.note(
        "the outputs are no probabilities: these are softmax of the outputs (see --head)")
    }
  }
}
