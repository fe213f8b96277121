import JSON
import Networks
import StoredModels

extension SourceModel {
  /// What is said of the inputs, a line for each, when the model says more than one range for all.
  ///
  /// Plain ASCII that neither ends a comment nor begins one.
  var inputComments: [String] {
    guard case .features? = StoredInputs(network) else { return [] }
    return network.inputSpace.features.enumerated().map { index, feature in
      let name = feature.unit.map { "\(feature.name) (\($0))" } ?? feature.name
      let range =
        feature.fixedValue.map { "fixed at \($0)" }
        ?? "\(feature.range.lowerBound) to \(feature.range.upperBound)"
      let kind = feature.kind == .continuous ? "" : ", \(feature.kind.name)"
      return Self.comment("input[\(index)]: \(name)") + ", \(range)\(kind)"
    }
  }

  private static func comment(_ text: String) -> String {
    var result = ""
    for scalar in terminalSafe(String(text.prefix(200))).unicodeScalars {
      let isSafe = scalar.isASCII && scalar != "*" && scalar != "\\"
      result.unicodeScalars.append(isSafe ? scalar : "?")
    }
    return result
  }
}
