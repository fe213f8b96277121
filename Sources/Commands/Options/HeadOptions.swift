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

  /// The head to use for a network; says so when the network has none of its own.
  func head(for network: Network, console: Console) -> OutputHead {
    if let head { return head }
    if network.head == .linear, network.outputs > 1 {
      console.note(
        "the last layer is linear: probabilities are softmax of its outputs (see --head)")
    }
    return network.head
  }
}
