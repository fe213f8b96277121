/// What the columns of a table mean, as far as that is said before it is read.
package struct TableLayout: Sendable, Equatable {
  /// Which column holds the labels, or the one number to learn.
  package enum LabelColumn: Sendable, Equatable {
    /// The one called `label`, `class`, `target` or `y`; else the first, when the others are pixels.
    case automatic
    /// The first.
    case first
    /// The last.
    case last
    /// None.
    case none
    /// This one.
    case column(ColumnReference)

    /// Reads `first`, `last`, `none`, or else what a column is called.
    package init(parsing text: String) {
      switch text {
      case "first": self = .first
      case "last": self = .last
      case "none": self = .none
      default: self = .column(ColumnReference(text))
      }
    }
  }

  /// What is wanted of each row besides its features.
  package enum Wanted: Sendable, Equatable {
    /// Nothing: a column of labels is left out where one can be told.
    case nothing
    /// Its class.
    case labels
    /// Its class when there is one.
    case labelsIfAny
    /// Numbers to learn or to compare with.
    case numbers
  }

  /// What to do with a row in which a value is missing.
  package enum MissingValues: String, Sendable, Equatable, CaseIterable {
    /// Refuse the table.
    case error
    /// Leave the row out.
    case drop
    /// Put the mean of the column's other values there; not for labels.
    case mean
  }

  /// What is wanted besides features.
  package var wanted = Wanted.nothing
  /// Whether there are features; otherwise the labels are the only column.
  package var hasFeatures = true
  /// Where the labels are.
  package var label = LabelColumn.automatic
  /// Columns of numbers to learn; by default the one that would hold the labels.
  package var targets: [ColumnReference] = []
  /// Columns that are not read.
  package var drop: [ColumnReference] = []
  /// The column of the rows' names.
  package var index: ColumnReference?
  /// What to do about missing values.
  package var missing = MissingValues.error
  /// Whether the first line is a header; found out when `nil`.
  package var hasHeader: Bool?
  /// The names of the features that a model takes, in its order; `nil` when it has none.
  package var featureNames: [String]?
  /// How many features a model takes; any number when `nil`.
  package var featureCount: Int?

  /// Every column is a feature unless more is said.
  package init() {}

  /// Numbers in every column, and nothing else.
  static var numbers: TableLayout {
    var layout = TableLayout()
    layout.label = .none
    return layout
  }
}
