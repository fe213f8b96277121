import MLPKit

/// The file of a training's checkpoint.
struct CheckpointFile {
  /// Where it is.
  let path: String
  /// What the training is.
  let description: String

  /// Makes sure that the file can be written, and goes on from it when that is asked for.
  ///
  /// - Throws: `FileError`: the file exists and is not to be used, or is that of another training.
  func prepare(_ trainer: inout Trainer, resumes: Bool, force: Bool, console: Console) throws {
    guard resumes, FileBytes.exists(path) else {
      if resumes { console.note("\(path) does not exist: the training begins") }
      if FileBytes.exists(path), !force {
        throw FileError(
          .cannotCreate, file: path,
          problem: "exists; --resume goes on from it, --force replaces it")
      }
      try OutputFiles.check(path, replacing: force)
      return
    }
    try OutputFiles.check(path, replacing: true)
    let bytes = try FileBytes.read(path)
    let state = try Checkpoint.decode(
      bytes, file: path, description: description, for: trainer)
    try trainer.resume(from: state)
    console.note("\(path): goes on after \(state.epoch) epochs")
  }

  /// Replaces the file.
  ///
  /// - Throws: `FileError`.
  func write(_ state: TrainingState) throws {
    try OutputFiles.write(
      [OutputFile(path: path, bytes: Checkpoint.encode(state, description: description))],
      replacing: true)
  }
}
