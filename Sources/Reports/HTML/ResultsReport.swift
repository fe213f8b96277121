package import Networks

/// The results of an inversion as a document to read: pictures and numbers of every method.
package struct ResultsReport: Sendable {
  /// The results.
  package var results: InversionResults
  /// The path of the results file.
  package var file: String
  /// The SHA-256 of the results file, in hexadecimal.
  package var sha256: String

  /// Gathers a report; see the properties of the same names.
  package init(_ results: InversionResults, file: String, sha256: String) {
    self.results = results
    self.file = file
    self.sha256 = sha256
  }

  /// The numbers that are shown of each solution: a heading, and where the number is.
  var shownMeasures: [(title: String, value: any KeyPath<InverseSolution, Double> & Sendable)] {
    (results.haveClasses
      ? [("probability", \.probability), ("as shown", \.roundedProbability)] : []) + [
        ("residual L1", \.residualL1), ("residual L2", \.residualL2),
        ("box violation", \.boxViolation), ("outside", \.outsideFraction),
      ]
  }

  /// The document: one self-contained HTML file in UTF-8, the same bytes for the same report.
  ///
  /// - Throws: ``PictureError`` when a picture cannot be encoded.
  package func html() throws(PictureError) -> [UInt8] {
    let finding = ResultsFinding(results)
    var sections: [HTMLPage.Section] = []
    for (index, outcome) in finding.outcomes.enumerated() {
      sections.append(
        HTMLPage.Section(
          title: outcome.words.title, anchor: "method\(index)", content: try card(outcome)))
    }
    if !boundContent.isEmpty {
      sections.append(
        HTMLPage.Section(title: "What no input can do", anchor: "bounds", content: boundContent))
    }
    if !results.ladders.isEmpty {
      sections.append(
        HTMLPage.Section(
          title: "Ladders of filters", anchor: "ladders", content: try ladderContent()))
    }
    if !results.layers.isEmpty {
      sections.append(
        HTMLPage.Section(title: "Inverse layers", anchor: "layers", content: [layers.html]))
    }
    sections.append(
      HTMLPage.Section(title: "Words used here", anchor: "words", content: [.facts(glossary)]))
    sections.append(
      HTMLPage.Section(
        title: "Parameters and origin", anchor: "parameters",
        content: [
          parameterTable("What the command was asked for", parameters).html, .facts(origin),
        ]))
    return HTMLPage(
      title: finding.title, kind: "What a network wants to see · \(shortened(results.modelName))",
      name: "\(shortened(results.modelName)): \(finding.title)", summary: summary(finding),
      opening: try grid(finding), sections: sections
    ).bytes
  }

  private func summary(_ finding: ResultsFinding) -> [HTML] {
    let question = HTML.paragraph(finding.question)
    let space = results.inputSpace
    // What the model's scaling tells is a guess as well, but not a blind one.
    guard !results.arePictures, space.source == .assumed, let note = space.assumptionNote else {
      return [question]
    }
    return [question, .paragraph("Assumed: \(note).", class: "verdict bad")]
  }

  private var origin: [(name: String, value: [HTML])] {
    [
      ("Results file", [.text(shortened(fileName(file)))]),
      ("Format", ["results of mlp invert (HDF5)"]),
      ("SHA-256", [.element(.code, [:], [.text(sha256)])]),
      ("Made by", [.text("mlp \(shortened(results.toolVersion))")]),
    ]
  }

  /// What the command was asked for, and of what.
  private var parameters: [InversionResults.Parameter] {
    let range = results.inputRange
    return [
      InversionResults.Parameter("model", results.modelName),
      InversionResults.Parameter("model_sha256", results.modelSHA256),
      results.arePictures
        ? InversionResults.Parameter("input_range", "\(range.lowerBound),\(range.upperBound)")
        : InversionResults.Parameter("inputs/source", results.inputSpace.source.rawValue),
    ] + results.parameters
  }

  func parameterTable(
    _ caption: String, _ parameters: [InversionResults.Parameter]
  ) -> HTMLTable {
    var table = HTMLTable(caption, columns: ["parameter", "value"])
    for parameter in parameters { table.add(parameter.name, [.text(parameter.value)]) }
    return table
  }
}
