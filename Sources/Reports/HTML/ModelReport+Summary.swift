import Networks

extension ModelReport {
  /// What matters most: what can be done with the model, its size, and what is wrong.
  var summary: [HTML] {
    let network = inspection.network
    var parts: [HTML] = []
    if network.isInvertible {
      parts.append(.paragraph("mlp can run and invert this network.", class: "verdict good"))
    } else {
      let what = network.chain == nil ? "run or invert" : "invert"
      parts.append(
        .paragraph("mlp cannot \(what) it: \(network.reason ?? "unknown")", class: "verdict bad"))
    }
    parts += (inspection.codeWarnings + warnings).map { .paragraph($0, class: "verdict bad") }
    var numbers: [(HTML, String)] = [
      (.number(inspection.parameterCount), "parameters"),
      (.number(inspection.inventory.layers.count), "layers"),
    ]
    if let inputs = network.inputs { numbers.append((.number(inputs), "inputs")) }
    if let outputs = network.outputs { numbers.append((.number(outputs), "outputs")) }
    if let outcome = provenance.outcome, let accuracy = outcome.accuracy {
      numbers.append(
        (
          .number(accuracy),
          outcome.isHeldOut ? "accuracy on samples kept back" : "accuracy in training"
        ))
    }
    parts.append(
      .element(
        .ul, [.class: "numbers"],
        numbers.map { .element(.li, [:], [$0.0, .text($0.1)]) }))
    return parts
  }

  /// What is wrong with the numbers of any layer, shown in the tables or not.
  var warnings: [String] {
    let most = 20
    var warnings: [String] = []
    for layer in inspection.inventory.layers {
      for report in layer.tensors.compactMap({ inspection.tensors[$0.path] }) {
        let name = shortened("\(layer.name) / \(report.entry.role)")
        let (nans, infinities) = (report.statistics.nans, report.statistics.infinities)
        if nans + infinities > 0 {
          warnings.append(
            "\(name): \(NumberText.grouped(nans)) NaN and \(NumberText.grouped(infinities)) "
              + "infinite among \(NumberText.grouped(report.statistics.count)) values")
        }
        if let rank = report.spectrum?.rank, rank < report.entry.shape.min() ?? 0 {
          warnings.append(
            "\(name): rank \(rank), less than \(report.entry.shape.min() ?? 0): rows or columns "
              + "depend on each other")
        }
      }
    }
    guard warnings.count > most else { return warnings }
    return warnings.prefix(most) + [
      "... and \(NumberText.grouped(warnings.count - most)) more like these"
    ]
  }

  /// What kind of file it is.
  var facts: [HTML] {
    let inventory = inspection.inventory
    var facts: [(name: String, value: [HTML])] = [("Format", [.text(inventory.format.summary)])]
    func add(_ name: String, _ value: String?) {
      if let value { facts.append((name, [.text(value)])) }
    }
    add("Keras version", inventory.kerasVersion)
    add("Backend", inventory.backend)
    add("Model name", inventory.modelName)
    let types = Set(inventory.layers.flatMap(\.tensors).map(\.elementType)).sorted()
    add("Stored as", types.isEmpty ? nil : types.joined(separator: ", "))
    if inventory.hasTrainingState { add("Also holds", "the state of the training") }
    add("Assumed", assumption)
    facts.append(("SHA-256", [.element(.code, [:], [.text(sha256)])]))
    return [.facts(facts)]
  }

  /// The chain from the inputs to the outputs, and what is known of both.
  var network: [HTML] {
    let network = inspection.network
    guard let chain = network.chain else {
      return [.paragraph("No chain that can be run: \(network.reason ?? "unknown")")]
    }
    let most = 200
    var steps = chain.prefix(most).map { HTML.element(.li, [:], [.text($0)]) }
    if chain.count > most {
      steps.append(.element(.li, [:], [.text("... and \(chain.count - most) more")]))
    }
    var facts: [(name: String, value: [HTML])] = []
    if let range = network.inputRange {
      facts.append(
        ("Range of inputs", [.number(range.lowerBound), " to ", .number(range.upperBound)]))
    }
    if let names = network.classNames {
      let more = names.count > most ? ["... and \(names.count - most) more"] : []
      let shown = names.prefix(most).map(shortened) + more
      facts.append(("Classes", [.text(shown.joined(separator: ", "))]))
    }
    let list = HTML.element(.ol, [.class: "chain"], steps)
    return [list]
      + (facts.isEmpty ? [] : [.element(.h3, [:], ["Inputs and outputs"]), .facts(facts)])
      + (network.inputTable.map { [$0.html] } ?? [])
  }

  /// Where the model comes from, but for the history, which has a section of its own.
  var origin: [(name: String, value: [HTML])] {
    var others = provenance
    others.history = nil
    return others.entries.map { entry in
      if entry.name == ModelProvenance.historyName {
        return (name: entry.name, value: ["there is one, which cannot be read"])
      }
      // Descriptions have lines; everything else that is no letter is escaped.
      let lines = entry.text.split(separator: "\n", omittingEmptySubsequences: false)
      return (name: entry.name, value: lines.map { HTML.paragraph(String($0)) })
    }
  }
}
