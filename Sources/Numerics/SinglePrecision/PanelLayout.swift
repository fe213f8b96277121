/// Where the weights of a dense layer lie in memory while it is trained.
///
/// Single precision, in panels of 32 columns, each panel with all its rows one after another; the last
/// panel has 16 columns when that is enough. A tile of a product then reads consecutive memory, whatever
/// the width of the layer, and no row needs its last few elements handled apart. Columns beyond the
/// layer's own are 0 and stay 0: their gradients are.
package struct PanelLayout: Sendable, Equatable {
  /// Columns of a panel, but for the last.
  static let panelWidth = 32
  /// What widths are multiples of: the floats of a vector.
  static let granularity = 16

  /// Rows: the layer's inputs.
  package let rows: Int
  /// Columns: the layer's units.
  package let columns: Int

  /// Creates the layout of `[rows × columns]`.
  package init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// A number of columns with those that fill the last vector.
  package static func padded(_ columns: Int) -> Int {
    (columns + granularity - 1) / granularity * granularity
  }

  /// The columns with those that fill the last vector.
  package var paddedColumns: Int { Self.padded(columns) }
  /// How many floats there are, padding included.
  package var count: Int { rows * paddedColumns }

  /// The number of panels.
  var panelCount: Int { (paddedColumns + Self.panelWidth - 1) / Self.panelWidth }
  /// The columns of a panel: 32 or 16.
  func width(ofPanel panel: Int) -> Int {
    min(Self.panelWidth, paddedColumns - panel * Self.panelWidth)
  }
  /// Where a panel begins.
  func start(ofPanel panel: Int) -> Int { panel * Self.panelWidth * rows }

  /// Where an element lies.
  ///
  /// - Precondition: the row and the column exist.
  package func index(_ row: Int, _ column: Int) -> Int {
    let panel = column / Self.panelWidth
    return start(ofPanel: panel) + row * width(ofPanel: panel) + column % Self.panelWidth
  }

  /// The elements, row-major without padding, `[rows × columns]`.
  ///
  /// - Parameters:
  ///   - values: what holds them.
  ///   - offset: where they begin in it.
  package func matrix(_ values: [Float], at offset: Int) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns {
        result[row, column] = Double(values[offset + index(row, column)])
      }
    }
    return result
  }

  /// Lays out a matrix, which must be `[rows × columns]`; each element is rounded to a float.
  ///
  /// - Parameters:
  ///   - matrix: the elements.
  ///   - values: what they are written into; padding is left as it is.
  ///   - offset: where they begin in it.
  package func store(_ matrix: Matrix, in values: inout [Float], at offset: Int) {
    precondition(
      matrix.rows == rows && matrix.columns == columns, "another shape than the layout's")
    for row in 0..<rows {
      for column in 0..<columns { values[offset + index(row, column)] = Float(matrix[row, column]) }
    }
  }
}
