#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A small built-in typeface of strokes, so that figures need no font files.
///
/// Letters have widths of their own, at every size. What has no glyph is drawn as a box.
struct StrokeFont {
  /// How high capitals are, in pixels.
  let size: Double

  /// A point of a stroke, in tenths of the height of capitals, upwards from the baseline.
  typealias Point = (x: Double, y: Double)

  /// One character.
  struct Glyph {
    /// How wide it is without the room beside it.
    let width: Double
    /// Its strokes, each a line through points.
    let strokes: [[Point]]
  }

  /// The room between two glyphs, and the width of a blank.
  private static let (gap, blank) = (2.0, 2.6)
  /// Half the thickness of strokes.
  private static let pen = 0.62

  /// Pixels of a tenth of the height of capitals.
  private var unit: Double { size / 10 }
  /// From one line to the next, in pixels.
  var lineHeight: Int { Int((1.85 * size).rounded()) }
  /// From the upper edge of capitals to the lowest end of letters such as g.
  var glyphHeight: Int { Int((1.37 * size).rounded(.up)) }

  /// The width of a line of text, in pixels.
  func width(of line: some StringProtocol) -> Int {
    let widths = line.map { $0 == " " ? Self.blank : Self.glyph($0).width }
    guard !widths.isEmpty else { return 0 }
    return Int((unit * (widths.reduce(0, +) + Self.gap * Double(widths.count - 1))).rounded(.up))
  }

  /// How much of each pixel a line of text covers: calls `paint` with those of which it covers any.
  ///
  /// - Parameters:
  ///   - text: the line.
  ///   - columns: the columns that matter; what lies outside is left out.
  ///   - rows: the rows that matter, from the upper edge of the capitals down.
  ///   - paint: gets column, row, and the share that is covered, above 0.
  func cover(
    _ text: String, columns: Range<Int>, rows: Range<Int>,
    paint: (_ x: Int, _ y: Int, _ share: Double) -> Void
  ) {
    var left = 0.0
    for character in text {
      guard left < Double(columns.upperBound) else { return }
      let glyph = character == " " ? nil : Self.glyph(character)
      if let glyph { cover(glyph, left, columns, rows, paint) }
      left += unit * ((glyph?.width ?? Self.blank) + Self.gap)
    }
  }

  private func cover(
    _ glyph: Glyph, _ left: Double, _ columns: Range<Int>, _ rows: Range<Int>,
    _ paint: (_ x: Int, _ y: Int, _ share: Double) -> Void
  ) {
    let lines = glyph.strokes.map { $0.map { (x: left + $0.x * unit, y: size - $0.y * unit) } }
    let reach = Self.pen * unit + 1
    let points = lines.joined()
    guard let low = points.map(\.x).min(), let high = points.map(\.x).max(),
      let top = points.map(\.y).min(), let bottom = points.map(\.y).max()
    else { return }
    let width = Self.clamped(low - reach, high + reach, to: columns)
    for y in Self.clamped(top - reach, bottom + reach, to: rows) {
      for x in width {
        let place = (x: Double(x) + 0.5, y: Double(y) + 0.5)
        let distance = lines.map { Self.distance(from: place, to: $0) }.min() ?? .infinity
        let share = min(max(Self.pen * unit + 0.5 - distance, 0), 1)
        if share > 0 { paint(x, y, share) }
      }
    }
  }

  private static func clamped(_ low: Double, _ high: Double, to range: Range<Int>) -> Range<Int> {
    let first = min(max(Int(low.rounded(.down)), range.lowerBound), range.upperBound)
    return first..<max(first, min(Int(high.rounded(.up)), range.upperBound))
  }

  private static func distance(from place: Point, to line: [Point]) -> Double {
    var least = Double.infinity
    for (from, to) in zip(line, line.dropFirst()) {
      let (dx, dy) = (to.x - from.x, to.y - from.y)
      let length = dx * dx + dy * dy
      let along =
        length > 0
        ? min(max(((place.x - from.x) * dx + (place.y - from.y) * dy) / length, 0), 1) : 0
      let (x, y) = (from.x + along * dx - place.x, from.y + along * dy - place.y)
      least = min(least, (x * x + y * y).squareRoot())
    }
    return least
  }

  /// The glyph of a character, or the box.
  static func glyph(_ character: Character) -> Glyph { glyphs[character] ?? box }

  private static let box = Glyph(
    width: 6, strokes: [[(0, 0), (0, 10), (6, 10), (6, 0), (0, 0)]])

  private static let glyphs: [Character: Glyph] = {
    var glyphs: [Character: Glyph] = [:]
    for line in drawings.split(separator: "\n") {
      let parts = line.split(separator: " ")
      guard parts.count > 2, let name = parts[0].first, let width = Double(parts[1]) else {
        continue
      }
      glyphs[name] = Glyph(width: width, strokes: parts.dropFirst(2).map(stroke))
    }
    return glyphs
  }()

  private static func stroke(_ text: Substring) -> [Point] {
    func numbers(_ text: Substring) -> [Double] {
      text.split(separator: ",").compactMap { Double($0) }
    }
    guard text.first == "@" else {
      return text.split(separator: "/").map(numbers).filter { $0.count == 2 }.map { ($0[0], $0[1]) }
    }
    let arc = numbers(text.dropFirst())
    guard arc.count == 6 else { return [] }
    let steps = 24
    return (0...steps).map { step in
      let angle = (arc[4] + (arc[5] - arc[4]) * Double(step) / Double(steps)) * .pi / 180
      return (arc[0] + arc[2] * cos(angle), arc[1] + arc[3] * sin(angle))
    }
  }
}
