import Networks
import Numerics

/// Runs batches forward and backward; the memory for a batch is taken once.
struct Backpropagation: Sendable {
  /// What a stage makes of a batch.
  private struct Values: Sendable {
    /// Pre-activations, `[batch × width]`.
    var z: [Float]
    /// Activations, `[batch × width]`.
    var a: [Float]
    /// The gradient of the activations, then of the pre-activations, `[batch × width]`.
    var delta: [Float]
    /// Which of its inputs differ between the samples of the batch.
    var inputs: BatchColumns
    var normalization: BatchNormalization?
    var dropout: Dropout?

    /// What goes into the next stage.
    var output: [Float] { dropout?.output ?? a }
  }

  private let architecture: NetworkArchitecture
  private let layout: ParameterLayout
  private let team: WorkerTeam
  private var values: [Values]
  /// The samples of the batch, `[batch × inputs]`.
  private(set) var inputs: [Float]
  /// What one sample's outputs are to be.
  private var wanted: [Float]
  /// The classes of the batch's samples.
  private var labels: [Int]

  init(
    _ architecture: NetworkArchitecture, layout: ParameterLayout, batchSize: Int, team: WorkerTeam
  ) {
    self.architecture = architecture
    self.layout = layout
    self.team = team
    inputs = [Float](repeating: 0, count: batchSize * architecture.inputs)
    wanted = [Float](repeating: 0, count: architecture.outputs)
    labels = [Int](repeating: 0, count: batchSize)
    values = zip(architecture.stages, layout.stages).map { stage, place in
      let zeros = [Float](repeating: 0, count: batchSize * place.width)
      return Values(
        z: zeros, a: zeros, delta: zeros, inputs: BatchColumns(count: place.inputs),
        normalization: place.normalization == nil
          ? nil : BatchNormalization(width: place.width, batchSize: batchSize),
        dropout: stage.dropout > 0 ? Dropout(share: stage.dropout, count: zeros.count) : nil)
    }
  }

  /// Fetches the samples of a batch; `next` are those of the next one.
  mutating func load(
    _ rows: ArraySlice<Int>, next: ArraySlice<Int> = [], of samples: some TrainingSamples
  ) {
    samples.copyRows(rows, next: next, into: &inputs)
    values[0].inputs.split(inputs, samples: rows.count)
  }

  /// Runs the loaded samples forward.
  ///
  /// - Parameters:
  ///   - samples: how many were loaded.
  ///   - state: its statistics move when `generator` is given.
  ///   - generator: for Dropout; `nil` runs the network as it will be used.
  mutating func forward(_ samples: Int, _ state: inout TrainingState, _ generator: RandomGenerator?)
  {
    var generator = generator
    for (index, place) in layout.stages.enumerated() {
      let stage = architecture.stages[index]
      let count = samples * place.width
      let source = index == 0 ? inputs : values[index - 1].output
      place.weights.multiply(
        source, stride: index == 0 ? architecture.inputs : layout.stages[index - 1].width,
        inputs: values[index].inputs, samples: samples, by: state.parameters,
        at: place.weightsStart, bias: place.biasStart,
        into: &values[index].z, team: team)
      if let normalization = place.normalization {
        if generator == nil {
          BatchNormalization.applyStatistics(
            &values[index].z, samples: samples, width: place.width, parameters: state.parameters,
            at: normalization, statistics: state.statistics)
        } else {
          normalize(index, samples, normalization, &state)
        }
      }
      guard index < layout.stages.count - 1 else { return }
      let z = values[index].z
      stage.activation.activate(
        z, count: count, into: &values[index].a, parameters: state.parameters,
        slopes: place.slopesStart, width: place.width)
      let a = values[index].a
      values[index].dropout?.apply(a, count: count, &generator)
    }
  }

  private mutating func normalize(
    _ index: Int, _ samples: Int, _ place: (gamma: Int, beta: Int, statistics: Int),
    _ state: inout TrainingState
  ) {
    guard var normalization = values[index].normalization else { return }
    values[index].normalization = nil
    normalization.normalize(
      &values[index].z, samples: samples, parameters: state.parameters, at: place,
      statistics: &state.statistics)
    values[index].normalization = normalization
  }

  /// The loss of the samples that ran forward, and the gradient of the logits.
  ///
  /// - Parameters:
  ///   - rows: the samples.
  ///   - targets: what is wanted of all samples.
  ///   - loss: the loss.
  ///   - classWeights: what each class's losses are multiplied by.
  mutating func evaluate(
    _ rows: ArraySlice<Int>, _ targets: TrainingTargets, _ loss: TrainingLoss,
    _ classWeights: [Float]?
  ) -> TrainingLoss.BatchResult {
    let last = layout.stages.count - 1
    let width = layout.stages[last].width
    var result = TrainingLoss.BatchResult()
    let logits = values[last].z
    let hasClasses = targets.classCount != nil
    targets.write(labelsOf: rows, into: &labels)
    for (sample, row) in rows.enumerated() {
      let label = labels[sample]
      targets.write(label: label, row: row, into: &wanted)
      var weight: Float = 1
      if let classWeights { weight = classWeights[label] }
      let start = sample * width
      result.lossSum +=
        Double(weight)
        * loss.sample(
          logits, at: start, wanted: wanted, scale: weight / Float(rows.count),
          gradient: &values[last].delta)
      if hasClasses, Self.answer(logits, at: start, outputs: wanted.count) == label {
        result.correctCount += 1
      }
    }
    return result
  }

  /// The class that logits, a row of them that begins at `start`, name: of equals the first, and 1 for a single
  /// positive one.
  private static func answer(_ logits: [Float], at start: Int, outputs: Int) -> Int {
    guard outputs > 1 else { return logits[start] > 0 ? 1 : 0 }
    var best = 0
    for output in 1..<outputs where logits[start + output] > logits[start + best] { best = output }
    return best
  }

  /// The gradient of the loss and of the penalties with respect to the parameters.
  ///
  /// - Parameters:
  ///   - samples: how many ran forward, and through ``evaluate(_:_:_:_:)``.
  ///   - parameters: the parameters.
  ///   - gradient: what is written to, of the same length.
  mutating func backward(_ samples: Int, _ parameters: [Float], into gradient: inout [Float]) {
    for index in layout.stages.indices.reversed() {
      let place = layout.stages[index]
      let stage = architecture.stages[index]
      let count = samples * place.width
      if index < layout.stages.count - 1 {
        values[index].dropout?.propagate(&values[index].delta, count: count)
        let (z, a) = (values[index].z, values[index].a)
        stage.activation.propagate(
          z, a, count: count, delta: &values[index].delta, parameters: parameters,
          gradient: &gradient, slopes: place.slopesStart, width: place.width)
      }
      if let normalization = values[index].normalization, let position = place.normalization {
        normalization.propagate(
          &values[index].delta, samples: samples, parameters: parameters, at: position,
          gradient: &gradient)
      }
      let delta = values[index].delta
      place.weights.outerProduct(
        index == 0 ? inputs : values[index - 1].output,
        stride: index == 0 ? architecture.inputs : layout.stages[index - 1].width,
        inputs: values[index].inputs, samples: samples, delta, into: &gradient,
        at: place.weightsStart, bias: place.biasStart, team: team)
      if stage.l2 > 0 {
        let factor = Float(2 * stage.l2)
        for element in place.weightsRange { gradient[element] += factor * parameters[element] }
      }
      if index > 0 {
        place.weights.multiplyTransposed(
          delta, samples: samples, by: parameters, at: place.weightsStart,
          into: &values[index - 1].delta, team: team)
      }
    }
  }

  /// The penalties λ·Σw² of all layers.
  func penalty(_ parameters: [Float]) -> Double {
    var sum = 0.0
    for (stage, place) in zip(architecture.stages, layout.stages) where stage.l2 > 0 {
      var squares = 0.0
      for index in place.weightsRange { squares += Double(parameters[index] * parameters[index]) }
      sum += stage.l2 * squares
    }
    return sum
  }
}
