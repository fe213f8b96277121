import MLPKit

/// The bytes of HTML reports.
enum ReportFile {
  /// The report of a model.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - history: its training, when that is known better than from the file.
  /// - Throws: `FileError` when a tensor is damaged.
  static func make(_ model: ModelFile, history: TrainingHistory? = nil) throws -> [UInt8] {
    let drawn = ModelReport.histogramPaths(of: model.inventory)
    let inspection = try model.inspection(
      of: model.inventory, spectrum: .affordable, histogram: { drawn.contains($0.path) })
    return ModelReport(
      inspection: inspection, sha256: try model.sha256(), assumption: model.assumption,
      provenance: model.provenance, history: history
    ).html
  }

  /// The report of a results file.
  ///
  /// - Parameters:
  ///   - results: the file, with results in it.
  ///   - pictures: its pictures.
  /// - Throws: `FileError` when the file is damaged or a picture cannot be encoded.
  static func make(_ results: ModelFile, pictures: PictureSet) throws -> [UInt8] {
    let shown = Set(ResultsReport.shownMeasures.map(\.name))
    let count = pictures.targetNames.count
    var measures: [String: [ResultsReport.Measures]] = [:]
    var inverses: [(name: String, report: TensorReport)] = []
    try results.forEachTensor { entry, values throws(FileError) in
      // /solutions/METHOD/residual_l1, /layers/0_dense/pseudo_inverse
      let parts = entry.path.split(separator: "/").map(String.init)
      guard parts.count == 3 else { return }
      if parts[0] == "solutions", shown.contains(entry.role), entry.shape == [count] {
        measures[parts[1], default: []].append(
          ResultsReport.Measures(name: entry.role, values: try values.all()))
      } else if parts[0] == "layers", entry.role == "pseudo_inverse" {
        inverses.append((parts[1], try TensorReport(entry, values: values)))
      }
    }
    let digest = try results.sha256()
    do throws(PictureError) {
      return try ResultsReport(
        file: results.path, sha256: digest, pictures: pictures, measures: measures,
        inverses: inverses
      ).html()
    } catch {
      throw FileError(.inputOutput, file: results.path, problem: error.description)
    }
  }
}
