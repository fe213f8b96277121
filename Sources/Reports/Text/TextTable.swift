import JSON

/// A table of texts with aligned columns, no wider than a terminal.
package struct TextTable: Sendable {
  /// How the cells of a column stand.
  package enum Alignment: Sendable, Equatable {
    /// Text.
    case left
    /// Numbers.
    case right
  }

  /// The width of a terminal in characters; 80 wherever there is none, so that the same command prints the
  /// same into files and pipes.
  @TaskLocal package static var terminalWidth = 80
  /// The blanks between two columns.
  private static let gap = 2
  /// What is left of the cells of the first column at least, when they are cut to make room.
  private static let leastKey = 24

  private let titles: [String]
  private let alignments: [Alignment]
  private let keys: Int
  private let expendable: [String]
  private var rows: [[String]] = []

  /// Creates a table without rows.
  ///
  /// - Parameters:
  ///   - columns: the title of each, and how its cells stand. A title may have two lines.
  ///   - keys: how many columns at the left say which row it is, and are repeated when the others go into
  ///     several blocks.
  ///   - expendable: the titles of columns that are left out when the table is too wide, the first of
  ///     these first.
  package init(
    _ columns: [(title: String, alignment: Alignment)], keys: Int = 1, expendable: [String] = []
  ) {
    titles = columns.map(\.title)
    alignments = columns.map(\.alignment)
    self.keys = min(keys, columns.count)
    self.expendable = expendable
  }

  /// Adds a row with one cell for each column.
  package mutating func add(_ cells: [String]) {
    precondition(cells.count == titles.count, "\(cells.count) cells for \(titles.count) columns")
    rows.append(cells)
  }

  /// The table as lines, two blanks between columns and none at the end of a line.
  ///
  /// Where it is wider than a terminal, expendable columns are left out; then the cells of the first are
  /// cut in the middle when that is enough; then what does not fit goes below, in a block with its own
  /// titles and the same rows. A row is never broken.
  package var lines: [String] {
    let heads = titles.map { $0.split(separator: "\n").map(String.init) }
    var columns = Array(titles.indices)
    for title in expendable where width(columns, widths(rows, heads)) > Self.terminalWidth {
      columns.removeAll { titles[$0] == title }
    }
    var rows = rows
    let excess = width(columns, widths(rows, heads)) - Self.terminalWidth
    if excess > 0, let key = widths(rows, heads).first.map({ $0 - excess }), key >= Self.leastKey {
      for row in rows.indices { rows[row][0] = Self.cut(rows[row][0], to: key) }
    }
    let widths = widths(rows, heads)
    return blocks(columns, widths).enumerated().flatMap { index, columns in
      (index > 0 ? [""] : []) + block(columns, rows, widths, heads)
    }
  }

  private func widths(_ rows: [[String]], _ heads: [[String]]) -> [Int] {
    titles.indices.map { column in
      (heads[column] + rows.map { $0[column] }).map(\.count).max() ?? 0
    }
  }

  private func width(_ columns: [Int], _ widths: [Int]) -> Int {
    columns.reduce(-Self.gap) { $0 + widths[$1] + Self.gap }
  }

  private static func cut(_ text: String, to width: Int) -> String {
    guard text.count > width else { return text }
    let end = (width - 1) / 3
    return "\(text.prefix(width - 1 - end))…\(text.suffix(end))"
  }

  /// Which columns stand beside each other.
  private func blocks(_ columns: [Int], _ widths: [Int]) -> [[Int]] {
    let left = Array(columns.prefix(keys))
    var blocks: [[Int]] = []
    var block = left
    for column in columns.dropFirst(keys) {
      if block.count > left.count, width(block + [column], widths) > Self.terminalWidth {
        blocks.append(block)
        block = left
      }
      block.append(column)
    }
    return blocks + [block]
  }

  private func block(
    _ columns: [Int], _ rows: [[String]], _ widths: [Int], _ heads: [[String]]
  ) -> [String] {
    let height = columns.map { heads[$0].count }.max() ?? 0
    // Titles end next to the cells, however many lines others have.
    let first = (0..<height).map { line in
      columns.map { column in
        let place = line - (height - heads[column].count)
        return place < 0 ? "" : heads[column][place]
      }
    }
    return (first + rows.map { cells in columns.map { cells[$0] } }).map { cells in
      var text = ""
      for (column, cell) in zip(columns, cells) {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        text += alignments[column] == .right ? padding + cell : cell + padding
        text += String(repeating: " ", count: Self.gap)
      }
      while text.last == " " { text.removeLast() }
      return text
    }
  }
}

/// A name from a file, safe to print, and cut in the middle where it would leave no room for numbers.
func shortened(_ name: String) -> String {
  let safe = terminalSafe(name)
  return safe.count <= 48 ? safe : "\(safe.prefix(30))…\(safe.suffix(17))"
}
