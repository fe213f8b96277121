package import Files
package import Formats
package import Networks
import Numerics
import Reports

/// The bytes of HTML reports.
package enum ReportFile {
  /// The report of a file: of the model in it, or of the results.
  ///
  /// - Parameter file: the file.
  /// - Throws: `FileError` when a tensor is damaged, there are no results to draw, or a picture cannot be
  ///   encoded.
  package static func make(_ file: ModelFile) throws(FileError) -> [UInt8] {
    if let found = try file.counterfactuals() {
      return try make(found, path: file.path, sha256: try file.sha256())
    }
    if file.inventory.format == .results {
      return try make(try file.results(), path: file.path, sha256: try file.sha256())
    }
    let drawn = ModelReport.histogramPaths(of: file.inventory)
    let inspection = try file.inspection(
      of: file.inventory, spectrum: .affordable, histogram: { drawn.contains($0.path) })
    return ModelReport(
      inspection: inspection, sha256: try file.sha256(), assumption: file.assumption,
      provenance: file.provenance, firstWeights: firstWeights(of: file)
    ).html
  }

  /// The weights that a report draws: those of the first dense layer, of a model that can be run.
  private static func firstWeights(of file: ModelFile) -> Matrix? {
    // More than that is no picture that anybody looks at, and takes long to read.
    guard file.obstacle == nil, file.inventory.parameterCount <= 20_000_000,
      let network = try? file.network()
    else { return nil }
    for case .dense(let layer) in network.layers { return layer.weights }
    return nil
  }

  /// The report of results.
  ///
  /// - Parameters:
  ///   - results: the results.
  ///   - path: the results file.
  ///   - sha256: the digest of its bytes.
  /// - Throws: `FileError` when there is nothing to draw, or a picture cannot be encoded.
  package static func make(
    _ results: InversionResults, path: String, sha256: String
  ) throws(FileError) -> [UInt8] {
    guard !results.methods.isEmpty else {
      throw FileError(
        .badData, file: path, object: "/solutions",
        problem: "is empty: there is nothing to draw")
    }
    do throws(PictureError) {
      return try ResultsReport(results, file: path, sha256: sha256).html()
    } catch {
      // It is what the results say of their pictures that cannot be drawn.
      throw FileError(.badData, file: path, problem: error.description)
    }
  }

  /// The report of counterfactuals.
  ///
  /// - Parameters:
  ///   - results: what was found.
  ///   - path: the results file, or the model.
  ///   - sha256: the digest of the results file; `nil` without one.
  /// - Throws: `FileError` when there is nothing to show, or a picture cannot be encoded.
  package static func make(
    _ results: CounterfactualResults, path: String, sha256: String?
  ) throws(FileError) -> [UInt8] {
    guard !results.counterfactuals.isEmpty else {
      throw FileError(
        .badData, file: path, object: "/counterfactuals",
        problem: "is empty: there is nothing to show")
    }
    do throws(PictureError) {
      return try CounterfactualPage(results, file: path, sha256: sha256).html()
    } catch {
      throw FileError(.badData, file: path, problem: error.description)
    }
  }
}
