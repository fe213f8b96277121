import ArgumentParser
package import MLPKit

extension OutputHead: ExpressibleByArgument {}

/// How outputs become class probabilities.
struct HeadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the logits as softmax or sigmoid does. Default: as the network's last layer says.",
      valueName: "head"))
  var head: OutputHead?

  /// The head to use for the network of a file: one asked for, its last layer's, or that of the loss it was
  /// trained with.
  func head(for network: NeuralNetwork, of file: ModelFile) -> OutputHead {
    chosen(for: network, of: file) ?? network.head
  }

  /// The head asked for, or that of the loss; `nil` when the network's last layer decides.
  func chosen(for network: NeuralNetwork, of file: ModelFile) -> OutputHead? {
    head ?? (isSigmoidByLoss(network, file) ? .sigmoid : nil)
  }

  private func isSigmoidByLoss(_ network: NeuralNetwork, _ file: ModelFile) -> Bool {
    network.head == .linear && network.task == nil
      && file.provenance.isTrainedWithBinaryCrossEntropy
  }

  /// Says that probabilities are an assumption when the network has no head of its own.
  func noteAssumption(for network: NeuralNetwork, of file: ModelFile, console: Console) {
    if head == nil, network.head == .linear, network.outputs > 1, network.task == nil,
      !isSigmoidByLoss(network, file)
    {
      console.note(
        "the outputs are no probabilities: these are softmax of the outputs (see --head)")
    }
  }
}
