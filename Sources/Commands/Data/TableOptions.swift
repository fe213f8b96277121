import ArgumentParser
package import MLPKit

extension TableLayout.MissingValues: ExpressibleByArgument {}

/// Whether the first line of a table is a header.
enum HeaderLine: String, ExpressibleByArgument, CaseIterable {
  case yes, no
}

/// What the columns of a CSV file mean.
struct TableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The CSV's column of labels: its name or number, first, last or none. Default: label, class, "
        + "target or y; the first before pixels.", valueName: "column"))
  var labelColumn: String?

  @Option(
    help: ArgumentHelp(
      "The CSV's columns of numbers to learn or to compare with, instead of labels.",
      valueName: "names"))
  var targetColumn: [String] = []

  @Option(help: ArgumentHelp("Columns of the CSV to leave out.", valueName: "names"))
  var drop: [String] = []

  @Option(
    help: ArgumentHelp(
      "The CSV's column of the rows' names. Default: a first one without a title.",
      valueName: "column"))
  var indexColumn: String?

  @Option(
    help: ArgumentHelp(
      "What to do about missing values: error (default), drop the row, or put the column's mean there.",
      valueName: "what"))
  var missing: TableLayout.MissingValues?

  @Option(
    help: ArgumentHelp(
      "Whether the CSV's first line is a header: yes or no. Default: found out.",
      valueName: "answer"))
  var header: HeaderLine?

  /// What a table has, for a model.
  ///
  /// - Parameters:
  ///   - wanted: what is wanted of each row besides its features.
  ///   - isCSV: whether labels and features are in one file.
  ///   - model: the model that the rows are for.
  func layout(
    _ wanted: TableLayout.Wanted, isCSV: Bool, for model: RunnableModel?
  ) -> TableLayout {
    var layout = TableLayout()
    layout.wanted = targetColumn.isEmpty || wanted == .nothing ? wanted : .numbers
    layout.label = labelColumn.map(TableLayout.LabelColumn.init) ?? (isCSV ? .automatic : .none)
    layout.targets = wanted == .nothing ? [] : columns(targetColumn)
    layout.drop = columns(drop) + (wanted == .nothing ? columns(targetColumn) : [])
    layout.index = indexColumn.map { ColumnReference($0) }
    layout.missing = missing ?? .error
    layout.hasHeader = header.map { $0 == .yes }
    layout.featureNames = model?.featureNames
    layout.featureCount = model?.network.inputs
    return layout
  }

  private func columns(_ lists: [String]) -> [ColumnReference] {
    lists.flatMap { $0.split(separator: ",") }.map { ColumnReference(String($0)) }
  }

  func validate() throws {
    guard labelColumn == nil || targetColumn.isEmpty else {
      throw ValidationError(
        "--label-column and --target-column: a row has a label or numbers, not both")
    }
  }
}

/// What the classes are called.
struct ClassNameOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The names of the classes, in the order of the outputs: a,b,c.", valueName: "names"),
    transform: ClassNameOptions.names)
  var classNames: [String]?

  @Sendable private static func names(_ text: String) throws -> [String] {
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard names.count >= 2, names.allSatisfy({ !$0.isEmpty }), Set(names).count == names.count
    else {
      throw ValidationError("it is not two names or more that differ, with commas between them")
    }
    return names
  }
}
