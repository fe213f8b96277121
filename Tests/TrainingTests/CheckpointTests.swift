import Files
import TestSupport
import Testing

@testable import Training

@Suite("Checkpoints")
struct CheckpointTests {
  private func trainer() throws -> Trainer {
    var options = TrainingOptions(loss: .crossEntropy)
    options.epochs = 2
    var trainer = try Trainer(
      NetworkArchitecture(inputs: 2, stages: [.init(units: 2, activation: .softmax)]),
      options: options,
      targets: .classes([0, 1], count: 2))
    _ = try trainer.runEpoch(FloatRows(values: [0, 1, 1, 0], features: 2))
    return trainer
  }

  @Test("no byte can be changed, and none be missing, without an error")
  func damage() throws {
    let trainer = try trainer()
    let bytes = Checkpoint.encode(trainer.state, description: "two samples")
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0x10
      #expect(throws: FileError.self, "byte \(index)") {
        try Checkpoint.decode(damaged, file: "c", description: "two samples", for: trainer)
      }
      #expect(throws: FileError.self, "cut at \(index)") {
        try Checkpoint.decode(
          Array(bytes[..<index]), file: "c", description: "two samples", for: trainer)
      }
    }
    #expect(throws: FileError.self) {
      try Checkpoint.decode(bytes + [0], file: "c", description: "two samples", for: trainer)
    }
  }

  @Test("numbers that make no sense are refused, though the checksum is right")
  func forged() throws {
    let trainer = try trainer()
    let bytes = Checkpoint.encode(trainer.state, description: "d").dropLast(4)
    // Behind the magic, the length of the description and the description, eight bytes each: step, batch.
    for place in stride(from: 13, to: bytes.count - 8, by: 8) {
      var forged = Array(bytes)
      for index in place..<place + 8 { forged[index] = 0xFF }
      let checksum = CRC32(forged).value
      forged += (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
      // NaN weights are numbers too: only counts and sums must be sensible.
      _ = try? Checkpoint.decode(forged, file: "c", description: "d", for: trainer)
    }
    var state = trainer.state
    state.batch = 99
    #expect(throws: FileError.self) {
      try Checkpoint.decode(
        Checkpoint.encode(state, description: "d"), file: "c", description: "d", for: trainer)
    }
  }

  @Test("the checkpoint of another training is told apart, by what differs")
  func another() throws {
    let trainer = try trainer()
    let bytes = Checkpoint.encode(trainer.state, description: "data: digits\nbatch: 32\nseed: 0")
    for (other, difference) in [
      ("data: digits\nbatch: 64\nseed: 0", "it has batch: 32, this one batch: 64"),
      ("data: digits\nscale: 0,1\nbatch: 32\nseed: 0", "it has no scale, this one scale: 0,1"),
      ("data: digits\nseed: 0", "it has batch: 32, this one no batch"),
    ] {
      let error = try #require(throws: FileError.self) {
        try Checkpoint.decode(bytes, file: "c", description: other, for: trainer)
      }
      #expect(error.problem.hasSuffix(difference))
    }
  }
}
