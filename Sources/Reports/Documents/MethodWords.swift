import Networks

/// A method in words for someone who does not know the tool.
struct MethodWords {
  /// What the method is called.
  let title: String
  /// One line of what it does, after the title.
  let summary: String

  /// Words for a method with its filter; a method that is not known here keeps its name.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - arePictures: whether it looks for pictures, and not for rows of a table.
  init(_ method: MethodSolutions, arePictures: Bool) {
    let thing = arePictures ? "picture" : "row"
    let (title, summary) =
      switch method.method {
      case "empirical":
        (
          "Empirical",
          arePictures
            ? "lights the pixels that matter most, found by trying each alone"
            : "sets the features that matter most, found by trying each alone"
        )
      case "analytical": ("Analytical", "runs the layers backwards, exactly")
      case "nearest":
        (
          "Nearest",
          "the \(thing) in range \(Self.goal(of: method)) that is nearest to "
            + Self.reference(of: method, arePictures: arePictures)
        )
      case "map": ("Most likely", "the likeliest \(thing) in range \(Self.goal(of: method))")
      case "pattern":
        ("Pattern", "what a single layer looks for, moved until its outputs are as wanted")
      default: (shortened(method.method), "")
      }
    guard let filter = method.filter, let words = Self.filter(filter) else {
      self.title = title + (method.filter.map { " + \(shortened($0))" } ?? "")
      self.summary = summary
      return
    }
    self.title = "\(title), \(words.title) (\(words.share))"
    self.summary = "the same, but \(words.summary)"
  }

  /// What the method aims at, after a noun.
  private static func goal(of method: MethodSolutions) -> String {
    switch method.solutions.first?.certificate?.goal {
    case .oneSided: "of which the network is sure"
    case .natural: "that it answers like its own pictures"
    case .exact, nil: "with the wanted outputs"
    case .upToShift: "with the wanted outputs, up to a constant that softmax does not see"
    }
  }

  /// What the nearest input is near to.
  private static func reference(of method: MethodSolutions, arePictures: Bool) -> String {
    switch method.parameters.first(where: { $0.name == "reference" })?.value {
    case "gray", nil: arePictures ? "middle gray" : "the middle of the ranges"
    case "black": arePictures ? "black" : "the low ends of the ranges"
    default: "the reference"
    }
  }

  /// What a filter does to the inverse matrices; `nil` of one that is not known.
  private static func filter(_ text: String) -> (title: String, share: String, summary: String)? {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let fraction = Double(parts[1]), (0...1).contains(fraction) else {
      return nil
    }
    func percent(_ share: Double) -> String { "\(NumberText.short(100 * share, significant: 3)) %" }
    let (low, high) = (percent(fraction), percent(1 - fraction))
    switch parts[0] {
    case "top_and_bottom":
      return (
        "extremes kept", low,
        "only the lowest and the highest \(low) of the inverse matrices' values are kept, the rest is 0"
      )
    case "middle":
      return (
        "extremes clamped", low,
        "the inverse matrices' values are held between those at \(low) and \(high) of their order"
      )
    case "high_pass":
      return (
        "largest kept", high, "the inverse matrices' lowest \(low) of values are set to 0"
      )
    case "low_pass":
      return (
        "smallest kept", low,
        "only the inverse matrices' lowest \(low) of values are kept, the rest is 0"
      )
    default: return nil
    }
  }
}
