import ArgumentParser
import MLPKit

/// Flags of every command.
struct CommonOptions: ParsableArguments {
  @Flag(help: "Print one JSON document instead of text.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print results and errors only, no notes.")
  var quiet = false

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
