extension GrayImage {
  /// Draws one line of text in the built-in typeface, its edges smoothed; what lies outside the image is left
  /// out.
  ///
  /// - Parameters:
  ///   - text: printable ASCII, `…` and some signs; any other character is drawn as a box.
  ///   - x: the left edge of the first character.
  ///   - y: the upper edge of the capitals.
  ///   - shade: 0 for black to 255 for white.
  ///   - size: how high capitals are, in pixels: 4 to 200, or nothing is drawn.
  package mutating func draw(_ text: String, x: Int, y: Int, shade: UInt8 = 0, size: Double = 12) {
    guard (4...200).contains(size), (-10_000..<width).contains(x), (-10_000..<height).contains(y)
    else { return }
    var image = self
    StrokeFont(size: size).cover(text, columns: -x..<(width - x), rows: -y..<(height - y)) {
      image.blend(x: x + $0, y: y + $1, shade: shade, share: $2)
    }
    self = image
  }
}
