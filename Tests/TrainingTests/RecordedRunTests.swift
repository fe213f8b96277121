import Networks
import Numerics
import TestSupport
import Testing

@testable import Training

@Suite("A hundred steps are those of Keras")
struct RecordedRunTests {
  @Test("on the data that the package ships", arguments: RecordedRun.shipped)
  func shipped(_ run: RecordedRun) throws { try check(run) }

  @Test(
    "on MNIST",
    .enabled(if: RecordedRun.largeFolder != nil, "MLPKIT_DATA names the folder of the recordings"),
    arguments: RecordedRun.large)
  func large(_ run: RecordedRun) throws { try check(run) }

  private func check(_ run: RecordedRun) throws {
    let x = try run.array("x")
    let samples = FloatRows(values: x.doubles.map(Float.init), features: x.shape[1])
    let y = try run.array("y")
    let order = try run.array("order")
    let losses = try run.array("losses").doubles
    var options = TrainingOptions(loss: run.loss)
    options.optimizer = run.optimizer
    options.learningRate = run.learningRate
    var trainer = try Trainer(
      NetworkArchitecture(inputs: x.shape[1], stages: run.architecture), options: options,
      targets: .values(y.doubles.map(Float.init), width: y.shape[1]))
    try trainer.resume(from: try run.state("w0", of: trainer))
    let batch = order.shape[1]
    let rows = order.doubles.map { Int($0) }
    let hasNormalization = run.architecture.contains(where: \.hasBatchNormalization)
    var constant: Set<Int> = []
    var wrong: [Int] = []
    for step in 0..<order.shape[0] {
      let members = rows[step * batch..<(step + 1) * batch]
      if hasNormalization { constant.formUnion(samples.constantFeatures(in: members)) }
      let loss = trainer.step(members, of: samples)
      if !(abs(loss - losses[step]) <= 1e-5 * abs(losses[step])) { wrong.append(step + 1) }
      guard [1, 10, 100].contains(step + 1) else { continue }
      compare(
        trainer, try run.state("w\(step + 1)", of: trainer), constant: constant, "step \(step + 1)")
    }
    #expect(wrong == [], "the steps whose loss differs")
  }

  private func compare(
    _ trainer: Trainer, _ truth: TrainingState, constant: Set<Int>, _ moment: Comment
  ) {
    let state = trainer.state
    for place in ParameterLayout(trainer.architecture).stages {
      func values(_ array: [Float], _ start: Int) -> [Double] {
        array[start..<start + place.units].map(Double.init)
      }
      var weights = place.weights.matrix(state.parameters, at: place.weightsStart)
      let wanted = place.weights.matrix(truth.parameters, at: place.weightsStart)
      guard let normalization = place.normalization else {
        #expect(relativeDifference(weights.values, wanted.values) <= 1e-5, moment)
        let bias = values(state.parameters, place.biasStart)
        #expect(
          relativeDifference(bias, values(truth.parameters, place.biasStart)) <= 1e-5, moment)
        continue
      }
      // In front of BatchNormalization the gradient of a bias is 0, and so is that of the weights of a
      // feature that is the same in the whole batch. Adam makes a step even of the rounding that stands in
      // for this 0, and it is not the same for whoever computes it.
      for feature in constant {
        for unit in 0..<place.units { weights[feature, unit] = wanted[feature, unit] }
      }
      let difference = zip(weights.values, wanted.values).map { $0 - $1 }.euclideanNorm
      #expect(difference <= 1e-5 * wanted.values.euclideanNorm, moment)
      for start in [normalization.gamma, normalization.beta] {
        let factors = values(state.parameters, start)
        #expect(relativeDifference(factors, values(truth.parameters, start)) <= 1e-5, moment)
      }
      let variances = values(state.statistics, normalization.statistics + place.width)
      let wantedVariances = values(truth.statistics, normalization.statistics + place.width)
      #expect(relativeDifference(variances, wantedVariances) <= 1e-5, moment)
    }
  }
}

extension FloatRows {
  /// The features that are the same in all of some rows.
  fileprivate func constantFeatures(in rows: ArraySlice<Int>) -> [Int] {
    (0..<features).filter { feature in
      Set(rows.map { values[$0 * features + feature] }).count == 1
    }
  }
}
