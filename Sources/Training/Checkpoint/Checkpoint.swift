package import Files
import Networks

/// A training on disk, to be gone on with.
///
/// `MLPCKPT1`, then little-endian: the length of the description as UInt32 and the description in UTF-8;
/// the state's numbers (Int64 and Float64) and its arrays (Float32), each with its length before it; and
/// the CRC-32 of everything before it. What must be equal for the training to go on is the description.
package enum Checkpoint {
  static let magic = Array("MLPCKPT1".utf8)

  /// The bytes of a checkpoint.
  ///
  /// - Parameters:
  ///   - state: where the training stands.
  ///   - description: what is trained, on what, and how, in the caller's words.
  package static func encode(_ state: TrainingState, description: String) -> [UInt8] {
    var writer = CheckpointWriter()
    writer.bytes = magic
    writer.text(description)
    writer.integer(state.step)
    writer.integer(state.batch)
    writer.number(state.lossSum)
    writer.integer(state.correctCount)
    writer.integer(state.history.epochs.count)
    for epoch in state.history.epochs {
      writer.number(epoch.loss)
      for value in [epoch.accuracy, epoch.validationLoss, epoch.validationAccuracy, epoch.seconds] {
        writer.number(value ?? .nan)
      }
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
  ///   - description: what the training is, as when the checkpoint was made.
  ///   - trainer: the training, which knows how long the arrays are.
  /// - Throws: `FileError` of kind `badData`: the file is damaged, or is that of another training.
  package static func decode(
    _ bytes: [UInt8], file: String, description: String, for trainer: Trainer
  ) throws(FileError) -> TrainingState {
    var reader = try CheckpointReader(bytes, file: file)
    let found = try reader.text()
    if found != description {
      throw FileError(
        .badData, file: file,
        problem: "is the checkpoint of another training: " + difference(found, description))
    }
    var state = trainer.state
    state.step = try reader.integer(0...Int.max)
    state.batch = try reader.integer(0...trainer.batchCount)
    state.lossSum = try reader.number()
    state.correctCount = try reader.integer(0...Int.max)
    let epochs = try reader.integer(0...reader.remaining / 40)
    state.history.epochs = []
    for _ in 0..<epochs {
      var epoch = TrainingHistory.Epoch(loss: try reader.number())
      epoch.accuracy = try reader.optionalNumber()
      epoch.validationLoss = try reader.optionalNumber()
      epoch.validationAccuracy = try reader.optionalNumber()
      epoch.seconds = try reader.optionalNumber()
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

  /// The first line in which two descriptions differ; lines with the same text before a colon belong together.
  private static func difference(_ found: String, _ wanted: String) -> String {
    let old = entries(found)
    let new = entries(wanted)
    for (key, line) in new {
      guard let other = old.first(where: { $0.key == key })?.line else {
        return "it has no \(key), this one \(line)"
      }
      if other != line { return "it has \(other), this one \(line)" }
    }
    for (key, line) in old where !new.contains(where: { $0.key == key }) {
      return "it has \(line), this one no \(key)"
    }
    return "its description is in another order"
  }

  private static func entries(_ description: String) -> [(key: String, line: String)] {
    description.split(separator: "\n").map { line in
      (String(line.prefix { $0 != ":" }), String(line))
    }
  }
}
