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
    parts += inspection.codeWarnings.map { .paragraph($0, class: "verdict bad") }
    let verdicts = inspection.verdicts
    parts += verdicts.prefix(Self.mostVerdicts).map {
      .paragraph(Self.sentence($0.text), class: "verdict bad")
    }
    if verdicts.count > Self.mostVerdicts {
      parts.append(
        .paragraph(
          "... and \(NumberText.grouped(verdicts.count - Self.mostVerdicts)) more like these",
          class: "verdict bad"))
    }
    if verdicts.isEmpty, !reports.isEmpty {
      parts.append(.paragraph("Nothing in its numbers looks wrong.", class: "verdict good"))
    }
    var numbers: [(HTML, String)] = [
      (.number(inspection.parameterCount), "parameters"),
      (.number(inspection.inventory.layers.count), "layers"),
    ]
    if let inputs = network.inputs { numbers.append((.number(inputs), "inputs")) }
    if let outputs = network.outputs { numbers.append((.number(outputs), "outputs")) }
    if let outcome = provenance.outcome, let accuracy = outcome.accuracy {
      numbers.append(
        (
          .number(accuracy, as: NumberText.share(accuracy)),
          outcome.isHeldOut ? "accuracy on samples kept back" : "accuracy in training"
        ))
    }
    parts.append(
      .element(
        .ul, [.class: "numbers"],
        numbers.map { .element(.li, [:], [$0.0, .text($0.1)]) }))
    return parts
  }

  /// The most verdicts that are shown.
  private static var mostVerdicts: Int { 20 }

  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
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
    guard let chain = network.foldedChain else {
      return [.paragraph("No chain that can be run: \(network.reason ?? "unknown")")]
    }
    let most = 200
    var steps = chain.prefix(most).enumerated().flatMap { index, step in
      (index > 0 ? [HTML.element(.li, [.class: "to", .hidden: "true"], ["→"])] : [])
        + [HTML.element(.li, [:], [.text(step)])]
    }
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
