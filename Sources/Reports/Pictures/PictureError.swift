/// Why a picture cannot be made.
package enum PictureError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A width or a height below 1, or more than ``GrayImage/maximumPixelCount`` pixels.
  case unusableSize(width: Int, height: Int)
  /// The number of pixel values is not width times height.
  case pixelCount(Int, width: Int, height: Int)
  /// The PNG library failed, with its reason.
  case encoding(String)

  /// One sentence: what is wrong and what was expected.
  package var description: String {
    switch self {
    case .unusableSize(let width, let height):
      "a picture of \(width) x \(height) pixels cannot be made; at least 1 x 1 and at most "
        + "\(GrayImage.maximumPixelCount) pixels were expected"
    case .pixelCount(let count, let width, let height):
      "\(count) pixel values were given for \(width) x \(height) pixels; one for each was expected"
    case .encoding(let reason):
      "the picture cannot be encoded as PNG: \(reason)"
    }
  }
}
