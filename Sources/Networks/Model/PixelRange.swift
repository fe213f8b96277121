/// The range of raw pixels, 0...255, when the first layers of a network rescale them to about −1...1; `nil`
/// when they do not show what they expect.
///
/// - Parameter layers: the first layers.
package func pixelRange(ofLayers layers: [NetworkLayer]) -> ClosedRange<Double>? {
  var (dark, bright): ([Double], [Double]) = ([], [])
  for layer in layers {
    guard case .affine(let affine) = layer, affine.rescales else { break }
    if dark.isEmpty {
      dark = [Double](repeating: 0, count: affine.scale.count)
      bright = [Double](repeating: 255, count: affine.scale.count)
    }
    dark = zip(dark, zip(affine.scale, affine.shift)).map { $0 * $1.0 + $1.1 }
    bright = zip(bright, zip(affine.scale, affine.shift)).map { $0 * $1.0 + $1.1 }
  }
  // x / 255, x / 127.5 − 1, and 256 and 128 in their places.
  let isScaled = zip(dark, bright).allSatisfy { low, high in
    abs(low) < 1.01 && abs(high) < 1.01 && high - low > 0.9 && high - low < 2.1
  }
  return !dark.isEmpty && isScaled ? 0...255 : nil
}

extension AffineLayer {
  /// Whether the layer changes the unit of its inputs, by numbers that somebody chose.
  fileprivate var rescales: Bool {
    if case .rescaling? = origin { return true }
    if case .divide? = scaling { return true }
    return false
  }
}
