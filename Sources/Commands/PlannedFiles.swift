import MLPKit

/// All that a command reads and will write, checked in one place before its work begins.
struct PlannedFiles {
  private let writing: WritingOptions
  private var inputs: [String] = []
  private var outputs: [PlannedOutput] = []
  private var usesStandardOutput = false

  /// Nothing yet.
  init(_ writing: WritingOptions) { self.writing = writing }

  /// Adds files that are read, and must not be written.
  mutating func read(_ paths: [String?]) {
    inputs += paths.compactMap { $0 }.filter { $0 != "-" }
  }

  /// Adds a file that is written; `-` is standard output.
  mutating func write(_ path: String?) {
    guard let path else { return }
    if path == "-" {
      usesStandardOutput = true
    } else {
      outputs.append(PlannedOutput(path, replacing: writing.force || writing.dryRun))
    }
  }

  /// Adds the checkpoint of a training.
  ///
  /// - Throws: `FileError` when one is there that is neither gone on with nor replaced.
  mutating func writeCheckpoint(_ flags: TrainingFlags) throws {
    guard let path = flags.checkpoint else { return }
    let replacing = flags.resume || writing.force || writing.dryRun
    if !replacing, FileBytes.exists(path) {
      throw FileError(
        .cannotCreate, file: path, problem: "exists; --resume goes on from it, --force replaces it")
    }
    outputs.append(PlannedOutput(path, replacing: replacing))
  }

  /// Adds pictures in a folder.
  mutating func writePictures(_ directory: String?) {
    write(directory.map { PictureFiles.plannedPath(in: $0) })
  }

  /// Makes sure that everything can be written and nothing overwrites what is read, nor two outputs one
  /// another.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  func check() throws {
    try OutputFiles.check(outputs, inputs: inputs)
    if usesStandardOutput, !writing.dryRun { try Console.current.checkBinaryOutput() }
  }

  /// Makes sure that files whose names were not known before the work overwrite nothing that is read.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  func check(_ files: [OutputFile]) throws {
    for file in files {
      try OutputFiles.check(
        file.path, replacing: writing.force || writing.dryRun, inputs: inputs)
    }
  }
}
