import Networks
import Numerics

/// Where everything that is trained lies in one array, so that an optimizer sees numbers and no layers.
///
/// Every range begins and ends at a multiple of 16; what fills it up is 0, has the gradient 0, and stays 0.
struct ParameterLayout: Sendable, Equatable {
  /// One dense layer and what follows it.
  struct Stage: Sendable, Equatable {
    /// The shape and order of the weights.
    let weights: PanelLayout
    /// Where the weights begin.
    let weightsStart: Int
    /// Where the bias begins: `width` floats.
    let biasStart: Int
    /// Where BatchNormalization's factors and summands begin; `nil` without one.
    let normalization: (gamma: Int, beta: Int, statistics: Int)?
    /// Where PReLU's slopes begin; `nil` without one.
    let slopesStart: Int?

    /// The inputs.
    var inputs: Int { weights.rows }
    /// The units.
    var units: Int { weights.columns }
    /// The units with those that fill the last vector: the stride of its activations.
    var width: Int { weights.paddedColumns }
    /// Where the weights are.
    var weightsRange: Range<Int> { weightsStart..<weightsStart + weights.count }

    static func == (left: Stage, right: Stage) -> Bool {
      left.weights == right.weights && left.weightsStart == right.weightsStart
    }
  }

  /// The stages, input first.
  let stages: [Stage]
  /// The length of the array of parameters.
  let count: Int
  /// The length of the array of moving statistics, which are not trained: of each BatchNormalization the
  /// mean and the variance, `width` floats each.
  let statisticsCount: Int

  init(_ architecture: NetworkArchitecture) {
    var next = 0
    var statistics = 0
    var inputs = architecture.inputs
    var stages: [Stage] = []
    func take(_ count: Int) -> Int {
      defer { next += count }
      return next
    }
    for stage in architecture.stages {
      let weights = PanelLayout(rows: inputs, columns: stage.units)
      let width = weights.paddedColumns
      let weightsStart = take(weights.count)
      let biasStart = take(width)
      var normalization: (Int, Int, Int)?
      if stage.hasBatchNormalization {
        normalization = (take(width), take(width), statistics)
        statistics += 2 * width
      }
      var slopes: Int?
      if case .parametricReLU = stage.activation { slopes = take(width) }
      stages.append(
        Stage(
          weights: weights, weightsStart: weightsStart, biasStart: biasStart,
          normalization: normalization, slopesStart: slopes))
      inputs = stage.units
    }
    self.stages = stages
    count = next
    statisticsCount = statistics
  }
}
