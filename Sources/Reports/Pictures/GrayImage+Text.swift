extension GrayImage {
  /// Draws one line of text in the built-in typeface; what lies outside the image is left out.
  ///
  /// - Parameters:
  ///   - text: printable ASCII and `…`; any other character is drawn as a box.
  ///   - x: the left edge of the first character.
  ///   - y: the upper edge of the capitals.
  ///   - shade: 0 for black to 255 for white.
  ///   - scale: the size of a font pixel; a capital is 5 x 7 of them.
  package mutating func draw(_ text: String, x: Int, y: Int, shade: UInt8 = 0, scale: Int = 2) {
    guard scale >= 1, y < height else { return }
    // A larger font pixel would cover any image; the bound keeps the products below in range.
    let scale = min(scale, Self.maximumPixelCount)
    var left = x
    for character in text {
      guard left < width else { return }
      for (row, bits) in BitmapFont.rows(of: character).enumerated() {
        for column in 0..<BitmapFont.glyphWidth where bits >> (4 - column) & 1 == 1 {
          fill(
            x: left + column * scale, y: y + row * scale, width: scale, height: scale, shade: shade)
        }
      }
      left += BitmapFont.advance * scale
    }
  }
}
