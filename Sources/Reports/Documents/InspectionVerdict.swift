import JSON
import Networks

/// Something that is to be known of a model before it is used, and what follows from it.
package struct InspectionVerdict: Sendable, Equatable {
  /// What kind of thing it is; the worst first.
  package enum Kind: String, Sendable, Equatable, CaseIterable {
    /// NaN or infinite values.
    case notFinite = "not-finite"
    /// Weights as an initializer leaves them.
    case untrained
    /// Units that nothing goes into.
    case deadUnits = "dead-units"
    /// A matrix whose rows or columns depend on each other.
    case rankDeficient = "rank-deficient"
    /// A matrix whose inverse makes errors large.
    case illConditioned = "ill-conditioned"
  }

  /// What kind of thing it is.
  package var kind: Kind
  /// The layer that it is about.
  package var layer: String?
  /// The tensor that it is about.
  package var tensor: String?
  /// What it is, and what follows from it.
  package var text: String

  /// An entry of `warnings` in the JSON documents.
  var json: JSONValue {
    var object: JSONObject = ["code": .string(kind.rawValue)]
    if let layer { object["layer"] = .string(layer) }
    if let tensor { object["tensor"] = .string(tensor) }
    object["text"] = .string(text)
    return .object(object)
  }
}

extension InspectionReport {
  /// What is wrong with the numbers of the layers, the worst first.
  package var verdicts: [InspectionVerdict] {
    guard inventory.format != .results else { return [] }
    var verdicts: [InspectionVerdict] = []
    if looksUntrained {
      verdicts.append(
        InspectionVerdict(
          kind: .untrained,
          text:
            "looks untrained: weights and biases are as an initializer leaves them, so its answers mean "
            + "nothing"))
    }
    for layer in inventory.layers {
      for report in layer.tensors.compactMap({ tensors[$0.path] }) {
        let name = "\(layer.name)/\(report.entry.role)"
        verdicts += report.problems(inColumns: hasUnitsInColumns(layer, report)).map { kind, text in
          InspectionVerdict(
            kind: kind, layer: layer.name, tensor: report.entry.name,
            text: "\(shortened(name)): \(text)")
        }
      }
    }
    let order = InspectionVerdict.Kind.allCases
    return order.flatMap { kind in verdicts.filter { $0.kind == kind } }
  }

  /// Whether the columns of a matrix are the units, as Keras stores them: PyTorch has them in rows.
  private func hasUnitsInColumns(
    _ layer: ModelInventory.LayerEntry, _ report: TensorReport
  ) -> Bool {
    guard let inputs = layer.inputs, let outputs = layer.outputs,
      report.entry.role == "weights", report.entry.shape == [inputs, outputs]
    else { return false }
    switch inventory.format {
    case .kerasHDF5Model, .kerasHDF5Weights, .kerasV3Weights, .kerasV3Archive, .mlpc: return true
    default: return false
    }
  }

  /// Whether every matrix is spread as an initializer's, and every bias still at its first value.
  private var looksUntrained: Bool {
    let reports = inventory.layers.flatMap(\.tensors).compactMap { tensors[$0.path] }
    let matrices = reports.filter { $0.entry.role == "weights" && $0.entry.shape.count == 2 }
    let biases = reports.filter { $0.entry.role == "bias" }
    // Small matrices can have any spread by chance.
    guard matrices.contains(where: { $0.statistics.count >= 100 }) else { return false }
    let areZero = biases.allSatisfy { $0.statistics.zeros == $0.statistics.count }
    if !biases.isEmpty, areZero {
      return matrices.allSatisfy { $0.statistics.count < 100 || $0.isSpreadAsInitialized }
    }
    return false
  }
}

extension TensorReport {
  /// Whether the deviation is that of Keras's and PyTorch's initializers, to a twentieth.
  fileprivate var isSpreadAsInitialized: Bool {
    guard entry.shape.count == 2 else { return false }
    let (inputs, outputs) = (Double(entry.shape[0]), Double(entry.shape[1]))
    let variances = [2 / (inputs + outputs), 2 / inputs, 1 / inputs, 1 / (3 * inputs)]
    return variances.contains { variance in
      let expected = variance.squareRoot()
      return abs(statistics.standardDeviation - expected) <= expected / 20
        && abs(statistics.mean) <= expected / 5
    }
  }

  /// Condition numbers from here on are said: 32-bit weights have no more digits to lose.
  private static var largestCondition: Double { 1e6 }

  /// What is wrong with the tensor.
  ///
  /// - Parameter hasUnits: whether its columns are units.
  fileprivate func problems(
    inColumns hasUnits: Bool
  ) -> [(kind: InspectionVerdict.Kind, text: String)] {
    let (nans, infinities) = (statistics.nans, statistics.infinities)
    if nans + infinities > 0 {
      let what = [(nans, "NaN"), (infinities, "infinite")].filter { $0.0 > 0 }
        .map { "\(NumberText.grouped($0.0)) \($0.1)" }.joined(separator: " and ")
      return [
        (
          .notFinite,
          "\(what) among \(NumberText.grouped(statistics.count)) values: every answer that they touch is "
            + "no number"
        )
      ]
    }
    var problems: [(InspectionVerdict.Kind, String)] = []
    if hasUnits, let dead = silentUnits, dead > 0 {
      problems.append(
        (
          .deadUnits,
          "\(NumberText.grouped(dead)) dead unit\(dead == 1 ? "" : "s") with weights of 0 only: whatever goes "
            + "in, \(dead == 1 ? "it says" : "they say") the same"
        ))
    }
    guard let spectrum else { return problems }
    let full = entry.shape.min() ?? 0
    if spectrum.rank < full {
      problems.append(
        (
          .rankDeficient,
          "rank \(spectrum.rank), less than \(full): its rows or columns depend on each other, so that it has "
            + "no exact inverse"
        ))
    } else if spectrum.conditionNumber >= Self.largestCondition {
      problems.append(
        (
          .illConditioned,
          "ill-conditioned: going backwards through it makes errors up to "
            + "\(NumberText.plain(spectrum.conditionNumber)) times larger"
        ))
    }
    return problems
  }
}
