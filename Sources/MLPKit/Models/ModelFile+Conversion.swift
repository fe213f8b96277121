public import Files
public import Formats
public import Networks

/// A model as another kind of file, ready to be written.
public struct ModelConversion: Sendable {
  /// The kind.
  public let kind: ModelFileKind
  /// The network that was written.
  public let network: NeuralNetwork
  /// The whole file, and what was renamed or left out: a sentence each.
  public let encoding: ModelEncoding
}

extension ModelFile {
  /// Makes another kind of file of the model; nothing is written.
  ///
  /// - Parameters:
  ///   - kind: the kind of file.
  ///   - path: its name for messages, and for what its extension promises.
  ///   - classNames: what the classes are called; as the model says when `nil`.
  /// - Throws: `FileError` when the model cannot be run, or the kind has no way to say what it does.
  public func converted(
    to kind: ModelFileKind, path: String, classNames: [String]? = nil
  ) throws(FileError) -> ModelConversion {
    var network = try network()
    if let classNames { try network.name(classes: classNames, file: self.path) }
    var encoding = try kind.encode(network, provenance: provenance, path: path)
    encoding.notes += losses(in: network)
    return ModelConversion(kind: kind, network: network, encoding: encoding)
  }

  /// What the file has that a network does not, and that is lost when the network is written.
  private func losses(in network: NeuralNetwork) -> [String] {
    var losses = extras.map { "\($0): left out" }
    let kept = Set(network.layers.map(\.name))
    let left = inventory.layers.filter { layer in
      !kept.contains(layer.name)
        && !["InputLayer", "Flatten", "Constants", "Variables"].contains(layer.className)
    }
    if !left.isEmpty {
      let names = left.prefix(10).map { "\($0.name) (\($0.className))" }.joined(separator: ", ")
      losses.append(
        "layers without effect on predictions are left out: \(names)"
          + (left.count > 10 ? " and \(left.count - 10) more" : ""))
    }
    if inventory.hasTrainingState {
      losses.append(
        "the optimizer's state and the training configuration are left out: compile before training on"
      )
    }
    return losses
  }
}
