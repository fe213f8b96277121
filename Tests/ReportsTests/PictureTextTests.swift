import Testing

@testable import Reports

@Suite("The built-in typeface")
struct PictureTextTests {
  static let printable = (0x21...0x7E).compactMap { Unicode.Scalar($0).map(Character.init) }

  /// The columns and rows of a line of text that are dark, and how many pixels.
  private func ink(
    _ line: String, size: Double = 20
  ) throws -> (columns: ClosedRange<Int>, rows: ClosedRange<Int>, pixels: [UInt8])? {
    var image = try GrayImage(width: 200, height: 60, shade: 255)
    image.draw(line, x: 20, y: 15, size: size)
    let dark = image.pixels.indices.filter { image.pixels[$0] < 128 }
    let (xs, ys) = (dark.map { $0 % 200 - 20 }, dark.map { $0 / 200 - 15 })
    guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max()
    else {
      return nil
    }
    return (left...right, top...bottom, image.pixels)
  }

  @Test("every printable character has a glyph of its own, and the signs of verdicts too")
  func glyphs() throws {
    let box = try #require(try ink("\u{1F600}"))
    var seen: Set<[UInt8]> = [box.pixels]
    for character in Self.printable + Array("…−·±×→✓✗") {
      let glyph = try #require(try ink(String(character)), "\(character)")
      #expect(seen.insert(glyph.pixels).inserted, "\(character)")
      // Its width is what it takes, but for half a stroke on either side.
      let width = StrokeFont(size: 20).width(of: String(character))
      #expect(
        glyph.columns.lowerBound >= -2 && glyph.columns.upperBound <= width + 2, "\(character)")
    }
    #expect(try ink(" ") == nil)
  }

  @Test("other characters are boxes", arguments: ["é", "e\u{301}", "東", "\u{0}", "\n", "👨‍👩‍👧"])
  func boxes(character: String) throws {
    #expect(try ink(character)?.pixels == ink("\u{1F600}")?.pixels)
  }

  @Test("capitals and digits stand on the baseline and fill the height")
  func baseline() throws {
    for character in Self.printable where character.isUppercase || character.isNumber {
      let rows = try #require(try ink(String(character))).rows
      #expect((-2...1).contains(rows.lowerBound), "\(character)")
      // Q has a tail.
      #expect((18...(character == "Q" ? 24 : 22)).contains(rows.upperBound), "\(character)")
    }
    #expect(try #require(try ink("g")).rows.upperBound > 24)
  }

  @Test("letters have widths of their own, edges are smooth, and the size scales both")
  func proportions() throws {
    let font = StrokeFont(size: 20)
    #expect(font.width(of: "ill") < font.width(of: "mmm") / 2)
    #expect(abs(StrokeFont(size: 40).width(of: "abc") - 2 * font.width(of: "abc")) <= 1)
    var image = try GrayImage(width: 60, height: 40, shade: 200)
    image.draw("O", x: 5, y: 5, shade: 30, size: 20)
    #expect(image.pixels.contains(30) && image.pixels.contains(200))
    #expect(image.pixels.contains { (60...170).contains($0) })
    #expect(image.pixels.allSatisfy { (30...200).contains($0) })
  }

  @Test("a text that is too long is wrapped at blanks, then cut")
  func wrapping() {
    let font = StrokeFont(size: 12)
    let width = font.width(of: "analytical")
    #expect(
      font.wrapped("analytical + middle", width: width, maximumLines: 3) == [
        "analytical", "+ middle",
      ])
    let cut = font.wrapped("analytical analytical analytical", width: width, maximumLines: 2)
    #expect(cut.count == 2 && cut[1].hasSuffix("…"))
    #expect(cut.allSatisfy { font.width(of: $0) <= width })
    #expect(font.wrapped("a", width: 2, maximumLines: 2).isEmpty)
  }

  @Test("text outside the image is left out")
  func outside() throws {
    let empty = try GrayImage(width: 8, height: 8, shade: 255)
    for (x, y, size) in [
      (8, 0, 12.0), (0, 8, 12), (.max, 0, 12), (0, .max, 12), (.min, 0, 12), (0, .min, 12),
      (0, 0, 0),
      (0, 0, -1), (0, 0, .nan), (0, 0, .infinity), (-100, 0, 12),
    ] {
      var image = empty
      image.draw("MM", x: x, y: y, size: size)
      #expect(image == empty)
    }
    var image = empty
    image.draw("M", x: -1, y: -1, size: 12)
    #expect(image != empty)
  }
}
