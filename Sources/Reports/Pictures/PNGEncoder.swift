internal import CPNG

/// Writes images as PNG files (ISO/IEC 15948).
package enum PNGEncoder {
  /// The bytes of a PNG file with 8 bits of gray for each pixel, or with colors in some parts of it.
  ///
  /// The file holds no time stamp and no comment: the same image gives the same bytes.
  ///
  /// - Parameters:
  ///   - image: the picture.
  ///   - palette: the colors of the parts.
  ///   - areas: the parts; they lie inside the picture.
  /// - Throws: ``PictureError/encoding(_:)``, for instance beyond a million pixels of width.
  package static func encode(
    _ image: GrayImage, palette: PicturePalette = .gray, in areas: [PictureArea] = []
  ) throws(PictureError) -> [UInt8] {
    var pixels = image.pixels
    let isColored = palette != .gray
    if isColored {
      pixels = image.pixels.flatMap { [$0, $0, $0] }
      for area in areas {
        for y in area.y..<(area.y + area.height) {
          for place in (y * image.width + area.x)..<(y * image.width + area.x + area.width) {
            pixels.replaceSubrange(
              3 * place..<3 * place + 3, with: palette.color(image.pixels[place]))
          }
        }
      }
    }
    // GrayImage bounds both sides far below UInt32.
    var header = unsafe CPNG_image(
      UInt32(image.width), UInt32(image.height), isColored ? 1 : 0)
    var file = [UInt8](repeating: 0, count: unsafe CPNG_maximum_size(header))
    var size = file.count
    let succeeded = unsafe png_image_write_to_memory(
      &header, &file, &size, 0, pixels, Int32(image.width * (isColored ? 3 : 1)), nil)
    guard succeeded != 0, size <= file.count else { throw unsafe .encoding(message(of: header)) }
    return Array(file[..<size])
  }

  /// The reason for a failure, which libpng keeps as a C string within its structure.
  private static func message(of header: png_image) -> String {
    let bytes = unsafe withUnsafeBytes(of: header.message) { unsafe Array($0) }
    let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    return text.isEmpty ? "the PNG library gave no reason" : text
  }
}
