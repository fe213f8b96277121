import MLPKit

/// The file of a training's checkpoint.
struct CheckpointFile {
  /// Where it is.
  let path: String
  /// What the training is.
  let record: TrainingRecord
  /// Whether nothing is to be written.
  let isDryRun: Bool

  /// Goes on from the file when that is asked for.
  ///
  /// - Throws: `FileError`: the file is none, or that of another training.
  func prepare(_ trainer: inout Trainer, resumes: Bool, console: Console) throws {
    if !isDryRun { OutputFiles.removeLeftovers(of: [path]) }
    guard resumes else { return }
    guard FileBytes.exists(path) else {
      console.note("\(path) does not exist: the training begins")
      return
    }
    let bytes = try FileBytes.read(path)
    let state = try Checkpoint.decode(bytes, file: path, record: record, for: trainer)
    try trainer.resume(from: state)
    console.note("\(path): goes on after \(state.epoch) epochs")
  }

  /// Replaces the file.
  ///
  /// - Throws: `FileError`.
  func write(_ state: TrainingState) throws {
    if !isDryRun { try OutputFiles.write([contents(state)], replacing: true) }
  }

  /// What the file is to hold.
  func contents(_ state: TrainingState) -> OutputFile {
    OutputFile(path: path, bytes: Checkpoint.encode(state, of: record))
  }
}
