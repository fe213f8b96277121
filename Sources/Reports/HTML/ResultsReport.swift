package import Networks

/// The results of an inversion as a document to read: pictures and numbers of every method.
package struct ResultsReport: Sendable {
  /// The numbers of one method, as they are in the results file.
  package struct Measures: Sendable, Equatable {
    /// The dataset, such as `residual_l1`.
    package var name: String
    /// A number for each target.
    package var values: [Double]

    /// Creates a measure.
    package init(name: String, values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// The path of the results file.
  package var file: String
  /// The SHA-256 of the results file, in hexadecimal.
  package var sha256: String
  /// The pictures of all methods.
  package var pictures: PictureSet
  /// The numbers of each method, by the title of its row of pictures.
  package var measures: [String: [Measures]]
  /// The inverses of the layers: a name and the report of each matrix.
  package var inverses: [(name: String, report: TensorReport)]

  /// What the command was asked for.
  package var parameters: [InversionResults.Parameter] = []
  /// What each method ran with, by the title of its row of pictures.
  package var methodParameters: [String: [InversionResults.Parameter]] = [:]
  /// The filters at every fraction.
  package var ladders: [FilterLadder] = []

  /// Gathers a report; see the properties of the same names.
  package init(
    file: String, sha256: String, pictures: PictureSet, measures: [String: [Measures]] = [:],
    inverses: [(name: String, report: TensorReport)] = []
  ) {
    self.file = file
    self.sha256 = sha256
    self.pictures = pictures
    self.measures = measures
    self.inverses = inverses
  }

  /// The names of the datasets that are shown, in order, and the headings of their columns.
  package static let shownMeasures: [(name: String, title: String)] = [
    ("probability", "probability"), ("residual_l1", "residual L1"),
    ("residual_l2", "residual L2"), ("box_violation", "box violation"),
    ("outside_fraction", "outside"),
  ]

  /// The document: one self-contained HTML file in UTF-8, the same bytes for the same report.
  ///
  /// - Throws: ``PictureError`` when a picture cannot be encoded.
  package func html() throws(PictureError) -> [UInt8] {
    var sections: [HTMLPage.Section] = []
    var overview = HTMLTable(
      "Probability that the network gives the wanted class",
      columns: ["method"] + pictures.targetNames.map(shortened))
    for row in pictures.rows {
      overview.add(row.title, row.probabilities.map(HTMLTable.Cell.number))
    }
    sections.append(
      HTMLPage.Section(title: "Overview", anchor: "overview", content: [overview.html]))
    for (index, row) in pictures.rows.enumerated() {
      var content = [try figures(row)]
      if let own = methodParameters[row.title], !own.isEmpty {
        content.append(parameterTable("What it ran with", own).html)
      }
      if let table = numbers(row.title) { content.append(table.html) }
      sections.append(
        HTMLPage.Section(title: shortened(row.title), anchor: "method\(index)", content: content))
    }
    if !ladders.isEmpty {
      sections.append(
        HTMLPage.Section(title: "Ladders of filters", anchor: "ladders", content: ladderContent))
    }
    if !inverses.isEmpty {
      sections.append(
        HTMLPage.Section(title: "Inverse layers", anchor: "layers", content: [layers.html]))
    }
    if !parameters.isEmpty {
      sections.append(
        HTMLPage.Section(
          title: "Parameters", anchor: "parameters",
          content: [parameterTable("What the command was asked for", parameters).html]))
    }
    let facts: [(name: String, value: [HTML])] = [
      ("Format", ["results of mlp invert (HDF5)"]),
      ("SHA-256", [.element(.code, [:], [.text(sha256)])]),
    ]
    sections.append(HTMLPage.Section(title: "The file", anchor: "file", content: [.facts(facts)]))
    return HTMLPage(
      title: fileName(file), kind: "Inversion report", summary: summary, sections: sections
    ).bytes
  }

  private func parameterTable(
    _ caption: String, _ parameters: [InversionResults.Parameter]
  ) -> HTMLTable {
    var table = HTMLTable(caption, columns: ["parameter", "value"])
    for parameter in parameters { table.add(parameter.name, [.text(parameter.value)]) }
    return table
  }

  private var summary: [HTML] {
    let size = "\(pictures.imageShape.height) × \(pictures.imageShape.width)"
    let numbers: [(HTML, String)] = [
      (.number(pictures.rows.count), "methods and filters"),
      (.number(pictures.targetNames.count), "targets"),
      (.element(.strong, [:], [.text(size)]), "pixels in a picture"),
    ]
    return [
      .paragraph(
        "Inputs that an inversion found, as pictures. Every number was measured by running the network "
          + "forward on the input as it is stored."),
      .element(
        .ul, [.class: "numbers"],
        numbers.map { .element(.li, [:], [$0.0, .text($0.1)]) }),
    ]
  }
}
