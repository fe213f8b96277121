import Reports
import Testing

@Suite("The built-in typeface")
struct PictureTextTests {
  static let printable = (0x21...0x7E).compactMap { Unicode.Scalar($0).map(Character.init) }

  @Test("letters look like letters")
  func drawing() throws {
    #expect(
      try drawn("Hg") == """
        #...#......
        #...#......
        #...#..####
        #####.#...#
        #...#.#...#
        #...#.#...#
        #...#..####
        ..........#
        .......###.
        """)
  }

  @Test("every printable character has a glyph of its own")
  func glyphs() throws {
    let box = try drawn("\u{1F600}")
    let blank = try drawn(" ")
    let glyphs = try Self.printable.map { try drawn(String($0)) } + [drawn("…")]
    #expect(glyphs.count == 95)
    #expect(Set(glyphs).count == glyphs.count)
    #expect(!glyphs.contains(box))
    #expect(!glyphs.contains(blank))
    #expect(!blank.contains("#"))
  }

  @Test("other characters are boxes", arguments: ["é", "e\u{301}", "東", "\u{0}", "\n", "👨‍👩‍👧"])
  func boxes(character: String) throws {
    #expect(
      try drawn(character) == """
        #####
        #...#
        #...#
        #...#
        #...#
        #...#
        #####
        .....
        .....
        """)
  }

  @Test("capitals and digits stand on the baseline and fill the height of a line")
  func baseline() throws {
    for character in Self.printable where character.isUppercase || character.isNumber {
      let rows = try drawn(String(character)).split(separator: "\n")
      #expect(rows[0].contains("#") && rows[6].contains("#"), "\(character)")
      #expect(!rows[7].contains("#") && !rows[8].contains("#"), "\(character)")
    }
  }

  @Test("a scale enlarges the text, and the shade colors it")
  func scaleAndShade() throws {
    var small = try GrayImage(width: 11, height: 9, shade: 200)
    small.draw("p1", x: 0, y: 0, shade: 30, scale: 1)
    var large = try GrayImage(width: 33, height: 27, shade: 200)
    large.draw("p1", x: 0, y: 0, shade: 30, scale: 3)
    #expect(try small.enlarged(by: 3) == large)
    #expect(Set(small.pixels) == [30, 200])
  }

  @Test("text outside the image is left out")
  func outside() throws {
    let empty = try GrayImage(width: 8, height: 8, shade: 255)
    for (x, y, scale) in [
      (8, 0, 1), (0, 8, 1), (.max, 0, 1), (0, .max, 1), (.min, 0, 1), (0, .min, 1), (0, 0, 0),
      (0, 0, -1),
    ] {
      var image = empty
      image.draw("MM", x: x, y: y, scale: scale)
      #expect(image == empty)
    }
    var image = empty
    image.draw("M", x: -1, y: -1, scale: .max)
    #expect(Set(image.pixels) == [0])
  }

  /// A line of text as a drawing, each pixel a character.
  private func drawn(_ line: String) throws -> String {
    var image = try GrayImage(width: line.count * 6 - 1, height: 9, shade: 255)
    image.draw(line, x: 0, y: 0, scale: 1)
    return (0..<9).map { y in
      (0..<image.width).map { x in image[x, y] == 0 ? "#" : "." }.joined()
    }.joined(separator: "\n")
  }
}
