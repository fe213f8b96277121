package import Files

/// All that is read and will be written, checked in one place before the work begins.
package struct PlannedFiles: Sendable {
  /// Whether files that are there may be replaced.
  package let replacing: Bool
  /// Whether something goes to standard output.
  package private(set) var usesStandardOutput = false
  private let isDryRun: Bool
  private var inputs: [String] = []
  private var outputs: [PlannedOutput] = []

  /// Nothing yet.
  ///
  /// - Parameters:
  ///   - replacing: whether files that are there may be replaced.
  ///   - isDryRun: whether nothing is written in the end, so that anything may be there.
  package init(replacing: Bool, isDryRun: Bool = false) {
    self.replacing = replacing || isDryRun
    self.isDryRun = isDryRun
  }

  /// Adds files that are read, and must not be written.
  package mutating func read(_ paths: [String?]) {
    inputs += paths.compactMap { $0 }.filter { $0 != "-" }
  }

  /// Adds a file that is written; `-` is standard output.
  package mutating func write(_ path: String?) {
    guard let path else { return }
    if path == "-" {
      usesStandardOutput = !isDryRun
    } else {
      outputs.append(PlannedOutput(path, replacing: replacing))
    }
  }

  /// Adds the checkpoint of a training.
  ///
  /// - Parameters:
  ///   - path: where it is; nothing is added when `nil`.
  ///   - resumes: whether the training goes on from one that is there.
  /// - Throws: `FileError` when one is there that is neither gone on with nor replaced.
  package mutating func writeCheckpoint(_ path: String?, resumes: Bool) throws(FileError) {
    guard let path else { return }
    if !resumes, !replacing, FileBytes.exists(path) {
      throw FileError(
        .cannotCreate, file: path, problem: "exists; --resume goes on from it, --force replaces it")
    }
    outputs.append(PlannedOutput(path, replacing: resumes || replacing))
  }

  /// Adds pictures in a folder.
  package mutating func writePictures(_ directory: String?) {
    write(directory.map { PictureFiles.plannedPath(in: $0) })
  }

  /// Makes sure that every file can be written and none overwrites what is read, nor two outputs one
  /// another.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  package func checkFiles() throws(FileError) {
    try OutputFiles.check(outputs, inputs: inputs)
  }

  /// Makes sure that files whose names were not known before the work overwrite nothing that is read.
  ///
  /// - Throws: `FileError` of kind `cannotCreate`.
  package func check(_ files: [OutputFile]) throws(FileError) {
    for file in files {
      try OutputFiles.check(file.path, replacing: replacing, inputs: inputs)
    }
  }
}
