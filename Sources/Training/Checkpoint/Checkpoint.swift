package import Files
package import Networks

/// A training on disk, to be gone on with.
///
/// `MLPCKPT1`, then little-endian: the length of the record's text as UInt32 and the text in UTF-8; the
/// state's numbers (Int64 and Float64) and its arrays (Float32), each with its length before it; and the
/// CRC-32 of everything before it. What must be equal for the training to go on is the record.
package enum Checkpoint {
  static let magic = Array("MLPCKPT1".utf8)

  /// The bytes of a checkpoint.
  ///
  /// - Parameters:
  ///   - state: where the training stands.
  ///   - record: what is trained, on what, and how.
  package static func encode(_ state: TrainingState, of record: TrainingRecord) -> [UInt8] {
    var writer = CheckpointWriter()
    writer.bytes = magic
    writer.text(record.text)
    writer.integer(state.step)
    writer.integer(state.batch)
    writer.number(state.lossSum)
    writer.integer(state.correctCount)
    writer.integer(state.history.epochs.count)
    for epoch in state.history.epochs {
      writer.number(epoch.loss)
      for value in [epoch.accuracy, epoch.validationLoss, epoch.validationAccuracy] {
        writer.number(value ?? .nan)
      }
      // Version 0.1 had the seconds here, by which two equal trainings differed.
      writer.number(.nan)
    }
    writer.array(state.parameters)
    writer.array(state.statistics)
    writer.integer(state.slots.count)
    for slot in state.slots { writer.array(slot) }
    writer.integer(state.best?.epoch ?? 0)
    if let best = state.best {
      writer.number(best.loss)
      writer.array(best.parameters)
      writer.array(best.statistics)
    }
    return writer.finished()
  }

  /// Reads a checkpoint of a training.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: its path, for errors.
  ///   - record: what the training is, as when the checkpoint was made.
  ///   - trainer: the training, which knows how long the arrays are.
  /// - Throws: `FileError` of kind `badData`: the file is damaged, or is that of another training.
  package static func decode(
    _ bytes: [UInt8], file: String, record: TrainingRecord, for trainer: Trainer
  ) throws(FileError) -> TrainingState {
    var reader = try CheckpointReader(bytes, file: file)
    guard let found = TrainingRecord(text: try reader.text()) else {
      throw FileError(
        .badData, file: file, problem: "is the checkpoint of a training that this version cannot do"
      )
    }
    if let difference = found.difference(from: record) {
      throw FileError(
        .badData, file: file, problem: "is the checkpoint of another training: \(difference)")
    }
    var state = trainer.state
    let step = try reader.integer(0...Int.max)
    state.batch = try reader.integer(0...trainer.batchCount)
    state.lossSum = try reader.number()
    state.correctCount = try reader.integer(0...trainer.trainingRows.count)
    let epochs = try reader.integer(0...reader.remaining / 40)
    // Every batch is a step: the product is no larger than the file allows.
    let (steps, overflow) = epochs.multipliedReportingOverflow(by: trainer.batchCount)
    guard !overflow, step >= steps, step - steps == state.batch else {
      throw reader.damaged(
        "it has \(step) steps in \(epochs) epochs of \(trainer.batchCount) batches")
    }
    state.step = step
    state.history.epochs = []
    for _ in 0..<epochs {
      var epoch = TrainingHistory.Epoch(loss: try reader.number())
      epoch.accuracy = try reader.optionalNumber()
      epoch.validationLoss = try reader.optionalNumber()
      epoch.validationAccuracy = try reader.optionalNumber()
      _ = try reader.optionalNumber()
      state.history.epochs.append(epoch)
    }
    state.parameters = try reader.array(state.parameters.count)
    state.statistics = try reader.array(state.statistics.count)
    let slots = try reader.integer(state.slots.count...state.slots.count)
    state.slots = []
    for _ in 0..<slots { state.slots.append(try reader.array(state.parameters.count)) }
    let best = try reader.integer(0...epochs)
    if best > 0 {
      state.best = TrainingState.Best(
        epoch: best, loss: try reader.number(),
        parameters: try reader.array(state.parameters.count, orNone: true),
        statistics: try reader.array(state.statistics.count, orNone: true))
    }
    try reader.finish()
    return state
  }
}

/// Puts a checkpoint together, little-endian.
private struct CheckpointWriter {
  var bytes: [UInt8] = []

  mutating func integer(_ value: Int) { append(UInt64(bitPattern: Int64(value))) }

  mutating func number(_ value: Double) { append(value.bitPattern) }

  mutating func text(_ text: String) {
    append(UInt32(text.utf8.count))
    bytes += text.utf8
  }

  mutating func array(_ values: [Float]) {
    integer(values.count)
    bytes.reserveCapacity(bytes.count + 4 * values.count)
    for value in values { append(value.bitPattern) }
  }

  /// The bytes with their checksum.
  mutating func finished() -> [UInt8] {
    append(CRC32(bytes).value)
    return bytes
  }

  private mutating func append<Bits: FixedWidthInteger>(_ value: Bits) {
    for shift in stride(from: 0, to: Bits.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> Bits(shift)))
    }
  }
}
