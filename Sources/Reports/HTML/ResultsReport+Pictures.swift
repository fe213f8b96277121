import Networks

extension ResultsReport {
  /// The side, in pixels of the screen, that pictures of one cell come near to.
  private static var side: Int { 84 }

  /// A picture whose pixels are squares of a whole number of pixels of the screen.
  func picture(_ pixels: [UInt8], alt: String) throws(PictureError) -> HTML {
    guard let shape = results.imageShape else { return .element(.span, [:], []) }
    let image = try GrayImage(width: shape.width, height: shape.height, pixels: pixels)
    let factor = max(1, Self.side / max(shape.width, shape.height))
    return .element(
      .img,
      [
        .src: "data:image/png;base64,\(Base64.encode(try PNGEncoder.encode(image)))", .alt: alt,
        .width: "\(shape.width * factor)", .height: "\(shape.height * factor)",
      ])
  }

  /// An input as the network was shown it: inside the range, in 256 levels.
  func pixels(of solution: InverseSolution) -> [UInt8] {
    let features = results.inputSpace.features
    guard solution.input.count == features.count, !features.isEmpty else { return solution.picture }
    return zip(solution.input, features).map { value, feature in
      let (low, high) = (feature.range.lowerBound, feature.range.upperBound)
      guard high > low, value.isFinite else { return 0 }
      let allowed = min(max(value, feature.searched.lowerBound), feature.searched.upperBound)
      return UInt8(min(max(((allowed - low) / (high - low) * 255).rounded(), 0), 255))
    }
  }

  /// The pictures of a method that the paper scales in another way than the network was shown them; none
  /// when it does not.
  func stretched(_ method: MethodSolutions) throws(PictureError) -> [HTML] {
    let shown = method.solutions.prefix(shownTargets)
    guard shown.contains(where: { $0.picture != pixels(of: $0) }) else { return [] }
    var figures: [HTML] = []
    for solution in shown {
      let name = shortened(results.targetNames[solution.target])
      let (low, high) = (solution.input.min() ?? 0, solution.input.max() ?? 0)
      figures.append(
        .element(
          .figure, [:],
          [
            .element(.figcaption, [:], [.element(.strong, [:], [.text(name)])]),
            try picture(solution.picture, alt: "The same for \(name), stretched"),
            .paragraph("\(NumberText.plain(low)) to \(NumberText.plain(high))"),
          ]))
    }
    return [
      .paragraph(
        "The same numbers as the paper draws them, stretched from the lowest to the highest value instead "
          + "of cut at the range. This is not what the network was shown above."),
      .element(.ul, [.class: "found"], figures.map { .element(.li, [:], [$0]) }),
    ]
  }
}
