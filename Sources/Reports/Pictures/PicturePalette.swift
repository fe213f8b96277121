/// The colors that stand for the shades of pictures.
package enum PicturePalette: String, Sendable, Equatable, CaseIterable {
  /// Black to white.
  case gray
  /// Blue below the middle, white in the middle, red above it.
  case diverging

  /// The ends and the middle of the diverging colors: red, green and blue.
  private static let (low, middle, high) = (
    [33.0, 102, 172], [247.0, 247, 247], [178.0, 24, 43]
  )

  /// Red, green and blue of a shade, 0 for black to 255 for white.
  func color(_ shade: UInt8) -> [UInt8] {
    switch self {
    case .gray: return [shade, shade, shade]
    case .diverging:
      let place = (Double(shade) - 127.5) / 127.5
      let end = place < 0 ? Self.low : Self.high
      return zip(Self.middle, end).map { UInt8(($0 + ($1 - $0) * abs(place)).rounded()) }
    }
  }
}
