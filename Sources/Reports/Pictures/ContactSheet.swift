/// A part of a picture, in pixels from its upper left corner.
package struct PictureArea: Sendable, Equatable {
  /// The left edge.
  package var x: Int
  /// The upper edge.
  package var y: Int
  /// The number of columns.
  package var width: Int
  /// The number of rows.
  package var height: Int
}

/// Pictures in rows and columns, like the figures of a paper: for example a row for each method and
/// a column for each class.
package struct ContactSheet: Sendable, Equatable {
  /// One row of pictures.
  package struct Row: Sendable, Equatable {
    /// What the row shows, written to its left; long titles are wrapped and then cut.
    package var title: String
    /// The pictures from the left.
    package var images: [GrayImage]
    /// A short line under each picture, such as `p 1.00`; there may be fewer than pictures.
    package var captions: [String]

    /// Creates a row; see the properties of the same names.
    package init(title: String, images: [GrayImage], captions: [String] = []) {
      self.title = title
      self.images = images
      self.captions = captions
    }
  }

  /// What each column shows, written above it; there may be fewer or more than pictures in a row.
  package var columnTitles: [String]
  /// The rows from the top.
  package var rows: [Row]

  /// A line above everything, such as of which network the pictures are.
  package var heading: String?
  /// Lines below everything, such as what black and white mean.
  package var legend: String?
  /// Titles of rows of other sheets, which leave as much room for theirs.
  package var rowTitles: [String] = []

  /// Creates a sheet; see the properties of the same names.
  package init(columnTitles: [String] = [], rows: [Row]) {
    self.columnTitles = columnTitles
    self.rows = rows
  }

  /// The sheet as one picture.
  ///
  /// All pictures are enlarged by the same whole factor, the largest one that keeps the longer side
  /// of the largest picture within 140 pixels; it is smaller when the sheet would otherwise have
  /// more than ``GrayImage/maximumPixelCount`` pixels, and at least 1. Pictures smaller than the
  /// largest are centered in their cells.
  ///
  /// - Throws: ``PictureError/unusableSize(width:height:)`` when the sheet is too large even with
  ///   every picture in its own size.
  package func rendered() throws(PictureError) -> GrayImage {
    let layout = Layout(of: self)
    var canvas = try GrayImage(width: layout.width, height: layout.height, shade: 255)
    drawFrame(on: &canvas, layout)
    drawSeparators(on: &canvas, layout)
    for (column, title) in columnTitles.enumerated() {
      draw(columnTitle: title, column: column, on: &canvas, layout)
    }
    for (index, row) in rows.enumerated() {
      draw(rowTitle: row.title, row: index, on: &canvas, layout)
      for (column, image) in row.images.enumerated() {
        draw(image, row: index, column: column, on: &canvas, layout)
      }
      for (column, caption) in row.captions.prefix(layout.columnCount).enumerated() {
        draw(caption: caption, row: index, column: column, on: &canvas, layout)
      }
    }
    return canvas
  }

  /// Where the pictures are on the sheet; the rest is text and lines.
  package var pictureAreas: [PictureArea] {
    let layout = Layout(of: self)
    return rows.enumerated().flatMap { index, row in
      row.images.enumerated().map { layout.area(of: $1, row: index, column: $0) }
    }
  }
}
