import Networks
import Numerics
import TestSupport
import Testing

@testable import Training

/// The gradient in 32 bits against central differences of the loss in 64 bits, which runs through
/// `NeuralNetwork`'s own forward pass and formulas of the losses that are written out here.
@Suite("Gradients are the slopes of the loss")
struct GradientTests {
  static let activations: [Activation] = [
    .linear, .relu(), .relu(negativeSlope: 0.1, maximum: 0.8), .leakyReLU(slope: 0.01),
    .parametricReLU(slopes: []), .thresholdedReLU(theta: 0.2), .elu(alpha: 1), .elu(alpha: 0.5),
    .celu(alpha: 0.7), .selu, .softplus, .softsign, .tanh, .sigmoid, .hardSigmoid(slope: 1.0 / 6),
    .exponential, .silu, .hardSilu, .gelu(approximate: false), .gelu(approximate: true), .mish,
    .logSigmoid, .hardTanh, .tanhShrink, .hardShrink(threshold: 0.5), .softShrink(threshold: 0.3),
    .squareplus(b: 4), .sparsePlus, .sparseSigmoid,
  ]

  @Test("of every activation", arguments: activations)
  func activation(_ activation: Activation) throws {
    try check([.init(units: 7, activation: activation), .init(units: 3)], .crossEntropy)
  }

  @Test(
    "of every loss and output",
    arguments: [
      (TrainingLoss.crossEntropy, Activation.softmax), (.crossEntropy, .linear),
      (.binaryCrossEntropy, .sigmoid), (.binaryCrossEntropy, .linear),
      (.meanSquaredError, .linear),
    ])
  func loss(_ loss: TrainingLoss, _ output: Activation) throws {
    try check([.init(units: 5, activation: .tanh), .init(units: 3, activation: output)], loss)
  }

  @Test("of penalties, of layers wider than a panel, and of deep chains")
  func shapes() throws {
    try check(
      [.init(units: 40, activation: .tanh, l2: 0.01), .init(units: 3, l2: 0.1)], .crossEntropy)
    try check(
      [
        .init(units: 16, activation: .tanh), .init(units: 17, activation: .softplus),
        .init(units: 33, activation: .sigmoid), .init(units: 2),
      ], .meanSquaredError)
  }

  @Test("of BatchNormalization, whose statistics depend on every sample")
  func batchNormalization() throws {
    try check(
      [.init(units: 6, activation: .tanh, hasBatchNormalization: true), .init(units: 3)],
      .crossEntropy)
  }

  private func check(_ stages: [NetworkArchitecture.DenseStage], _ loss: TrainingLoss) throws {
    let (inputs, count) = (5, 11)
    var numbers = SeededNumbers(seed: 3)
    let samples = FloatRows(
      values: numbers.next(count * inputs).map { Float($0) }, features: inputs)
    let outputs = stages.last?.units ?? 0
    // Probabilities for the cross-entropies; as good as any numbers for the squared error.
    let wanted = (0..<count).flatMap { _ in
      let row = numbers.next(outputs).map { abs($0) + 0.1 }
      return row.map { Float($0 / row.reduce(0, +)) }
    }
    let architecture = try NetworkArchitecture(inputs: inputs, stages: stages)
    var trainer = try Trainer(
      architecture, options: TrainingOptions(loss: loss), targets: .values(wanted, width: outputs))
    var state = trainer.state
    for place in ParameterLayout(architecture).stages {
      for unit in 0..<place.units {
        state.parameters[place.biasStart + unit] = Float(numbers.next() / 2)
        if let slopes = place.slopesStart {
          state.parameters[slopes + unit] = Float(0.3 + numbers.next() / 5)
        }
      }
    }
    try trainer.resume(from: state)
    let gradient = trainer.gradient(ArraySlice(0..<count), of: samples)
    let reference = Reference(architecture, samples, wanted.map(Double.init), loss)
    for index in reference.indices(seed: 5) {
      let step = 1e-4
      var (above, below) = (state.parameters.map(Double.init), state.parameters.map(Double.init))
      above[index] += step
      below[index] -= step
      let slope = (reference.loss(above) - reference.loss(below)) / (2 * step)
      // A kink within the step shows as two different one-sided slopes: nothing can be said there.
      let middle = reference.loss(state.parameters.map(Double.init))
      let left = (middle - reference.loss(below)) / step
      let right = (reference.loss(above) - middle) / step
      if abs(left - right) > 1e-3 * max(abs(left), abs(right), 1) { continue }
      #expect(
        abs(Double(gradient[index]) - slope) <= 2e-5 * max(1, abs(slope)), "parameter \(index)")
    }
  }
}

/// The loss as a function of all parameters, in 64 bits.
private struct Reference {
  let architecture: NetworkArchitecture
  let layout: ParameterLayout
  let samples: Matrix
  let wanted: [Double]
  let kind: TrainingLoss

  init(
    _ architecture: NetworkArchitecture, _ samples: FloatRows, _ wanted: [Double],
    _ kind: TrainingLoss
  ) {
    self.architecture = architecture
    layout = ParameterLayout(architecture)
    self.samples = Matrix(
      rows: samples.count, columns: samples.features, values: samples.values.map(Double.init))
    self.wanted = wanted
    self.kind = kind
  }

  /// Parameters to look at: every bias, slope and factor, and some of the weights.
  func indices(seed: UInt64) -> [Int] {
    var numbers = SeededNumbers(seed: seed)
    var indices: [Int] = []
    for place in layout.stages {
      for unit in 0..<place.units {
        indices += [
          place.biasStart, place.slopesStart, place.normalization?.gamma, place.normalization?.beta,
        ]
        .compactMap { $0.map { $0 + unit } }
      }
      for _ in 0..<40 {
        let row = Int(abs(numbers.next()) * Double(place.inputs)) % place.inputs
        let column = Int(abs(numbers.next()) * Double(place.units)) % place.units
        indices.append(place.weightsStart + place.weights.index(row, column))
      }
    }
    return indices
  }

  func loss(_ parameters: [Double]) -> Double {
    var values = samples
    for (stage, place) in zip(architecture.stages, layout.stages) {
      var product = Matrix(rows: values.rows, columns: place.units)
      for row in 0..<values.rows {
        for unit in 0..<place.units {
          var sum = parameters[place.biasStart + unit]
          for input in 0..<place.inputs {
            sum +=
              values[row, input] * parameters[place.weightsStart + place.weights.index(input, unit)]
          }
          product[row, unit] = sum
        }
      }
      if let normalization = place.normalization { normalize(&product, parameters, normalization) }
      var activation = stage.activation
      if let slopes = place.slopesStart {
        activation = .parametricReLU(
          slopes: Array(parameters[slopes..<slopes + place.units]))
      }
      // The losses take logits.
      values = place == layout.stages.last ? product : activation.applied(to: product)
    }
    return mean(values) + penalty(parameters)
  }

  private func normalize(
    _ values: inout Matrix, _ parameters: [Double],
    _ place: (gamma: Int, beta: Int, statistics: Int)
  ) {
    for unit in 0..<values.columns {
      let column = (0..<values.rows).map { values[$0, unit] }
      let mean = column.reduce(0, +) / Double(column.count)
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)
      for row in 0..<values.rows {
        values[row, unit] =
          parameters[place.gamma + unit] * (column[row] - mean) / (variance + 1e-3).squareRoot()
          + parameters[place.beta + unit]
      }
    }
  }

  private func mean(_ logits: Matrix) -> Double {
    var sum = 0.0
    let logarithms = Activation.logSoftmax.applied(to: logits)
    for index in logits.values.indices {
      let (logit, target) = (logits.values[index], wanted[index])
      switch kind {
      case .crossEntropy: sum -= target * logarithms.values[index]
      case .binaryCrossEntropy:
        sum -=
          (target * Activation.logSigmoid.applied(to: Matrix(rows: [[logit]])).values[0]
            + (1 - target) * Activation.logSigmoid.applied(to: Matrix(rows: [[-logit]])).values[0])
          / Double(logits.columns)
      case .meanSquaredError: sum += (logit - target) * (logit - target) / Double(logits.columns)
      }
    }
    return sum / Double(logits.rows)
  }

  private func penalty(_ parameters: [Double]) -> Double {
    zip(architecture.stages, layout.stages).reduce(0) { sum, pair in
      let (stage, place) = pair
      return sum
        + stage.l2 * place.weightsRange.reduce(0) { $0 + parameters[$1] * parameters[$1] }
    }
  }
}
