import Reports
import Testing

@Suite("Gray images")
struct GrayImageTests {
  @Test(
    "a size without pixels, or with too many, is refused",
    arguments: [
      (0, 1), (1, 0), (-1, -1), (-5, 5), (1 << 26, 2), (8193, 8192), (.max, .max), (.min, .min),
      (1 << 32, 1 << 32),
    ])
  func sizes(width: Int, height: Int) {
    #expect(throws: PictureError.unusableSize(width: width, height: height)) {
      try GrayImage(width: width, height: height, shade: 0)
    }
    #expect(throws: PictureError.unusableSize(width: width, height: height)) {
      try GrayImage(width: width, height: height, pixels: [])
    }
  }

  @Test("there is one value for each pixel")
  func pixelCount() {
    #expect(throws: PictureError.pixelCount(5, width: 2, height: 3)) {
      try GrayImage(width: 2, height: 3, pixels: [1, 2, 3, 4, 5])
    }
  }

  @Test("pixels lie row by row, and outside there are none")
  func subscripts() throws {
    let image = try GrayImage(width: 3, height: 2, pixels: [1, 2, 3, 4, 5, 6])
    #expect(image[0, 0] == 1)
    #expect(image[2, 0] == 3)
    #expect(image[0, 1] == 4)
    #expect([image[3, 0], image[0, 2], image[-1, 0], image[0, -1]] == [nil, nil, nil, nil])
  }

  @Test("enlarging makes a square of every pixel")
  func enlarged() throws {
    let image = try GrayImage(width: 3, height: 2, pixels: [1, 2, 3, 4, 5, 6])
    let expected: [UInt8] = [
      1, 1, 2, 2, 3, 3,
      1, 1, 2, 2, 3, 3,
      4, 4, 5, 5, 6, 6,
      4, 4, 5, 5, 6, 6,
    ]
    #expect(try image.enlarged(by: 2) == GrayImage(width: 6, height: 4, pixels: expected))
    #expect(try image.enlarged(by: 1) == image)
  }

  @Test("impossible factors are errors", arguments: [0, -1, 10_000, .max, .min])
  func impossibleFactors(factor: Int) throws {
    let image = try GrayImage(width: 3, height: 2, shade: 0)
    #expect(throws: PictureError.self) { try image.enlarged(by: factor) }
  }

  @Test(
    "filling reaches exactly the part of the rectangle that is in the image",
    arguments: [
      (1, 1, 2, 1, "0000 0110 0000"), (-1, -1, 2, 2, "1000 0000 0000"),
      (3, 2, 9, 9, "0000 0000 0001"), (0, 0, 4, 3, "1111 1111 1111"),
      (4, 0, 1, 1, "0000 0000 0000"),
      (0, 3, 1, 1, "0000 0000 0000"), (1, 1, 0, 1, "0000 0000 0000"),
      (1, 1, 1, -1, "0000 0000 0000"),
      (2, 0, .max, .max, "0011 0011 0011"), (.min, .min, .max, .max, "0000 0000 0000"),
      (.max, 0, .max, 1, "0000 0000 0000"), (-9, 1, 10, 1, "0000 1000 0000"),
    ] as [(Int, Int, Int, Int, String)])
  func fill(x: Int, y: Int, width: Int, height: Int, expected: String) throws {
    var image = try GrayImage(width: 4, height: 3, shade: 0)
    image.fill(x: x, y: y, width: width, height: height, shade: 1)
    #expect(text(image) == expected)
  }

  @Test(
    "pasting draws exactly the part of the picture that is in the image",
    arguments: [
      (0, 0, 1, "1200 3400 0000"), (2, 1, 1, "0000 0012 0034"), (-1, -1, 1, "4000 0000 0000"),
      (3, 2, 1, "0000 0000 0001"), (0, 0, 2, "1122 1122 3344"), (-1, -2, 2, "3440 3440 0000"),
      (1, 1, 2, "0000 0112 0112"), (4, 3, 1, "0000 0000 0000"), (.max, .min, 1, "0000 0000 0000"),
      (-2, -2, .max, "1111 1111 1111"), (0, 0, 0, "0000 0000 0000"), (0, 0, -1, "0000 0000 0000"),
    ] as [(Int, Int, Int, String)])
  func paste(x: Int, y: Int, factor: Int, expected: String) throws {
    var image = try GrayImage(width: 4, height: 3, shade: 0)
    let picture = try GrayImage(width: 2, height: 2, pixels: [1, 2, 3, 4])
    image.paste(picture, x: x, y: y, enlargedBy: factor)
    #expect(text(image) == expected)
  }

  /// The shades as digits, a word for each row.
  private func text(_ image: GrayImage) -> String {
    (0..<image.height).map { y in
      (0..<image.width).map { x in image[x, y].map { String($0) } ?? "?" }.joined()
    }.joined(separator: " ")
  }
}
