package import Files
package import Formats
public import Networks
import Reports
public import Training

/// A network that was trained, and how.
public struct TrainedModel: Sendable {
  /// The network.
  public let network: NeuralNetwork
  /// The normalization in front of it; `nil` when there is none.
  let scaler: InputScaler?
  /// Its epochs.
  public let history: TrainingHistory
  /// The epoch that the network is of, from 1; 0 before the first one.
  public let keptEpoch: Int
  /// Why the training ended; `nil` when it has not.
  public let ending: TrainingEnding?
  /// What it was trained on, and how.
  package let record: TrainingRecord

  /// Where the network comes from, for its file.
  public var provenance: ModelProvenance {
    ModelProvenance(trainedBy: "mlp \(MLPKitRelease.version)", training: record, history: history)
  }

  /// Why the training ended, in a few words.
  package var endingText: String {
    let count = history.epochs.count
    let epochs = count == 1 ? "1 epoch" : "\(count) epochs"
    switch ending {
    case .epochsDone, nil: return epochs
    case .accuracyReached: return "\(epochs), the accuracy asked for is reached"
    case .noImprovement(let best): return "\(epochs), none better since epoch \(best)"
    }
  }

  /// The file of the model.
  ///
  /// - Parameters:
  ///   - kind: what kind of file.
  ///   - path: its name, for messages.
  /// - Throws: `FileError` when the kind cannot hold the network.
  package func encoded(
    as kind: ModelFileKind, path: String
  ) throws(FileError) -> ModelEncoding {
    let network: NeuralNetwork
    do {
      network = try self.network(for: kind)
    } catch {
      throw FileError(.badData, file: path, problem: error.problem)
    }
    return try kind.encode(network, provenance: provenance, path: path)
  }

  /// The network as one kind of file has it: with a scaler of raw features where the format has such.
  private func network(for kind: ModelFileKind) throws(NetworkError) -> NeuralNetwork {
    guard let scaler, kind.name == ModelFileKind.coefficients.name else { return network }
    var result = try NeuralNetwork(
      layers: [.affine(scaler.scalerLayer)] + network.layers.dropFirst(), inputs: network.inputs,
      inputShape: network.inputShape)
    result.classNames = network.classNames
    result.task = network.task
    result.inputSpace = network.inputSpace
    return result
  }

  /// What the network came to, on the samples kept back when there are such.
  package var outcome: TrainingHistory.Outcome? { history.outcome(ofEpoch: keptEpoch) }

  /// The ending and what the network came to, in one line.
  public var summary: String {
    guard let outcome else { return endingText }
    return "\(endingText), \(outcome.text)"
  }
}
