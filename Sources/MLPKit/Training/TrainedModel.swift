package import Networks
import Reports
package import Training

/// A network that was trained, and how.
package struct TrainedModel: Sendable {
  /// The network.
  package let network: NeuralNetwork
  /// Its epochs.
  package let history: TrainingHistory
  /// Why the training ended; `nil` when it has not.
  package let ending: Trainer.Ending?
  /// What it was trained on, and how.
  package let record: TrainingRecord

  /// Where the network comes from, for its file.
  package var provenance: ModelProvenance {
    ModelProvenance(trainedBy: "mlp \(MLPKit.version)", training: record, history: history)
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

  /// The ending and the last epoch, in one line.
  package var summary: String {
    guard let last = history.epochs.last else { return endingText }
    let accuracy = last.accuracy.map { ", accuracy \(NumberText.fixed($0, digits: 4))" } ?? ""
    return "\(endingText), loss \(NumberText.short(last.loss))\(accuracy)"
  }
}
