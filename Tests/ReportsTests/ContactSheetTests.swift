import Testing

@testable import Reports

@Suite("Contact sheets")
struct ContactSheetTests {
  @Test("every picture is there once, enlarged, in its row and column, and none touches another")
  func geometry() throws {
    let pictures = try (0..<2).map { row in try (0..<3).map { try picture(28, 28, row * 3 + $0) } }
    let sheet = ContactSheet(
      columnTitles: ["0", "Sandal", "a title that is too long for its column by far"],
      rows: [
        ContactSheet.Row(
          title: "ascent", images: pictures[0],
          captions: ["p 1.00", "p 0.5", "a caption that is too long"]),
        ContactSheet.Row(title: "total variation of the image, weighted", images: pictures[1]),
      ])
    let canvas = try sheet.rendered()
    let places = try pictures.map { row in
      try row.map { try #require(place(of: $0.enlarged(by: 5), in: canvas)) }
    }
    let side = 28 * 5
    for row in 0..<2 {
      for column in 0..<3 {
        // One grid: a row shares its upper edge and a column its left edge.
        #expect(places[row][column].y == places[row][0].y)
        #expect(places[row][column].x == places[0][column].x)
      }
    }
    #expect(places[0][1].x > places[0][0].x + side)
    #expect(places[0][2].x - places[0][1].x == places[0][1].x - places[0][0].x)
    #expect(places[1][0].y > places[0][0].y + side)
    // Titles above and to the left, captions between the rows.
    let first = places[0][0]
    #expect(hasText(canvas, x: 0..<(first.x - 12), y: first.y..<(first.y + side)))
    #expect(hasText(canvas, x: first.x..<(first.x + side), y: 0..<(first.y - 12)))
    let below = (first.y + side + 1)..<(places[1][0].y - 12)
    #expect(hasText(canvas, x: first.x..<(first.x + side), y: below))
    // A long title or caption stays within its column: the strip between columns has no text.
    let strip = (places[0][1].x + side + 1)..<(places[0][2].x - 1)
    #expect(!hasText(canvas, x: strip, y: 0..<canvas.height))
    #expect(!hasText(canvas, x: (places[0][2].x + side + 1)..<canvas.width, y: 0..<canvas.height))
  }

  @Test(
    "the factor brings the largest picture close to 140 pixels and is never below 1",
    arguments: [
      (8, 8, 17), (28, 28, 5), (32, 32, 4), (14, 28, 5), (64, 64, 2), (100, 30, 1), (140, 140, 1),
      (300, 200, 1), (1, 1, 140), (4, 1, 35),
    ])
  func factor(width: Int, height: Int, expected: Int) throws {
    let image = try picture(width, height, 1)
    let row = ContactSheet.Row(title: "", images: [image])
    let canvas = try ContactSheet(rows: [row]).rendered()
    #expect(place(of: try image.enlarged(by: expected), in: canvas) != nil)
    #expect(canvas.height <= max(height * expected, 40) + 60)
  }

  @Test("pictures of different sizes share the factor of the largest and are centered")
  func mixedSizes() throws {
    let large = try picture(28, 28, 1)
    let small = try picture(14, 10, 2)
    let canvas = try ContactSheet(
      rows: [
        ContactSheet.Row(title: "a", images: [large, small]),
        ContactSheet.Row(title: "b", images: [small, large]),
      ]
    ).rendered()
    // One place for each is enough to see the factor; the first of the small ones is in row a.
    let largePlace = try #require(firstPlace(of: large.enlarged(by: 5), in: canvas))
    let smallPlace = try #require(firstPlace(of: small.enlarged(by: 5), in: canvas))
    #expect(smallPlace.y == largePlace.y + (28 - 10) * 5 / 2)
    #expect(smallPlace.x > largePlace.x + 140)
  }

  @Test("rows may be shorter than others or than the column titles")
  func ragged() throws {
    let images = try (0..<3).map { try picture(8, 8, $0) }
    let rows = [
      ContactSheet.Row(title: "three", images: images, captions: ["p 1.00"]),
      ContactSheet.Row(
        title: "none", images: [], captions: ["", "x", "y", "z", "beyond the columns"]),
    ]
    let narrow = try ContactSheet(columnTitles: ["0"], rows: rows).rendered()
    let wide = try ContactSheet(columnTitles: ["0", "1", "2", "3"], rows: rows).rendered()
    #expect(wide.width > narrow.width)
    for image in images { #expect(place(of: try image.enlarged(by: 17), in: wide) != nil) }
  }

  @Test("empty sheets are small white pictures")
  func empty() throws {
    #expect(Set(try ContactSheet(rows: []).rendered().pixels) == [255])
    let titles = try ContactSheet(columnTitles: ["a", "b"], rows: []).rendered()
    #expect(titles.pixels.contains(0))
    let row = try ContactSheet(rows: [ContactSheet.Row(title: "title", images: [])]).rendered()
    #expect(row.pixels.contains(0))
  }

  @Test("a large sheet gets a smaller factor, and one that cannot fit is an error")
  func limits() throws {
    let tall = ContactSheet.Row(
      title: "", images: Array(repeating: try picture(2, 70, 1), count: 70))
    let canvas = try ContactSheet(rows: Array(repeating: tall, count: 70)).rendered()
    #expect(canvas.pixels.count <= GrayImage.maximumPixelCount)
    // Twice their size, the cells would be at least 72 x 140 pixels with a grid between them: in
    // all 75 million pixels.
    #expect(canvas.height > 70 * 70 && canvas.height < 70 * 140)

    let huge = try GrayImage(width: 2000, height: 2000, shade: 0)
    let row = ContactSheet.Row(title: "r", images: Array(repeating: huge, count: 20))
    #expect(throws: PictureError.self) { try ContactSheet(rows: [row]).rendered() }
    #expect(throws: PictureError.self) {
      try ContactSheet(columnTitles: Array(repeating: "t", count: 100_000), rows: []).rendered()
    }
  }

  @Test("titles of any length and script are drawn")
  func hostileTitles() throws {
    let image = try picture(8, 8, 1)
    for title in [
      "", " ", "\n\n", String(repeating: "x", count: 100_000), "\u{202E}\u{0}", "東京 é 👨‍👩‍👧",
    ] {
      let row = ContactSheet.Row(title: title, images: [image], captions: [title])
      let canvas = try ContactSheet(columnTitles: [title], rows: [row]).rendered()
      #expect(canvas.width < 450 && canvas.height < 320)
      #expect(place(of: try image.enlarged(by: 17), in: canvas) != nil)
    }
  }

  @Test("a heading and a legend stand above and below, and sheets that leave room are equally wide")
  func frame() throws {
    let image = try picture(28, 28, 1)
    var sheet = ContactSheet(columnTitles: ["0"], rows: [.init(title: "map", images: [image])])
    let bare = try sheet.rendered()
    sheet.rowTitles = ["analytical + top_and_bottom 0.05"]
    let wide = try sheet.rendered()
    #expect(wide.width > bare.width && wide.height == bare.height)
    sheet.rows[0].title = "analytical + top_and_bottom 0.05"
    #expect(try sheet.rendered().width == wide.width)
    sheet.heading = "Figure 3.2"
    sheet.legend = "black"
    let framed = try sheet.rendered()
    #expect(framed.width == wide.width)
    let there = try #require(place(of: image.enlarged(by: 5), in: framed))
    #expect(hasText(framed, x: 14..<framed.width, y: 10..<30))
    #expect(hasText(framed, x: 14..<framed.width, y: (there.y + 145)..<framed.height))
  }

  @Test("colors are in the pictures only, and gray is white of the diverging ones")
  func palette() throws {
    let image = try picture(28, 28, 1)
    let sheet = ContactSheet(columnTitles: ["0"], rows: [.init(title: "map", images: [image])])
    let canvas = try sheet.rendered()
    let there = try #require(place(of: image.enlarged(by: 5), in: canvas))
    #expect(sheet.pictureAreas == [PictureArea(x: there.x, y: there.y, width: 140, height: 140)])
    let png = try PNGEncoder.encode(canvas, palette: .diverging, in: sheet.pictureAreas)
    // The type of color in the header of a PNG: 0 gray, 2 red, green and blue.
    #expect(png[25] == 2)
    #expect(try PNGEncoder.encode(canvas)[25] == 0)
  }

  @Test("the same sheet gives the same picture")
  func deterministic() throws {
    let row = ContactSheet.Row(title: "r", images: [try picture(8, 8, 1)], captions: ["p 1"])
    let sheet = ContactSheet(columnTitles: ["0"], rows: [row])
    #expect(try sheet.rendered() == sheet.rendered())
  }
}

/// A picture without the shades of text, in which neighbors differ.
private func picture(_ width: Int, _ height: Int, _ seed: Int) throws -> GrayImage {
  let pixels = (0..<width * height).map {
    UInt8(100 + ($0 * 37 + $0 / width * 11 + seed * 13) % 80)
  }
  return try GrayImage(width: width, height: height, pixels: pixels)
}

/// Where a picture is in an image; `nil` unless it is there exactly once.
private func place(of picture: GrayImage, in canvas: GrayImage) -> (x: Int, y: Int)? {
  let places = places(of: picture, in: canvas)
  return places.count == 1 ? places[0] : nil
}

private func firstPlace(of picture: GrayImage, in canvas: GrayImage) -> (x: Int, y: Int)? {
  places(of: picture, in: canvas).first
}

private func places(of picture: GrayImage, in canvas: GrayImage) -> [(x: Int, y: Int)] {
  guard picture.width <= canvas.width, picture.height <= canvas.height else { return [] }
  var places: [(x: Int, y: Int)] = []
  let first = picture.pixels[0]
  let (needle, hay) = (picture.pixels, canvas.pixels)
  for y in 0...(canvas.height - picture.height) {
    for x in 0...(canvas.width - picture.width) where hay[y * canvas.width + x] == first {
      let isHere = (0..<picture.height).allSatisfy { row in
        let start = (y + row) * canvas.width + x
        return hay[start..<start + picture.width]
          == needle[row * picture.width..<(row + 1) * picture.width]
      }
      if isHere { places.append((x, y)) }
    }
  }
  return places
}

/// Whether a part of a sheet holds pixels as dark as its text.
private func hasText(_ canvas: GrayImage, x: Range<Int>, y: Range<Int>) -> Bool {
  y.contains { row in x.contains { column in (canvas[column, row] ?? 255) < 90 } }
}
