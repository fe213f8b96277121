import Networks
import Numerics

/// The shape of one sample on its way through a model, as far as it is known.
struct SampleShape: Sendable, Equatable, CustomStringConvertible {
  /// The extents, `nil` where the file leaves one open; `nil` as a whole when nothing is known.
  let extents: [Int?]?

  /// The number of axes.
  var rank: Int? { extents?.count }

  /// All extents, when all are known and their product is a sane number.
  var known: [Int]? {
    guard let extents, !extents.contains(nil), width != nil else { return nil }
    return extents.compactMap { $0 }
  }

  /// The number of values, when all extents are known.
  var width: Int? {
    guard let extents, !extents.contains(nil) else { return nil }
    return Shape(extents.compactMap { $0 })?.count
  }

  /// The last extent, when it is known.
  var lastExtent: Int? { extents?.last ?? nil }

  /// The same values in one axis.
  var flattened: SampleShape {
    guard let extents else { return self }
    if extents.count == 1 { return self }
    return SampleShape(extents: [width])
  }

  /// The same values in other axes; one extent may be −1.
  ///
  /// - Returns: `nil` when the values do not fit.
  func reshaped(to target: [Int]) -> SampleShape? {
    let open = target.indices.filter { target[$0] == -1 }
    let fixed = SampleShape(extents: target.filter { $0 != -1 })
    guard open.count <= 1, let product = fixed.width, product > 0 else { return nil }
    guard let width else {
      return SampleShape(extents: target.map { $0 == -1 ? nil : $0 })
    }
    guard open.isEmpty ? width == product : width % product == 0 else { return nil }
    return SampleShape(extents: target.map { $0 == -1 ? width / product : $0 })
  }

  /// `[28, 28]`, with `?` for what is not known.
  var description: String {
    guard let extents else { return "unknown" }
    return "[\(extents.map { $0.map(String.init) ?? "?" }.joined(separator: ", "))]"
  }
}
