import MLPKit

extension InvertCommand {
  /// `results-second.h5` beside `results.h5`.
  func secondPath(_ path: String) -> String {
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else {
      return path + "-second"
    }
    return path[..<dot] + "-second" + path[dot...]
  }

  /// Everything that is read and will be written.
  ///
  /// - Parameter path: the results.
  /// - Throws: a usage error, or `FileError` for a checkpoint that is there.
  func plannedFiles(_ path: String) throws -> PlannedFiles {
    var planned = PlannedFiles(writing)
    planned.read([missing.images, missing.csv, missing.training.labels, secondModel])
    planned.read([model.architecture] + flags.files)
    if missing.trains(model.model) {
      planned.write(model.model)
      try planned.writeCheckpoint(missing.training)
    } else {
      planned.read([model.model, missing.training.checkpoint])
    }
    planned.write(path)
    if secondModel != nil { planned.write(secondPath(path)) }
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
}
