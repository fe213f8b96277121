/// A picture of gray pixels, at least one of them.
package struct GrayImage: Sendable, Equatable {
  /// The number of columns, in pixels.
  package let width: Int
  /// The number of rows, in pixels.
  package let height: Int
  /// Row by row from the top, each from the left; 0 is black and 255 is white.
  package private(set) var pixels: [UInt8]

  /// The most pixels an image may have: 64 megapixels (2²⁶).
  package static let maximumPixelCount = 1 << 26

  /// An image of given pixels.
  ///
  /// - Parameter pixels: `width * height` values, row by row.
  /// - Throws: ``PictureError``.
  package init(width: Int, height: Int, pixels: [UInt8]) throws(PictureError) {
    guard try Self.pixelCount(width: width, height: height) == pixels.count else {
      throw .pixelCount(pixels.count, width: width, height: height)
    }
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// An image of one shade, 0 for black to 255 for white.
  ///
  /// - Throws: ``PictureError``.
  package init(width: Int, height: Int, shade: UInt8) throws(PictureError) {
    let count = try Self.pixelCount(width: width, height: height)
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: shade, count: count)
  }

  /// The shade of a pixel; `nil` outside the image.
  package subscript(x: Int, y: Int) -> UInt8? {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return nil }
    return pixels[y * width + x]
  }

  /// The same picture with every pixel as a square of `factor` times `factor` pixels.
  ///
  /// - Throws: ``PictureError`` when `factor` is below 1 or the result too large.
  package func enlarged(by factor: Int) throws(PictureError) -> GrayImage {
    let wide = width.multipliedReportingOverflow(by: factor)
    let high = height.multipliedReportingOverflow(by: factor)
    guard !wide.overflow, !high.overflow else {
      throw .unusableSize(width: wide.overflow ? .max : wide.partialValue, height: .max)
    }
    var result = try GrayImage(width: wide.partialValue, height: high.partialValue, shade: 0)
    result.paste(self, x: 0, y: 0, enlargedBy: factor)
    return result
  }

  /// Fills a rectangle with one shade; what lies outside the image is left out.
  ///
  /// - Parameters:
  ///   - x: the left edge.
  ///   - y: the upper edge.
  ///   - width: the number of columns; none when it is below 1.
  ///   - height: the number of rows; none when it is below 1.
  ///   - shade: 0 for black to 255 for white.
  package mutating func fill(x: Int, y: Int, width: Int, height: Int, shade: UInt8) {
    let columns = Self.clipped(x, width, to: self.width)
    for row in Self.clipped(y, height, to: self.height) {
      let start = row * self.width
      pixels.replaceSubrange(
        (start + columns.lowerBound)..<(start + columns.upperBound),
        with: repeatElement(shade, count: columns.count))
    }
  }

  /// Moves a pixel's shade towards another by a share, 0...1; it must be inside the image.
  mutating func blend(x: Int, y: Int, shade: UInt8, share: Double) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    let old = Double(pixels[y * width + x])
    pixels[y * width + x] = UInt8((old + (Double(shade) - old) * share).rounded())
  }

  /// Draws another image over this one; what lies outside this one is left out.
  ///
  /// - Parameters:
  ///   - image: the picture to draw.
  ///   - x: where its left edge goes.
  ///   - y: where its upper edge goes.
  ///   - factor: the size of a pixel of `image` here; nothing is drawn when it is below 1.
  package mutating func paste(_ image: GrayImage, x: Int, y: Int, enlargedBy factor: Int = 1) {
    guard factor >= 1 else { return }
    let (imageWidth, wideOverflow) = image.width.multipliedReportingOverflow(by: factor)
    let (imageHeight, highOverflow) = image.height.multipliedReportingOverflow(by: factor)
    let columns = Self.clipped(x, wideOverflow ? .max : imageWidth, to: width)
    var line: [UInt8] = []
    var lineSource = -1
    for row in Self.clipped(y, highOverflow ? .max : imageHeight, to: height) {
      // `factor` rows in turn show the same row of the picture.
      let source = (row - y) / factor * image.width
      if source != lineSource {
        line = columns.map { image.pixels[source + ($0 - x) / factor] }
        lineSource = source
      }
      let start = row * width
      pixels.replaceSubrange(
        (start + columns.lowerBound)..<(start + columns.upperBound), with: line)
    }
  }

  /// The part of `start..<(start + length)` within `0..<limit`.
  private static func clipped(_ start: Int, _ length: Int, to limit: Int) -> Range<Int> {
    let (end, overflow) = start.addingReportingOverflow(max(length, 0))
    let lower = min(max(start, 0), limit)
    return lower..<max(lower, min(overflow ? limit : end, limit))
  }

  /// The number of pixels of an image of that size, when there may be one.
  static func pixelCount(width: Int, height: Int) throws(PictureError) -> Int {
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard width >= 1, height >= 1, !overflow, count <= maximumPixelCount else {
      throw .unusableSize(width: width, height: height)
    }
    return count
  }
}
