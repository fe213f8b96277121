package import Datasets
package import Files
package import Formats
package import Networks
package import Reports

/// A model that can be run: its network, built once, and what its file says of its training.
package struct RunnableModel: Sendable {
  /// The network.
  package private(set) var network: NeuralNetwork
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

  /// Names the classes otherwise than the model does.
  ///
  /// - Parameter names: a name for each class, in the order of the outputs.
  /// - Throws: `FileError` of kind `badData` when there are not as many.
  package mutating func name(classes names: [String]) throws(FileError) {
    try network.name(classes: names, file: path)
  }

  // MARK: - What bytes are scaled to

  /// What the bytes of data are mapped to.
  ///
  /// Those of pictures to the range that the model states, or else −1...1; a table of small integers only when
  /// the model states one range for inputs without names, as those of pictures are. Nothing is mapped for a
  /// model that was trained on numbers as they were, names its features or scales them itself.
  package var byteScaling: ByteScaling {
    if network.inputSpace.hasNames || provenance.isTrainedOnNumbers { return .none }
    if let range = network.inputRange.flatMap({ ScaleRange($0) }) { return .all(range) }
    if network.scalesRawInputs { return .none }
    return ByteScaling(
      pictures: .standard, tables: network.inputSpace.isPicture ? .standard : nil)
  }

  /// The names of the features, when the model has them.
  package var featureNames: [String]? {
    network.inputSpace.hasNames ? network.inputSpace.names : nil
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

extension NeuralNetwork {
  /// Names the classes.
  ///
  /// - Parameters:
  ///   - names: a name for each class, in the order of the outputs.
  ///   - file: the model's file, for the message.
  /// - Throws: `FileError` of kind `badData` when there are not as many.
  package mutating func name(classes names: [String], file: String) throws(FileError) {
    guard names.count == classCount, task != .regression else {
      throw FileError(
        .badData, file: file,
        problem: task == .regression
          ? "predicts numbers: there are no classes that --class-names could name"
          : "tells \(classCount) classes apart; --class-names names \(names.count)")
    }
    classNames = names
  }

  /// Whether the first layer scales raw features: the model takes numbers as the data have them.
  var scalesRawInputs: Bool {
    guard case .affine(let layer)? = layers.first else { return false }
    if layer.scaling != nil { return true }
    switch layer.origin {
    case .normalization?, .rescaling?: return true
    case .batchNormalization?, nil: return false
    }
  }
}
