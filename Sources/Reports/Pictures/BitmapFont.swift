/// A small built-in typeface, so that figures need no font files.
///
/// Glyphs are 5 pixels wide and 7 high above the baseline, with two rows below it for the tails of
/// letters such as g. What has no glyph is drawn as a box.
enum BitmapFont {
  /// The width of a glyph, in font pixels.
  static let glyphWidth = 5
  /// The height of a glyph with its tail, in font pixels.
  static let glyphHeight = 9
  /// From one glyph to the next, in font pixels.
  static let advance = 6
  /// From one line to the next, in font pixels.
  static let lineHeight = 11

  /// The rows of a glyph from the top; the lowest five bits of each are its pixels, the leftmost
  /// one highest.
  static func rows(of character: Character) -> [UInt8] {
    glyphs[character] ?? box
  }

  /// How many characters fit into a width, in font pixels.
  static func characterCount(in width: Int) -> Int {
    max(0, (width + advance - glyphWidth) / advance)
  }

  /// The width of a line of text, in font pixels.
  static func width(of line: String) -> Int {
    max(0, line.count * advance - (advance - glyphWidth))
  }

  private static let box: [UInt8] = [31, 17, 17, 17, 17, 17, 31, 0, 0]

  private static let glyphs: [Character: [UInt8]] = {
    var glyphs: [Character: [UInt8]] = [" ": [UInt8](repeating: 0, count: glyphHeight)]
    for block in drawings {
      let lines = block.split(separator: "\n")
      let names = (lines.first ?? "").filter { $0 != " " }
      for line in lines.dropFirst().prefix(glyphHeight) {
        for (name, row) in zip(names, line.split(separator: " ")) {
          let bits = row.utf8.reduce(0 as UInt8) { $0 << 1 | ($1 == UInt8(ascii: "#") ? 1 : 0) }
          glyphs[name, default: []].append(bits)
        }
      }
    }
    return glyphs
  }()
}
