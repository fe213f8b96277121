import ArgumentParser
import MLPKit

/// Flags of every command.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Print one JSON document instead of text.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print results and errors only, no notes.")
  var quiet = false

  @OptionGroup var budget: BudgetOptions

  /// Applies `--quiet` to the console of the running command.
  func apply() {
    Console.current.isQuiet = quiet
  }
}

/// Flags of commands that write files.
struct WritingOptions: ParsableArguments {
  @Flag(help: "Replace files that exist.")
  var force = false

  @Flag(help: "Print what would be written, and write nothing.")
  var dryRun = false

  /// Writes files, or says which ones would be written.
  ///
  /// - Parameters:
  ///   - files: the files; one at `-` goes to standard output.
  ///   - console: where to tell about them.
  /// - Throws: `FileError`; then nothing is left behind.
  func write(_ files: [OutputFile], console: Console) throws {
    if dryRun {
      for file in files { console.message("would write \(file.path) (\(file.bytes.count) bytes)") }
      return
    }
    for file in files where file.path == "-" { try console.print(binary: file.bytes) }
    let files = files.filter { $0.path != "-" }
    OutputFiles.removeLeftovers(of: files.map(\.path))
    try OutputFiles.write(files, replacing: force)
  }
}

extension PlannedFiles {
  /// Nothing yet.
  init(_ writing: WritingOptions) {
    self.init(replacing: writing.force, isDryRun: writing.dryRun)
  }

  /// Adds the checkpoint of a training.
  ///
  /// - Throws: `FileError` when one is there that is neither gone on with nor replaced.
  mutating func writeCheckpoint(_ flags: TrainingFlags) throws(FileError) {
    try writeCheckpoint(flags.checkpoint, resumes: flags.resume)
  }

  /// Makes sure that everything can be written.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  func check() throws {
    try checkFiles()
    if usesStandardOutput { try Console.current.checkBinaryOutput() }
  }
}
