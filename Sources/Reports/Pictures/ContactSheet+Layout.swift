extension ContactSheet {
  /// Where everything on a sheet goes, in pixels from its upper left corner.
  ///
  /// Each cell holds a picture band, in which a picture is centered, and a caption below it. Titles
  /// stand to the left of the rows and above the columns.
  struct Layout {
    /// The side of a drawn pixel of a picture.
    private(set) var factor: Int
    /// The largest width and height of a picture, in its own pixels.
    private let largest: (width: Int, height: Int)
    let columnCount: Int
    let rowCount: Int
    /// The height of the part of a cell below the picture band.
    let captionHeight: Int
    /// The width of the widest line of a row title.
    let rowTitleTextWidth: Int
    /// The lines above everything, and those below.
    private(set) var header: [String]
    private(set) var footer: [String]
    /// The most lines of a column title.
    private(set) var columnTitleLines: Int

    /// The layout with the largest factor up to the target size whose sheet is a usable image; with
    /// factor 1 if there is none.
    init(of sheet: ContactSheet) {
      largest = sheet.largestPicture
      factor = max(1, Self.targetSide / max(largest.width, largest.height))
      // More columns or rows than there are pixels change nothing: no sheet holds them.
      let limit = GrayImage.maximumPixelCount
      let widestRow = sheet.rows.lazy.map(\.images.count).max() ?? 0
      columnCount = min(limit, max(widestRow, sheet.columnTitles.count))
      rowCount = min(limit, sheet.rows.count)
      let hasCaptions = sheet.rows.contains { $0.captions.contains { !$0.isEmpty } }
      captionHeight = hasCaptions ? Self.captionGap + Self.textHeight(lines: 1) : 0
      // Sheets of one method have the titles of all, or columns would begin elsewhere in each.
      rowTitleTextWidth =
        (sheet.rows.map(\.title) + sheet.rowTitles).lazy.flatMap {
          Self.font.wrapped($0, width: Self.maximumTitleWidth, maximumLines: 8)
        }.map { Self.font.width(of: $0) }.max() ?? 0
      (header, footer) = ([], [])

      // The search assumes full titles, because wrapping all of them for every factor takes long.
      columnTitleLines = sheet.columnTitles.isEmpty ? 0 : Self.maximumColumnTitleLines
      while factor > 1, (try? GrayImage.pixelCount(width: width, height: height)) == nil {
        factor -= 1
      }
      let width = bandWidth
      columnTitleLines =
        sheet.columnTitles.lazy.map {
          Self.font.wrapped($0, width: width, maximumLines: Self.maximumColumnTitleLines).count
        }.max() ?? 0
      let whole = self.width - 2 * Self.margin
      header = sheet.heading.map { Self.font.wrapped($0, width: whole, maximumLines: 2) } ?? []
      footer = sheet.legend.map { Self.font.wrapped($0, width: whole, maximumLines: 4) } ?? []
    }
  }

  /// The largest width and the largest height of a picture, in its own pixels; at least 1.
  private var largestPicture: (width: Int, height: Int) {
    rows.lazy.flatMap(\.images).reduce((1, 1)) { (max($0.0, $1.width), max($0.1, $1.height)) }
  }
}

extension ContactSheet.Layout {
  static let font = StrokeFont(size: 12)
  static var lineHeight: Int { font.lineHeight }
  /// The thickness of the lines between cells.
  static let separator = 2
  /// From a separator to the picture or title beside it.
  static let padding = 10
  static let captionGap = 8
  /// The white edge of the sheet.
  static let margin = 14
  private static let targetSide = 140
  private static let maximumTitleWidth = 170
  private static let maximumColumnTitleLines = 2
  /// Room for a caption such as "✓ read as 3".
  private static let minimumBandWidth = 96

  /// The size of the part of a cell that holds the picture.
  var bandWidth: Int { max(largest.width * factor, Self.minimumBandWidth) }
  var bandHeight: Int {
    max(largest.height * factor, rowTitleTextWidth == 0 ? 0 : Self.textHeight(lines: 2))
  }

  /// The room that the titles take.
  private var rowTitleWidth: Int {
    rowTitleTextWidth == 0 ? 0 : rowTitleTextWidth + Self.padding
  }
  private var columnTitleHeight: Int {
    columnTitleLines == 0 ? 0 : Self.textHeight(lines: columnTitleLines) + Self.padding
  }

  /// From one column, or row, to the next.
  private var columnPitch: Int { separatorAndPadding + bandWidth }
  private var rowPitch: Int { separatorAndPadding + bandHeight + captionHeight }
  private var separatorAndPadding: Int { Self.separator + 2 * Self.padding }

  /// The size of the sheet.
  var width: Int { separatorLeft(columnCount) + Self.separator + Self.margin }
  var height: Int {
    footerTop + (footer.isEmpty ? 0 : Self.textHeight(lines: footer.count) + Self.padding)
      + Self.margin
  }
  /// The upper edges of the lines above and below everything.
  var headerTop: Int { Self.margin }
  var footerTop: Int {
    separatorTop(rowCount) + Self.separator + (footer.isEmpty ? 0 : Self.padding)
  }
  private var headerHeight: Int {
    header.isEmpty ? 0 : Self.textHeight(lines: header.count) + 2 * Self.padding
  }
  /// The upper edge of what is below the header.
  var top: Int { Self.margin + headerHeight }

  /// The left edge of the separator before a column.
  func separatorLeft(_ column: Int) -> Int { Self.margin + rowTitleWidth + column * columnPitch }
  /// The upper edge of the separator before a row.
  func separatorTop(_ row: Int) -> Int { top + columnTitleHeight + row * rowPitch }
  /// The left edge of a column's picture band.
  func bandLeft(_ column: Int) -> Int { separatorLeft(column) + Self.separator + Self.padding }
  /// The upper edge of a row's picture band.
  func bandTop(_ row: Int) -> Int { separatorTop(row) + Self.separator + Self.padding }
  /// The lower edge of the column titles.
  var columnTitleBottom: Int { separatorTop(0) - Self.padding }

  /// Where a picture goes: in the middle of its band.
  func area(of image: GrayImage, row: Int, column: Int) -> PictureArea {
    let (width, height) = (image.width * factor, image.height * factor)
    return PictureArea(
      x: bandLeft(column) + (bandWidth - width) / 2, y: bandTop(row) + (bandHeight - height) / 2,
      width: width, height: height)
  }

  /// From the capitals of the first line to the baseline of the last, plus the tails below it.
  static func textHeight(lines: Int) -> Int {
    (lines - 1) * lineHeight + font.glyphHeight
  }

  /// How many lines of text fit into a height.
  static func lines(in height: Int) -> Int {
    max(0, height - textHeight(lines: 1)) / lineHeight + 1
  }
}
