#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The singular values of a matrix as a falling line on a logarithmic axis.
struct SpectrumChart {
  /// The values, the largest first; more than one, and the largest above 0.
  var values: [Double]
  /// What the matrix is called.
  var name: String

  private static let (left, right, top, bottom) = (52.0, 216.0, 8.0, 100.0)
  /// Shares below this are drawn as this: 0 has no place on the axis.
  private static let smallest = 1e-17

  /// The picture.
  var html: HTML {
    let largest = values.first ?? 1
    let shares = values.map { max($0 / largest, Self.smallest) }
    let lowest = min(-1, log10(shares.min() ?? 1).rounded(.down))
    func text(_ number: Double) -> String { NumberText.fixed(number, digits: 1) }
    func y(_ share: Double) -> Double {
      Self.top + log10(share) / lowest * (Self.bottom - Self.top)
    }
    // Of thousands of values as many as there are places for.
    let count = min(shares.count, 160)
    let points = (0..<count).map { place in
      let index = count > 1 ? place * (shares.count - 1) / (count - 1) : 0
      let x =
        Self.left + Double(index) / Double(max(shares.count - 1, 1)) * (Self.right - Self.left)
      return "\(text(x)),\(text(y(shares[index])))"
    }
    var parts: [HTML] = []
    for exponent in [0, (lowest / 2).rounded(), lowest] {
      let height = y(pow(10, exponent))
      parts += [
        .element(
          .line,
          [
            .class: "gridline", .x1: text(Self.left), .x2: text(Self.right), .y1: text(height),
            .y2: text(height),
          ]),
        .element(
          .text, [.x: text(Self.left - 6), .y: text(height + 4), .anchor: "end"],
          [.text(NumberText.short(pow(10, exponent), significant: 2))]),
      ]
    }
    parts.append(
      .element(.polyline, [.class: "curve first", .points: points.joined(separator: " ")]))
    for (x, anchor, label) in [(Self.left, "start", "1"), (Self.right, "end", "\(values.count)")] {
      parts.append(
        .element(.text, [.x: text(x), .y: "116", .anchor: anchor], [.text(label)]))
    }
    return .element(
      .svg,
      [
        .xmlns: "http://www.w3.org/2000/svg", .viewBox: "0 0 220 120", .role: "img",
        .label: "Singular values of \(name): from \(NumberText.short(largest)) to "
          + NumberText.short(values.last ?? 0),
      ], parts)
  }
}
