import MLPKit

/// The bytes of HTML reports.
enum ReportFile {
  /// The report of a model.
  ///
  /// - Parameter model: the model.
  /// - Throws: `FileError` when a tensor is damaged.
  static func make(_ model: ModelFile) throws -> [UInt8] {
    let drawn = ModelReport.histogramPaths(of: model.inventory)
    let inspection = try model.inspection(
      of: model.inventory, spectrum: .affordable, histogram: { drawn.contains($0.path) })
    return ModelReport(
      inspection: inspection, sha256: try model.sha256(), assumption: model.assumption,
      provenance: model.provenance
    ).html
  }

  /// The report of a results file.
  ///
  /// - Parameter file: the file, with results in it.
  /// - Throws: `FileError` when the file is damaged or a picture cannot be encoded.
  static func make(results file: ModelFile) throws -> [UInt8] {
    let results = try file.results()
    guard !results.methods.isEmpty else {
      throw FileError(
        .badData, file: file.path, object: "/solutions",
        problem: "is empty: there is nothing to draw")
    }
    let measures = Dictionary(
      results.methods.map { ($0.groupName, Self.measures(of: $0)) }, uniquingKeysWith: { $1 })
    var inverses: [(name: String, report: TensorReport)] = []
    try file.forEachTensor { entry, values throws(FileError) in
      // /layers/0_dense/pseudo_inverse
      let parts = entry.path.split(separator: "/").map(String.init)
      guard parts.count == 3, parts[0] == "layers", entry.role == "pseudo_inverse" else { return }
      inverses.append((parts[1], try TensorReport(entry, values: values)))
    }
    var report = ResultsReport(
      file: file.path, sha256: try file.sha256(), pictures: results.pictures, measures: measures,
      inverses: inverses)
    report.parameters =
      [
        InversionResults.Parameter("model", results.modelName),
        InversionResults.Parameter("model_sha256", results.modelSHA256),
        InversionResults.Parameter(
          "input_range", "\(results.inputRange.lowerBound),\(results.inputRange.upperBound)"),
      ] + results.parameters
    report.methodParameters = Dictionary(
      results.methods.map { ($0.groupName, $0.parameters) }, uniquingKeysWith: { $1 })
    report.ladders = results.ladders
    do throws(PictureError) {
      return try report.html()
    } catch {
      throw FileError(.inputOutput, file: file.path, problem: error.description)
    }
  }

  private static func measures(of method: MethodSolutions) -> [ResultsReport.Measures] {
    let paths: [KeyPath<InverseSolution, Double>] = [
      \.probability, \.residualL1, \.residualL2, \.boxViolation, \.outsideFraction,
    ]
    return zip(ResultsReport.shownMeasures, paths).map { shown, path in
      ResultsReport.Measures(name: shown.name, values: method.solutions.map { $0[keyPath: path] })
    }
  }
}
