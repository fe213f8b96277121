public import ArgumentParser
public import MLPKit

extension OutputHead: ExpressibleByArgument {}

/// How outputs become class probabilities.
struct HeadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the logits as softmax or sigmoid does. Default: as the network's last layer says.",
      valueName: "head"))
  var head: OutputHead?

  /// The head to use for a network.
  func head(for network: Network) -> OutputHead { head ?? network.head }

  /// Says that probabilities are an assumption when the network has no head of its own.
  func noteAssumption(for network: Network, console: Console) {
    if head == nil, network.head == .linear, network.outputs > 1, network.task == nil {
      console.note(
        "the outputs are no probabilities: these are softmax of the outputs (see --head)")
    }
  }
}
