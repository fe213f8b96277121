package import Networks
package import Numerics

/// A model as a document to read: what `mlp inspect` knows of it, with pictures.
///
/// Its numbers are those of an ``InspectionReport``, the type behind `mlp inspect --json`.
package struct ModelReport: Sendable {
  let inspection: InspectionReport
  let sha256: String
  let assumption: String?
  let provenance: ModelProvenance
  /// The weights of the first dense layer, `[inputs × units]`; `nil` when they are not known.
  let firstWeights: Matrix?

  /// Models of more layers have their details folded away.
  static let mostOpenLayers = 20
  /// How many layers the tables show; what is wrong is said of all.
  static let mostLayers = 1000
  /// How many distributions are drawn.
  static let mostHistograms = 48

  /// Gathers a report.
  ///
  /// - Parameters:
  ///   - inspection: the whole file, with a histogram of each tensor in ``histogramPaths(of:)``.
  ///   - sha256: the digest of the file, in hexadecimal.
  ///   - assumption: what was assumed because the file does not say it, or `nil`.
  ///   - provenance: where the model comes from.
  ///   - firstWeights: the weights of the first dense layer, `[inputs × units]`, to be drawn.
  package init(
    inspection: InspectionReport, sha256: String, assumption: String? = nil,
    provenance: ModelProvenance = ModelProvenance(), firstWeights: Matrix? = nil
  ) {
    self.firstWeights = firstWeights
    self.inspection = inspection
    self.sha256 = sha256
    self.assumption = assumption
    self.provenance = provenance
  }

  /// The paths of the tensors whose distributions are drawn: the first ones of the file.
  package static func histogramPaths(of inventory: ModelInventory) -> Set<String> {
    Set(inventory.layers.lazy.flatMap(\.tensors).prefix(mostHistograms).map(\.path))
  }

  /// The document: one self-contained HTML file in UTF-8, the same bytes for the same report.
  package var html: [UInt8] {
    var sections = [
      HTMLPage.Section(title: "Network", anchor: "network", content: network)
    ]
    let looking = firstLayer
    if !looking.isEmpty {
      sections.append(
        HTMLPage.Section(
          title: "What the first layer looks at", anchor: "first-layer", content: looking))
    }
    sections.append(
      HTMLPage.Section(
        title: "Layers", anchor: "layers", content: folded(layerTable, "All layers")))
    if !reports.isEmpty {
      sections += [
        HTMLPage.Section(
          title: "Weights and biases", anchor: "weights", content: folded(statistics, "All numbers")
        ),
        HTMLPage.Section(title: "Distributions", anchor: "distributions", content: histograms),
      ]
      let spectra = spectra
      if !spectra.isEmpty {
        sections.append(
          HTMLPage.Section(title: "Singular values", anchor: "spectra", content: spectra))
      }
    }
    if let history = provenance.history {
      sections.append(
        HTMLPage.Section(
          title: "Training", anchor: "training", content: TrainingCurves(history: history).html))
    }
    let origin = origin
    if !origin.isEmpty {
      sections.append(
        HTMLPage.Section(title: "Provenance", anchor: "provenance", content: [.facts(origin)]))
    }
    sections.append(HTMLPage.Section(title: "The file", anchor: "file", content: facts))
    return HTMLPage(
      title: fileName(inspection.file), kind: "Model report", summary: summary, sections: sections
    ).bytes
  }

  /// Details of a model with many layers, folded away.
  private func folded(_ content: [HTML], _ summary: String) -> [HTML] {
    guard inspection.inventory.layers.count > Self.mostOpenLayers else { return content }
    return [
      .element(.details, [:], [.element(.summary, [:], [.text(summary)])] + content)
    ]
  }

  /// The layers of the tables, and their tensors.
  var shownLayers: ArraySlice<ModelInventory.LayerEntry> {
    inspection.inventory.layers.prefix(Self.mostLayers)
  }

  /// The tensors of the tables, each with the name of its row.
  var reports: [(name: String, report: TensorReport)] {
    shownLayers.flatMap { layer in
      layer.tensors.compactMap { tensor in
        inspection.tensors[tensor.path].map { ("\(layer.name) / \(tensor.role)", $0) }
      }
    }
  }
}

/// The name of a file without its folder: reports do not tell where they were made.
func fileName(_ path: String) -> String {
  path == "-" ? "standard input" : path.split(separator: "/").last.map(String.init) ?? path
}
