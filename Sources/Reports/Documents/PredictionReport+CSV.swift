import Networks
import Numerics

extension PredictionReport {
  /// A CSV table: a header, then for each sample its name or number, its class where there are classes, and a
  /// column for each class's probability, or for each output.
  ///
  /// Numbers have the shortest digits that read back to the same.
  ///
  /// - Parameter showsLogits: whether there are logits instead of probabilities.
  package func csv(showsLogits: Bool) -> String {
    let matrix = showsLogits ? logits : classProbabilities ?? outputs
    let what = showsLogits ? "logit" : classProbabilities == nil ? "output" : "probability"
    var header = [rowTitle.flatMap { $0.isEmpty ? nil : $0 } ?? "row"]
    let hasClasses = classProbabilities != nil || network.task == .scores
    if hasClasses { header.append("class") }
    header += (0..<matrix.columns).map { column in
      title(what, column, of: matrix.columns, hasClasses)
    }
    var text = Self.line(header)
    for row in 0..<matrix.rows {
      var fields = [rowNames?[row] ?? String(row)]
      if hasClasses { fields.append(network.className(labels[row])) }
      text += Self.line(fields + matrix.row(row).map { "\($0)" })
    }
    return text
  }

  private func title(
    _ what: String, _ column: Int, of count: Int, _ hasClasses: Bool
  ) -> String {
    if count == 1 { return what }
    let isClass = hasClasses && count == network.classCount
    return "\(what)_\(isClass ? network.className(column) : String(column))"
  }

  private static func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\n"
  }

  /// A field, in quotes where it needs them.
  private static func quoted(_ field: String) -> String {
    let needsQuotes = field.utf8.contains { [0x2c, 0x22, 0x0a, 0x0d].contains($0) }
    guard needsQuotes else { return field }
    let doubled = field.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"\(doubled.joined(separator: "\"\""))\""
  }
}
