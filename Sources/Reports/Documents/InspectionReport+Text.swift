import JSON
import Networks

extension InspectionReport {
  /// The report as lines for a terminal.
  package var lines: [String] {
    var lines = codeWarnings + verdictLines + [heading] + metadataLines + [""]
    // The groups of a results file are no layers: its datasets say it all.
    if inventory.format != .results { lines += layerTable }
    if omittedLayers > 0 {
      lines.append("... and \(NumberText.grouped(omittedLayers)) more layers")
    }
    if inventory.layers.contains(where: { !$0.tensors.isEmpty }) {
      lines += (inventory.format == .results ? [] : [""]) + tensorTable
      lines += omittedSpectra
      lines += histogramLines
    }
    return lines + networkLines
  }

  /// What can be done with the file, and what is wrong with it.
  private var verdictLines: [String] {
    guard inventory.format != .results else { return [] }
    let network =
      network.isInvertible
      ? "✓ mlp can run and invert this network."
      : "✗ mlp cannot \(network.chain == nil ? "run or invert" : "invert") it: "
        + terminalSafe(network.reason ?? "unknown")
    let shown = verdicts.prefix(Self.shownEntries)
    let more = verdicts.count - shown.count
    return [network] + shown.map { "✗ \(terminalSafe($0.text))" }
      + (more > 0 ? ["✗ and \(NumberText.grouped(more)) more like these"] : []) + [""]
  }

  /// The most entries of metadata, and names of code, that are shown.
  private static var shownEntries: Int { 20 }

  /// What loading the file elsewhere would run comes first.
  var codeWarnings: [String] {
    guard !inventory.runsCode.isEmpty else { return [] }
    let shown = inventory.runsCode.prefix(Self.shownEntries).map(shortened)
    let more = inventory.runsCode.count - shown.count
    return [
      "WARNING: loading this file with the library that it is made for runs code: "
        + shown.joined(separator: ", ")
        + (more > 0 ? " and \(NumberText.grouped(more)) more" : "") + ". mlp ran none of it."
    ]
  }

  private var metadataLines: [String] {
    let shown = inventory.metadata.prefix(Self.shownEntries)
    let more = inventory.metadata.count - shown.count
    return shown.map { "\(shortened($0.name)): \(shortened($0.value))" }
      + (more > 0 ? ["and \(NumberText.grouped(more)) more entries of metadata"] : [])
  }

  private var heading: String {
    var parts = [inventory.format.summary]
    if let producer = inventory.producer { parts.append(shortened(producer)) }
    if let version = inventory.kerasVersion { parts.append("Keras \(shortened(version))") }
    if let backend = inventory.backend { parts.append("backend \(shortened(backend))") }
    if let name = inventory.modelName { parts.append("model \(shortened(name))") }
    let types = Set(inventory.layers.flatMap(\.tensors).map(\.elementType)).sorted()
    if !types.isEmpty { parts.append(types.joined(separator: "+")) }
    let unit = inventory.format == .results ? "values" : "parameters"
    parts.append("\(NumberText.grouped(parameterCount)) \(unit)")
    return "\(terminalSafe(file)): \(parts.joined(separator: ", "))"
  }

  private var layerTable: [String] {
    var table = TextTable([
      ("layer", .left), ("class", .left), ("activation", .left), ("inputs", .right),
      ("outputs", .right), ("parameters", .right),
    ])
    for layer in inventory.layers {
      table.add([
        shortened(layer.name), shortened(layer.className), shortened(layer.activation ?? "-"),
        layer.inputs.map(String.init) ?? "-", layer.outputs.map(String.init) ?? "-",
        NumberText.grouped(layer.parameterCount),
      ])
    }
    return table.lines
  }

  private var tensorTable: [String] {
    var table = TextTable([
      ("tensor", .left), ("shape", .left), ("dtype", .left), ("mean", .right), ("std", .right),
      ("min", .right), ("max", .right), ("l2 norm", .right), ("zeros", .right), ("NaN", .right),
      ("Inf", .right), ("rank", .right), ("condition", .right),
    ])
    for layer in inventory.layers {
      for report in layer.tensors.compactMap({ tensors[$0.path] }) {
        let statistics = report.statistics
        let numbers = [
          statistics.mean, statistics.standardDeviation, statistics.minimum, statistics.maximum,
          statistics.l2Norm,
        ].map { NumberText.short($0, significant: 4) }
        let counts = [statistics.zeros, statistics.nans, statistics.infinities].map(String.init)
        let shape = report.entry.shape.map(String.init).joined(separator: "×")
        table.add(
          [shortened("\(layer.name)/\(report.entry.role)"), shape.isEmpty ? "scalar" : shape]
            + [report.entry.elementType] + numbers + counts + [
              report.spectrum.map { String($0.rank) } ?? "-",
              report.spectrum.map { NumberText.short($0.conditionNumber, significant: 4) } ?? "-",
            ])
      }
    }
    return table.lines
  }

  private var omittedSpectra: [String] {
    if let problem = tensors.values.lazy.compactMap(\.spectrumProblem).first {
      return ["no rank and condition: \(problem)"]
    }
    let count = tensors.values.count(where: \.omitsSpectrum)
    guard count > 0 else { return [] }
    let matrices = count == 1 ? "1 matrix is" : "\(NumberText.grouped(count)) matrices are"
    return ["\(matrices) too large for rank and condition; --spectrum computes them all the same"]
  }

  private var histogramLines: [String] {
    let blocks = Array(" ▁▂▃▄▅▆▇█")
    var lines: [String] = []
    for layer in inventory.layers {
      for report in layer.tensors.compactMap({ tensors[$0.path] }) {
        guard let histogram = report.histogram, let low = histogram.edges.first,
          let high = histogram.edges.last
        else { continue }
        let largest = max(histogram.counts.max() ?? 1, 1)
        let bars = histogram.counts.map { count in
          // Anything at all is visible, and only nothing is blank.
          blocks[count == 0 ? 0 : 1 + count * 7 / largest]
        }
        lines.append(
          "\(shortened("\(layer.name)/\(report.entry.role)")): "
            + "\(NumberText.short(low)) |\(String(bars))| \(NumberText.short(high))")
      }
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  private var networkLines: [String] {
    if inventory.format == .results {
      return ["", "mlp report shows it; mlp convert writes the inputs as .csv or .npz."]
    }
    var lines: [String] = []
    if let chain = network.foldedChain {
      lines += [""] + Paragraph.lines("chain: " + chain.joined(separator: " → "))
    }
    return lines + network.inputLines
  }
}

extension ModelInventory.Format {
  /// The kind of file in a few words.
  var summary: String {
    switch self {
    case .kerasHDF5Model: "Keras model (HDF5)"
    case .kerasHDF5Weights: "Keras weights without architecture (HDF5)"
    case .kerasV3Weights: "Keras 3 weights without architecture (.weights.h5)"
    case .kerasV3Archive: "Keras 3 archive (.keras)"
    case .mlpc: "plain-binary coefficients (.mlpc)"
    case .numpy: "NumPy arrays without architecture"
    case .sklearnPickle: "scikit-learn model (pickle)"
    case .sklearnJoblib: "scikit-learn model (joblib)"
    case .skops: "scikit-learn model (skops)"
    case .tensorFlowSavedModel: "TensorFlow SavedModel"
    case .tensorFlowCheckpoint: "TensorFlow checkpoint without architecture"
    case .onnx: "ONNX model"
    case .safetensors: "safetensors without architecture"
    case .pyTorch: "PyTorch file"
    case .pyTorchLegacy: "PyTorch file (before 1.6)"
    case .torchScript: "TorchScript module"
    case .results: "results of mlp invert (HDF5)"
    }
  }
}
