import Networks
import Testing

@testable import Training

@Suite("The memory that a training takes")
struct MemoryTests {
  private func memory(
    _ widths: [Int], inputs: Int = 100, checkpoints: Bool = false,
    _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> Double {
    var options = TrainingOptions(loss: .crossEntropy)
    change(&options)
    let stages = widths.enumerated().map { index, units in
      NetworkArchitecture.DenseStage(
        units: units, activation: index == widths.count - 1 ? .softmax : .relu())
    }
    return Trainer.memory(
      for: try NetworkArchitecture(inputs: inputs, stages: stages), options: options, samples: 1000,
      keepsCheckpoints: checkpoints)
  }

  @Test("is at least that of the arrays that are there")
  func arrays() throws {
    let options = TrainingOptions(loss: .crossEntropy)
    let architecture = try NetworkArchitecture(
      inputs: 100,
      stages: [
        .init(units: 50, activation: .relu(), hasBatchNormalization: true, dropout: 0.5),
        .init(units: 7, activation: .softmax),
      ])
    let labels = (0..<1000).map { $0 % 7 }
    let trainer = try Trainer(
      architecture, options: options, targets: .classes(labels, count: 7))
    let state = trainer.state
    let held = state.parameters.count * 2 + state.statistics.count + state.slots.joined().count
    let found = Trainer.memory(
      for: architecture, options: options, samples: 1000, keepsCheckpoints: false)
    #expect(found > Double(4 * held) && found < Double(4 * held) * 4)
  }

  @Test("grows with all that is kept")
  func growth() throws {
    let plain = try memory([50, 7])
    #expect(try memory([51, 70]) > plain)
    #expect(try memory([50, 7], checkpoints: true) > plain)
    #expect(try memory([50, 7]) { $0.batchSize = 500 } > plain)
    #expect(
      try memory([50, 7]) { $0.batchSize = .max } < memory([50, 7]) { $0.batchSize = 999 } * 1.1)
    #expect(try memory([50, 7]) { $0.optimizer = .sgd() } < plain)
    #expect(
      try memory([50, 7]) {
        $0.patience = 3
        $0.validationShare = 0.1
      } > plain)
  }

  @Test("does not overflow: two layers of 2²⁰ units have 2⁴⁰ weights between them")
  func large() throws {
    let width = NetworkArchitecture.largestWidth
    #expect(try memory([width, width]) > 16 * 0x1p40)
    let most = try memory([width, width], inputs: Int.max)
    #expect(most.isFinite && most > 0x1p83)
  }
}
