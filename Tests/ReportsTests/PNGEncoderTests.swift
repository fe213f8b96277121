import CPNG
import Reports
import Testing

@Suite("PNG files")
struct PNGEncoderTests {
  static func images() throws -> [GrayImage] {
    try [
      GrayImage(width: 1, height: 1, pixels: [137]),
      GrayImage(width: 256, height: 1, pixels: Array(0...255)),
      GrayImage(width: 1, height: 300, shade: 255),
      GrayImage(width: 3, height: 2, pixels: [0, 255, 1, 254, 2, 253]),
      GrayImage(
        width: 97, height: 61,
        pixels: (0..<97 * 61).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31) }
      ),
    ]
  }

  @Test("the PNG library reads the same pixels back", arguments: try images())
  func roundTrip(image: GrayImage) throws {
    let decoded = try #require(decode(PNGEncoder.encode(image)))
    #expect(decoded.width == image.width)
    #expect(decoded.height == image.height)
    #expect(decoded.pixels == image.pixels)
  }

  @Test(
    "the header says 8-bit gray, not interlaced, and no chunk holds a time or a text",
    arguments: try images())
  func chunks(image: GrayImage) throws {
    let file = try PNGEncoder.encode(image)
    #expect(file.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
    // ISO/IEC 15948, 11.2.2: width, height, bit depth, color type, compression, filter, interlace.
    let header: [UInt8] = bigEndian(image.width) + bigEndian(image.height) + [8, 0, 0, 0, 0]
    #expect(Array(file[8..<33]).starts(with: [0, 0, 0, 13] + Array("IHDR".utf8) + header))
    let names = chunkNames(file)
    #expect(names.first == "IHDR")
    #expect(names.last == "IEND")
    #expect(names.contains("IDAT"))
    #expect(Set(names).isDisjoint(with: ["tIME", "tEXt", "zTXt", "iTXt", "eXIf"]))
  }

  @Test("the same image gives the same bytes")
  func deterministic() throws {
    let image = try #require(Self.images().last)
    #expect(try PNGEncoder.encode(image) == PNGEncoder.encode(image))
  }

  @Test("an image that PNG readers refuse is an error with a reason")
  func tooWide() throws {
    let image = try GrayImage(width: 1_000_001, height: 1, shade: 0)
    let error = #expect(throws: PictureError.self) { try PNGEncoder.encode(image) }
    guard case .encoding(let reason) = error else {
      Issue.record("\(String(describing: error)) is not about encoding")
      return
    }
    #expect(!reason.isEmpty)
  }

  private func decode(_ file: [UInt8]) -> (width: Int, height: Int, pixels: [UInt8])? {
    var header = CPNG_image(0, 0, 0)
    return file.withUnsafeBytes { bytes in
      guard png_image_begin_read_from_memory(&header, bytes.baseAddress, bytes.count) != 0 else {
        return nil
      }
      let isGray = header.format == 0
      var pixels = [UInt8](repeating: 0, count: Int(header.width) * Int(header.height))
      let stride = Int32(header.width)
      guard isGray, png_image_finish_read(&header, nil, &pixels, stride, nil) != 0 else {
        png_image_free(&header)
        return nil
      }
      return (Int(header.width), Int(header.height), pixels)
    }
  }

  private func chunkNames(_ file: [UInt8]) -> [String] {
    var names: [String] = []
    var offset = 8
    while offset + 12 <= file.count {
      let length = file[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      names.append(String(decoding: file[offset + 4..<offset + 8], as: UTF8.self))
      offset += 12 + length
    }
    #expect(offset == file.count)
    return names
  }

  private func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
