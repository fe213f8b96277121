import JSON

/// A table with a heading for each column and, in its first column, one for each row.
struct HTMLTable {
  /// A cell.
  enum Cell {
    /// Words.
    case text(String)
    /// A whole number.
    case count(Int)
    /// A number, shown with five digits and carried in full.
    case number(Double)
    /// A number with a text of its own, and for programs as it is.
    case shown(String, Double)
    /// A drawing of a number beside it.
    case drawing(HTML)
    /// Nothing to say.
    case none
  }

  private let caption: String
  private let columns: [String]
  private var rows: [(heading: String, cells: [Cell])] = []

  /// A table without rows.
  ///
  /// - Parameters:
  ///   - caption: what it shows.
  ///   - columns: the headings, that of the row headings first.
  init(_ caption: String, columns: [String]) {
    self.caption = caption
    self.columns = columns
  }

  /// Adds a row with a cell for each column but the first.
  mutating func add(_ heading: String, _ cells: [Cell]) { rows.append((heading, cells)) }

  /// Whether there are no rows.
  var isEmpty: Bool { rows.isEmpty }

  /// The table in a box that scrolls sideways on a narrow screen, also by keyboard.
  var html: HTML {
    let headings = columns.enumerated().map { column, title in
      HTML.element(
        .th, isText(column) ? [.scope: "col"] : [.scope: "col", .class: "number"], [.text(title)])
    }
    let lines = rows.map { row in
      HTML.element(
        .tr, [:],
        [.element(.th, [.scope: "row"], [.text(shortened(row.heading))])]
          + row.cells.enumerated().map { $1.html(isText: isText($0 + 1)) })
    }
    return .element(
      .div, [.class: "scroll", .role: "group", .label: caption, .tabIndex: "0"],
      [
        .element(
          .table, [:],
          [
            .element(.caption, [:], [.text(caption)]),
            .element(.thead, [:], [.element(.tr, [:], headings)]),
            .element(.tbody, [:], lines),
          ])
      ])
  }

  /// Whether a column is of words: its first cell that says anything decides.
  private func isText(_ column: Int) -> Bool {
    guard column > 0 else { return true }
    for row in rows where column <= row.cells.count {
      switch row.cells[column - 1] {
      case .text, .drawing: return true
      case .count, .number, .shown: return false
      case .none: continue
      }
    }
    return false
  }
}

extension HTMLTable.Cell {
  fileprivate func html(isText: Bool) -> HTML {
    switch self {
    case .text(let text): .element(.td, [:], [.text(shortened(text))])
    case .count(let count): .element(.td, [:], [.number(count)])
    case .number(let number): .element(.td, [:], [.number(number)])
    case .shown(let text, let number):
      .element(.td, [:], [.number(number, as: text)])
    case .drawing(let drawing): .element(.td, [:], [drawing])
    case .none: .element(.td, [.class: isText ? "none" : "number none"], ["-"])
    }
  }
}

extension HTML {
  /// A whole number with commas, and as it is for programs.
  static func number(_ count: Int) -> HTML {
    .element(.data, [.value: String(count)], [.text(NumberText.grouped(count))])
  }

  /// A number with five digits, and for programs with all, in the text of the JSON documents.
  static func number(_ number: Double) -> HTML { .number(number, as: NumberText.short(number)) }

  /// A number with its text, and for programs with all digits, in the text of the JSON documents.
  static func number(_ number: Double, as text: String) -> HTML {
    let json = JSONValue.number(number)
    return .element(
      .data, [.value: json.stringValue ?? json.serialized(pretty: false)], [.text(text)])
  }

  /// Names and values, such as what is known of a file.
  static func facts(_ facts: [(name: String, value: [HTML])]) -> HTML {
    .element(
      .dl, [:],
      facts.flatMap { fact in
        [
          HTML.element(.dt, [:], [.text(shortened(fact.name))]),
          HTML.element(.dd, [:], fact.value),
        ]
      })
  }

  /// A paragraph.
  static func paragraph(_ text: String, class name: String? = nil) -> HTML {
    name.map { .element(.p, [.class: $0], [.text(text)]) } ?? .element(.p, [:], [.text(text)])
  }
}
