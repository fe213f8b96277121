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
    (results.haveClasses ? [("probability", \.probability)] : []) + [
      ("residual L1", \.residualL1), ("residual L2", \.residualL2),
      ("box violation", \.boxViolation), ("outside", \.outsideFraction),
    ]
  }

  /// The document: one self-contained HTML file in UTF-8, the same bytes for the same report.
  ///
  /// - Throws: ``PictureError`` when a picture cannot be encoded.
  package func html() throws(PictureError) -> [UInt8] {
    var sections: [HTMLPage.Section] = []
    sections.append(
      HTMLPage.Section(title: "Overview", anchor: "overview", content: [overview.html]))
    for (index, method) in results.methods.enumerated() {
      var content = results.arePictures ? [try figures(method)] : features(method)
      if !method.parameters.isEmpty {
        content.append(parameterTable("What it ran with", method.parameters).html)
      }
      content.append(numbers(method).html)
      sections.append(
        HTMLPage.Section(
          title: shortened(method.groupName), anchor: "method\(index)", content: content))
    }
    if !results.ladders.isEmpty {
      sections.append(
        HTMLPage.Section(title: "Ladders of filters", anchor: "ladders", content: ladderContent))
    }
    if !results.layers.isEmpty {
      sections.append(
        HTMLPage.Section(title: "Inverse layers", anchor: "layers", content: [layers.html]))
    }
    sections.append(
      HTMLPage.Section(
        title: "Parameters", anchor: "parameters",
        content: [parameterTable("What the command was asked for", parameters).html]))
    let facts: [(name: String, value: [HTML])] = [
      ("Format", ["results of mlp invert (HDF5)"]),
      ("SHA-256", [.element(.code, [:], [.text(sha256)])]),
    ]
    sections.append(HTMLPage.Section(title: "The file", anchor: "file", content: [.facts(facts)]))
    return HTMLPage(
      title: fileName(file), kind: "Inversion report", summary: summary, sections: sections
    ).bytes
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

  private func parameterTable(
    _ caption: String, _ parameters: [InversionResults.Parameter]
  ) -> HTMLTable {
    var table = HTMLTable(caption, columns: ["parameter", "value"])
    for parameter in parameters { table.add(parameter.name, [.text(parameter.value)]) }
    return table
  }

  /// One number for each method and target: the probability of the class, or by how much it was missed.
  private var overview: HTMLTable {
    var table = HTMLTable(
      results.haveClasses
        ? "Probability that the network gives the wanted class"
        : "By how much the target was missed",
      columns: ["method"] + results.targetNames.map(shortened))
    for method in results.methods {
      table.add(
        method.groupName,
        method.solutions.map { .number(results.haveClasses ? $0.probability : $0.residualL2) })
    }
    return table
  }

  private var summary: [HTML] {
    let size = results.imageShape.map { "\($0.height) × \($0.width)" }
    let numbers: [(HTML, String)] = [
      (.number(results.methods.count), "methods and filters"),
      (.number(results.targetNames.count), "targets"),
      size.map { (.element(.strong, [:], [.text($0)]), "pixels in a picture") }
        ?? (.number(results.inputSpace.count), "features"),
    ]
    var content: [HTML] = [
      .paragraph(
        "Inputs that an inversion found, as \(size == nil ? "numbers" : "pictures"). Every number was "
          + "measured by running the network forward on the input as it is stored.")
    ]
    if size == nil {
      let space = results.inputSpace
      // What the model's scaling tells is a guess as well, but not a blind one.
      if space.source == .assumed, let note = space.assumptionNote {
        content.append(.paragraph("Assumed: \(note).", class: "verdict bad"))
      } else {
        content.append(.paragraph("Ranges: \(space.sourceSummary)."))
      }
    }
    return content + [
      .element(
        .ul, [.class: "numbers"],
        numbers.map { .element(.li, [:], [$0.0, .text($0.1)]) })
    ]
  }
}
