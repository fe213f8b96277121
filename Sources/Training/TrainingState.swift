package import Networks
import Numerics

/// Everything that a training remembers: with it and the same data and options it goes on as if it had
/// never stopped.
///
/// There is no state of a generator: the seed, the epoch and the batch say which numbers are due.
package struct TrainingState: Sendable, Equatable {
  /// What the optimizer changes; see `ParameterLayout`.
  var parameters: [Float]
  /// The moving means and variances of BatchNormalization.
  var statistics: [Float]
  /// What the optimizer remembers.
  var slots: [[Float]]
  /// Steps taken.
  var step = 0
  /// Batches of the running epoch that are done.
  var batch = 0
  /// The sum of their samples' losses, penalties included.
  var lossSum = 0.0
  /// How many of their samples the network told right.
  var correctCount = 0
  /// The best epoch so far, when early stopping looks for one.
  var best: Best?
  /// The epochs that are complete.
  package internal(set) var history = TrainingHistory()

  /// The epoch to come back to.
  struct Best: Sendable, Equatable {
    /// Its number, from 1.
    var epoch: Int
    /// Its loss.
    var loss: Double
    /// Its parameters and statistics; empty when the last ones count and not the best.
    var parameters: [Float]
    var statistics: [Float]
  }

  /// Epochs that are complete.
  package var epoch: Int { history.epochs.count }

  /// The state before the first step.
  init(_ architecture: NetworkArchitecture, layout: ParameterLayout, options: TrainingOptions) {
    parameters = [Float](repeating: 0, count: layout.count)
    statistics = [Float](repeating: 0, count: layout.statisticsCount)
    var generator = RandomGenerator(seed: options.seed, stream: .initialWeights)
    for place in layout.stages {
      let weights = options.initializer.weights(
        inputs: place.inputs, units: place.units, &generator)
      place.weights.store(weights, in: &parameters, at: place.weightsStart)
      guard let normalization = place.normalization else { continue }
      for unit in 0..<place.units {
        parameters[normalization.gamma + unit] = 1
        statistics[normalization.statistics + place.width + unit] = 1
      }
    }
    slots = (0..<options.optimizer.slotCount).map { _ in
      [Float](repeating: 0, count: layout.count)
    }
  }
}
