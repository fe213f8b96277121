package import Files
package import Networks
import Numerics

/// The inputs that an inversion found as one table: a row for each method and target, a column for each
/// feature.
package struct ResultsTable {
  /// A kind of file that a table can be.
  package enum Kind: String, Sendable, CaseIterable {
    /// A header, then the rows; `method` and `class` are the first two columns.
    case csv
    /// The arrays `inputs` `[rows × features]`, `method`, `class` and `features`, for NumPy.
    case npz

    /// The kind that a path's extension stands for; `nil` when there is none.
    package init?(path: String) {
      guard let kind = Self.allCases.first(where: { path.hasSuffix(".\($0.rawValue)") }) else {
        return nil
      }
      self = kind
    }
  }

  private let features: [String]
  private let rows: [(method: String, target: String, input: [Double])]

  /// Gathers the inputs of results; those of ladders are not among them.
  package init(_ results: InversionResults) {
    features = results.inputSpace.features.map(\.name)
    rows = results.methods.flatMap { method in
      method.solutions.map {
        (method.groupName, results.targetNames[$0.target], $0.input)
      }
    }
  }

  /// How many inputs there are.
  package var count: Int { rows.count }

  /// The complete bytes of a file: the same for the same results.
  ///
  /// - Parameters:
  ///   - kind: the kind of file.
  ///   - path: its name for messages.
  /// - Throws: `FileError` of kind `inputOutput` when an archive cannot be made.
  package func encode(as kind: Kind, path: String) throws(FileError) -> [UInt8] {
    switch kind {
    case .csv: return Array(csv.utf8)
    case .npz:
      return try ZipArchive.write(
        [
          ("inputs.npy", NumPyArray.numbers(rows.flatMap(\.input), [rows.count, features.count])),
          ("method.npy", NumPyArray.texts(rows.map(\.method))),
          ("class.npy", NumPyArray.texts(rows.map(\.target))),
          ("features.npy", NumPyArray.texts(features)),
        ], file: path)
    }
  }

  /// Numbers in the shortest digits that read back to the same ones.
  private var csv: String {
    var text = (["method", "class"] + features).map(Self.field).joined(separator: ",") + "\n"
    for row in rows {
      let cells = [row.method, row.target].map(Self.field) + row.input.map { "\($0)" }
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }

  /// A field in quotes where its text needs them.
  private static func field(_ text: String) -> String {
    let needsQuotes = text.unicodeScalars.contains { ",;\t\"\r\n".unicodeScalars.contains($0) }
    guard needsQuotes else { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
