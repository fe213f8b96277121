import Formats
import MLPKit

extension InvertCommand {
  /// `results-second.h5` beside `results.h5`.
  private func secondPath(_ path: String) -> String {
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else {
      return path + "-second"
    }
    return path[..<dot] + "-second" + path[dot...]
  }

  /// Everything that is read and will be written.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - path: the results; `nil` when they are only shown.
  /// - Throws: a usage error, or `FileError` for a checkpoint that is there.
  func plannedFiles(_ model: String, _ path: String?) throws -> PlannedFiles {
    var planned = PlannedFiles(writing)
    planned.read([missing.images, missing.csv, training.labels, secondModel])
    planned.read([hints.architecture] + flags.files.all)
    if missing.trains(model) {
      planned.write(model)
      try planned.writeCheckpoint(training)
    } else {
      planned.read([model, training.checkpoint])
    }
    planned.write(path)
    if secondModel != nil, let path { planned.write(secondPath(path)) }
    planned.write(report)
    planned.writePictures(imagesDir)
    if let asModel {
      guard ModelFileKind(path: asModel) != nil else {
        throw UsageError(
          "--as-model \(asModel): the extension chooses the kind: .h5, .keras or .mlpc")
      }
      planned.write(asModel)
    }
    return planned
  }

  /// Writes results, report, pictures and the inverse model.
  ///
  /// - Parameters:
  ///   - inversions: that of the model, and that of the second if there is one.
  ///   - path: the results; `nil` when they are only shown.
  ///   - planned: what was checked before.
  ///   - console: where to tell about the files.
  /// - Throws: `FileError`; then nothing is left behind.
  func write(
    _ inversions: [ModelInversion], to path: String?, _ planned: PlannedFiles, console: Console
  ) throws {
    var files: [OutputFile] = []
    if let path {
      for (inversion, path) in zip(inversions, [path, secondPath(path)]) {
        let bytes = try ResultsFile.encode(inversion.results, path: path)
        files.append(OutputFile(path: path, bytes: bytes))
      }
    }
    guard let first = inversions.first else { return }
    if let report {
      // Without a results file the digest is that of the one that -o would have written.
      let bytes = try files.first?.bytes ?? ResultsFile.encode(first.results, path: "-")
      let page = try ReportFile.make(
        first.results, path: path ?? "results.h5", sha256: FileDigest.sha256(bytes))
      files.append(OutputFile(path: report, bytes: page))
    }
    if let asModel, let kind = ModelFileKind(path: asModel) {
      let encoding = try kind.encode(
        try inverseNetwork(of: first), provenance: ModelProvenance(), path: asModel)
      for note in encoding.notes { console.note("\(asModel): \(note)") }
      files.append(OutputFile(path: asModel, bytes: encoding.bytes))
    }
    if let imagesDir {
      files += try PictureFiles.make(
        first.results, directory: imagesDir, palette: drawing.palette)
      for inversion in inversions {
        files += try PictureFiles.figures(
          inversion.figures, of: inversion.results, directory: imagesDir, palette: drawing.palette)
      }
      if !writing.dryRun { try OutputFiles.createDirectory(imagesDir) }
      if FileBytes.exists(imagesDir) {
        try planned.check(files.filter { $0.path.hasPrefix("\(imagesDir)/") })
      }
    }
    try writing.write(files, console: console)
  }

  private func inverseNetwork(of inversion: ModelInversion) throws -> NeuralNetwork {
    do {
      return try inversion.inverseNetwork()
    } catch {
      throw FileError(error, file: model ?? "-")
    }
  }
}
