import Files
import Networks
import TestSupport
import Testing

@testable import Training

@Suite("Checkpoints")
struct CheckpointTests {
  private static let samples = FloatRows(values: [0, 1, 1, 0], features: 2)
  private static let record = TrainingRecord(
    data: .init(samples: 2, features: 2, checksum: 5), loss: .crossEntropy, optimizer: .adam(),
    settings: [.init("batch", "32"), .init("seed", "0")])

  private static func trainer() throws -> Trainer {
    var options = TrainingOptions(loss: .crossEntropy)
    options.epochs = 3
    options.batchSize = 1
    var trainer = try Trainer(
      NetworkArchitecture(inputs: 2, stages: [.init(units: 2, activation: .softmax)]),
      options: options,
      targets: .classes([0, 1], count: 2))
    // One epoch, and one batch of the next.
    _ = try trainer.runEpoch(Self.samples)
    _ = try trainer.runEpoch(Self.samples) { _ in true }
    return trainer
  }

  private static func decode(
    _ bytes: [UInt8], _ trainer: Trainer, record: TrainingRecord = record
  ) throws -> TrainingState {
    try Checkpoint.decode(bytes, file: "c", record: record, for: trainer)
  }

  @Test("no byte can be changed, and none be missing, without an error")
  func damage() throws {
    let trainer = try Self.trainer()
    let bytes = Checkpoint.encode(trainer.state, of: Self.record)
    var accepted: [Int] = []
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0x10
      if (try? Self.decode(damaged, trainer)) != nil { accepted.append(index) }
      if (try? Self.decode(Array(bytes[..<index]), trainer)) != nil { accepted.append(index) }
    }
    #expect(accepted == [])
    #expect(throws: FileError.self) { try Self.decode(bytes + [0], trainer) }
  }

  /// Where a checkpoint without its CRC-32 begins to hold numbers: step, batch, the sum of the losses, the
  /// count of right answers and that of epochs, eight bytes each, and the epochs.
  private static let start = Checkpoint.magic.count + 4 + record.text.utf8.count

  private static func forged(_ bytes: [UInt8], at place: Int, _ bits: UInt64) -> [UInt8] {
    var forged = Array(bytes.dropLast(4))
    for index in 0..<8 {
      forged[place + index] = UInt8(truncatingIfNeeded: bits >> (8 * UInt64(index)))
    }
    let checksum = CRC32(forged).value
    return forged + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
  }

  @Test(
    "counts that make no sense are refused, though the checksum is right",
    arguments: ["step", "batch", "right answers", "epochs"],
    [Int.max, Int.max - 1, -1, 1 << 32, 7])
  func forgedCounts(_ name: String, _ value: Int) throws {
    let trainer = try Self.trainer()
    let place = try #require(
      ["step": 0, "batch": 1, "right answers": 3, "epochs": 4][name].map { Self.start + 8 * $0 })
    let bytes = Self.forged(
      Checkpoint.encode(trainer.state, of: Self.record), at: place,
      UInt64(bitPattern: Int64(value)))
    #expect(throws: FileError.self) { try Self.decode(bytes, trainer) }
  }

  @Test(
    "whatever numbers a checkpoint holds, the training refuses it, goes on to its end or diverges",
    arguments: [UInt64.max, UInt64(Int64.max), 0, 1 << 40, 0x7FF0_0000_0000_0000])
  func forgedNumbers(_ bits: UInt64) throws {
    let trainer = try Self.trainer()
    let bytes = Checkpoint.encode(trainer.state, of: Self.record)
    var (refused, ended, diverged) = (0, 0, 0)
    for place in stride(from: Self.start, to: bytes.count - 12, by: 4) {
      guard let state = try? Self.decode(Self.forged(bytes, at: place, bits), trainer) else {
        refused += 1
        continue
      }
      var resumed = trainer
      try resumed.resume(from: state)
      do {
        while resumed.ending == nil { _ = try resumed.runEpoch(Self.samples) }
        ended += 1
      } catch {
        #expect(error.kind == .diverged)
        diverged += 1
      }
    }
    // Counts and lengths are refused; of weights any finite ones can be gone on with.
    #expect(refused > 5 && ended + diverged > 5)
  }

  @Test("two equal trainings have the same checkpoint: no clock is in it")
  func sameBytes() throws {
    let (first, second) = (try Self.trainer().state, try Self.trainer().state)
    #expect(first.history.epochs[0].seconds != nil)
    let bytes = Checkpoint.encode(first, of: Self.record)
    #expect(bytes == Checkpoint.encode(second, of: Self.record))
    var timeless = first
    timeless.history.epochs[0].seconds = nil
    #expect(try Self.decode(bytes, Self.trainer()) == timeless)
  }

  @Test("the checkpoint of another training is told apart, by what differs")
  func another() throws {
    let trainer = try Self.trainer()
    let bytes = Checkpoint.encode(trainer.state, of: Self.record)
    for (settings, difference) in [
      (["batch": "64", "seed": "0"], "it has batch: 32, this one batch: 64"),
      (["scale": "0,1", "batch": "32", "seed": "0"], "it has no scale, this one scale: 0,1"),
      (["seed": "0"], "it has batch: 32, this one no batch"),
    ] as [(KeyValuePairs<String, String>, String)] {
      var other = Self.record
      other.settings = settings.map { .init($0.key, $0.value) }
      let error = try #require(throws: FileError.self) {
        try Self.decode(bytes, trainer, record: other)
      }
      #expect(error.problem.hasSuffix(difference))
    }
  }
}
