extension ContactSheet {
  private static let lineShade: UInt8 = 222
  private static let frameShade: UInt8 = 190
  private static let captionShade: UInt8 = 70

  /// What stands above and below everything.
  func drawFrame(on canvas: inout GrayImage, _ layout: Layout) {
    for (lines, top, shade) in [
      (layout.header, layout.headerTop, 0), (layout.footer, layout.footerTop, Self.captionShade),
    ] as [([String], Int, UInt8)] {
      for (index, line) in lines.enumerated() {
        canvas.draw(
          line, x: Layout.margin, y: top + index * Layout.lineHeight, shade: shade,
          size: Layout.font.size)
      }
    }
  }

  /// Lines between the cells, and between cells and titles.
  func drawSeparators(on canvas: inout GrayImage, _ layout: Layout) {
    let left = Layout.margin
    let top = layout.top
    let right = layout.separatorLeft(layout.columnCount)
    let bottom = layout.separatorTop(layout.rowCount)
    for column in (layout.rowTitleTextWidth > 0 ? 0 : 1)..<max(1, layout.columnCount) {
      canvas.fill(
        x: layout.separatorLeft(column), y: top, width: Layout.separator, height: bottom - top,
        shade: Self.lineShade)
    }
    for row in (layout.columnTitleLines > 0 ? 0 : 1)..<max(1, layout.rowCount) {
      canvas.fill(
        x: left, y: layout.separatorTop(row), width: right - left, height: Layout.separator,
        shade: Self.lineShade)
    }
  }

  /// A picture in the middle of its band, in a thin frame that shows where a white one ends.
  func draw(
    _ image: GrayImage, row: Int, column: Int, on canvas: inout GrayImage, _ layout: Layout
  ) {
    let area = layout.area(of: image, row: row, column: column)
    canvas.fill(
      x: area.x - 1, y: area.y - 1, width: area.width + 2, height: area.height + 2,
      shade: Self.frameShade)
    canvas.paste(image, x: area.x, y: area.y, enlargedBy: layout.factor)
  }

  /// A title above a column, its last line next to the pictures.
  func draw(columnTitle: String, column: Int, on canvas: inout GrayImage, _ layout: Layout) {
    let lines = Layout.font.wrapped(
      columnTitle, width: layout.bandWidth, maximumLines: layout.columnTitleLines)
    let top = layout.columnTitleBottom - Layout.textHeight(lines: lines.count)
    for (index, line) in lines.enumerated() {
      draw(
        centered: line, column: column, y: top + index * Layout.lineHeight, shade: 0, on: &canvas,
        layout)
    }
  }

  /// A title to the left of a row, level with the middle of the picture.
  func draw(rowTitle: String, row: Int, on canvas: inout GrayImage, _ layout: Layout) {
    let lines = Layout.font.wrapped(
      rowTitle, width: layout.rowTitleTextWidth, maximumLines: Layout.lines(in: layout.bandHeight))
    let top = layout.bandTop(row) + (layout.bandHeight - Layout.textHeight(lines: lines.count)) / 2
    for (index, line) in lines.enumerated() {
      canvas.draw(
        line, x: Layout.margin, y: top + index * Layout.lineHeight, size: Layout.font.size)
    }
  }

  /// A line below a picture.
  func draw(
    caption: String, row: Int, column: Int, on canvas: inout GrayImage, _ layout: Layout
  ) {
    let line =
      Layout.font.wrapped(caption, width: layout.bandWidth, maximumLines: 1).first ?? ""
    draw(
      centered: line, column: column,
      y: layout.bandTop(row) + layout.bandHeight + Layout.captionGap,
      shade: Self.captionShade, on: &canvas, layout)
  }

  private func draw(
    centered line: String, column: Int, y: Int, shade: UInt8, on canvas: inout GrayImage,
    _ layout: Layout
  ) {
    let width = Layout.font.width(of: line)
    let x = layout.bandLeft(column) + (layout.bandWidth - width) / 2
    canvas.draw(line, x: x, y: y, shade: shade, size: Layout.font.size)
  }
}
