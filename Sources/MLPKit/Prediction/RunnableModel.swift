package import Datasets
package import Files
package import Formats
package import Networks
package import Reports

/// A model that can be run: its network, built once, and what its file says of its training.
package struct RunnableModel: Sendable {
  /// The network.
  package let network: NeuralNetwork
  /// Where the model comes from.
  package let provenance: ModelProvenance
  /// The path of its file, for errors.
  package let path: String

  /// The network of an opened file.
  ///
  /// - Throws: `FileError` that says why the model cannot be run.
  package init(_ file: ModelFile) throws(FileError) {
    network = try file.network()
    provenance = file.provenance
    path = file.path
  }

  // MARK: - What bytes are scaled to

  /// The range that the bytes of data are to be mapped to: that of the training, or −1...1.
  ///
  /// - Returns: `nil` when bytes stay as they are, because the model was trained on numbers as they were.
  package var byteRange: ScaleRange? {
    if network.inputRange == nil, provenance.isTrainedHere { return nil }
    return network.inputRange.flatMap { ScaleRange($0) } ?? .standard
  }

  // MARK: - How outputs are read

  /// The reading of the outputs that counts more than the last layer's own: one asked for, or that of the
  /// loss the network was trained with; `nil` when the last layer decides.
  package func overridingHead(asked: OutputHead?) -> OutputHead? {
    asked ?? (isSigmoidByLoss ? .sigmoid : nil)
  }

  /// How the outputs are read.
  ///
  /// - Parameter asked: what the user wants them to be read as.
  package func head(asked: OutputHead?) -> OutputHead {
    overridingHead(asked: asked) ?? network.head
  }

  /// Whether probabilities are an assumption, because the network has no head of its own.
  package func assumesSoftmax(asked: OutputHead?) -> Bool {
    asked == nil && network.head == .linear && network.outputs > 1 && network.task == nil
      && !isSigmoidByLoss
  }

  private var isSigmoidByLoss: Bool {
    network.head == .linear && network.task == nil && provenance.isTrainedWithBinaryCrossEntropy
  }

  // MARK: - Running

  /// Runs the network on samples.
  ///
  /// - Parameters:
  ///   - samples: the samples.
  ///   - file: where they come from, for errors.
  ///   - asked: what the outputs are to be read as.
  /// - Throws: `FileError` of kind `badData` when they are not as wide as the network's input.
  package func predict(
    _ samples: Samples, of file: String, head asked: OutputHead? = nil
  ) throws(FileError) -> PredictionReport {
    let prediction = try prediction(for: samples, of: file)
    return PredictionReport(
      outputs: prediction.outputs, logits: prediction.logits, network: network,
      head: head(asked: asked))
  }

  /// The logits and outputs for samples.
  func prediction(
    for samples: Samples, of file: String
  ) throws(FileError) -> NeuralNetwork.Prediction {
    do throws(NetworkError) {
      return try network.predict(samples)
    } catch {
      throw FileError(
        .badData, file: file,
        problem:
          "has \(samples.features) features in each sample; the network takes \(network.inputs)")
    }
  }
}
