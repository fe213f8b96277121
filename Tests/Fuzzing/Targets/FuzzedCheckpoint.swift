import Files
import Networks

@testable import Training

/// The checkpoint of a small training.
enum FuzzedCheckpoint {
  private static let record = TrainingRecord(
    data: .init(samples: 2, features: 2, checksum: 5), loss: .crossEntropy, optimizer: .adam(),
    settings: [.init("batch", "32"), .init("seed", "0")])

  private static let trainer: Trainer? = {
    var options = TrainingOptions(loss: .crossEntropy)
    options.epochs = 3
    options.batchSize = 1
    return try? Trainer(
      NetworkArchitecture(inputs: 2, stages: [.init(units: 2, activation: .softmax)]),
      options: options, targets: .classes([0, 1], count: 2))
  }()

  /// One that is whole, but for its checksum, which is left out.
  static var whole: [UInt8] {
    trainer.map { Array(Checkpoint.encode($0.state, of: record).dropLast(4)) } ?? []
  }

  /// Where the state begins, behind the magic bytes and the record with its length.
  private static let stateStart = Checkpoint.magic.count + 4 + record.text.utf8.count

  /// Decodes bytes behind which their checksum is put; what does not begin like a checkpoint is taken for the state in
  /// one.
  static func decode(_ input: [UInt8]) {
    guard let trainer else { return }
    let bytes = input.starts(with: Checkpoint.magic) ? input : whole.prefix(stateStart) + input
    let checksum = CRC32(bytes).value
    let sealed = bytes + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> UInt32(8 * $0)) }
    _ = try? Checkpoint.decode(sealed, file: "fuzz", record: record, for: trainer)
  }
}
