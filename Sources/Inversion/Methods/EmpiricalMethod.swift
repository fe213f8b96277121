public import Networks
import Numerics

/// The paper's empirical method (section 2.1, appendix 6.1.3): every pixel alone through the network,
/// pixels ranked by what they do for the class, a ramp of brightness down the ranking.
public struct EmpiricalMethod: InversionMethod {
  /// `empirical`.
  public let name = "empirical"
  /// One line for a listing.
  public let summary = "pixels ranked one by one, lit from 255 downwards (paper 2.1)"

  /// Images only for some of its choices.
  public let needs = "nothing; --prior-data for --rank cov"
  /// It is one of the paper's.
  public let isDefault = true
  /// By what it ranks.
  public let parameters: [InversionParameter] = [.rank]

  /// Creates the method.
  public init() {}

  /// The improved ranks end with a repair, which aims at something.
  public func certifies(with options: InversionOptions) -> Bool {
    options.empirical.rank != .score
  }

  /// Without images.
  public func isRepeatable(for request: InversionRequest, on network: NeuralNetwork) -> Bool {
    guard !request.usesBackgroundImages else { return false }
    switch request.options.empirical.rank {
    case .score: return true
    case .kernel: return !request.usesPriorImages
    case .cov: return false
    }
  }

  /// Ranks the pixels for all targets at once.
  ///
  /// - Throws: ``InversionError`` when a background needs images and has none of the right width.
  public func solve(_ request: MethodRequest) throws(InversionError) -> MethodSolutions {
    let options = request.options.empirical
    let box = request.box
    if options.rank != .score {
      let ranked = RankedPixels(request: request)
      return MethodSolutions(
        method: name,
        parameters: [
          InversionParameter.rank.value(in: request.options),
          .init("background", options.rank == .cov ? "data" : options.background.rawValue),
          .init("lit_pixels", String(ranked.litPixels)),
        ],
        solutions: try ranked.solutions())
    }
    let probes = try probes(request)
    let full = Self.fullRamp(inputs: request.network.inputs)
    let count = min(options.litPixels ?? full, full)
    var solutions: [InverseSolution] = []
    for target in request.timedTargets {
      let wanted = Array(request.targets.logits.row(target))
      var scores = [Double](repeating: 0, count: request.network.inputs)
      for logits in probes {
        for (pixel, score) in Self.scores(logits, wanted: wanted, by: options.score).enumerated() {
          scores[pixel] += score / Double(probes.count)
        }
      }
      var picture = [UInt8](repeating: 0, count: request.network.inputs)
      for (place, pixel) in Self.ranking(scores).prefix(count).enumerated() {
        picture[pixel] = UInt8((255 - Double(place) * 255 / Double(full)).rounded())
      }
      var solution = InverseSolution(
        target: target,
        input: picture.indices.map {
          box.lower[$0] + (box.upper[$0] - box.lower[$0]) / 255 * Double(picture[$0])
        })
      // The ramp leaves steps in between: the nearest that may be is what is stored.
      solution.input = request.deciding(solution.input).box.clamped(solution.input)
      solution.picture = picture
      solutions.append(solution)
    }
    return MethodSolutions(
      method: name,
      parameters: [
        InversionParameter.rank.value(in: request.options),
        .init("score", options.score.rawValue),
        .init("background", options.background.rawValue),
        .init("lit_pixels", String(count)),
      ],
      solutions: solutions)
  }

  /// How many pixels a ramp from 255 down to nothing lights: 255 in steps of 1, as in the paper's code,
  /// or of fewer than 784 inputs the same share in larger steps.
  static func fullRamp(inputs: Int) -> Int {
    inputs >= 784 ? 255 : max(1, Int((Double(inputs) * 255 / 784).rounded()))
  }

  /// The logits of every pixel alone, over each background, `[inputs × outputs]`.
  func probes(_ request: MethodRequest) throws(InversionError) -> [Matrix] {
    try backgrounds(request).map { background in
      OneHotProbes.logits(of: request.network, background: background)
    }
  }

  /// What surrounds the lit pixel; the scores are averaged when there are several.
  private func backgrounds(_ request: MethodRequest) throws(InversionError) -> [[Double]] {
    let options = request.options.empirical
    let inputs = request.network.inputs
    switch options.background {
    case .zeros: return [[Double](repeating: 0, count: inputs)]
    case .black: return [request.box.lower]
    case .mean, .data: break
    }
    guard let images = options.backgroundImages, images.rows > 0, images.columns == inputs,
      images.isFinite
    else {
      throw InversionError(
        .badRequest,
        problem:
          "the background '\(options.background.rawValue)' needs images of \(inputs) values each")
    }
    if options.background == .data {
      return (0..<min(images.rows, 64)).map { Array(images.row($0)) }
    }
    var mean = [Double](repeating: 0, count: inputs)
    for row in 0..<images.rows {
      for (pixel, value) in images.row(row).enumerated() {
        mean[pixel] += value / Double(images.rows)
      }
    }
    return [mean]
  }

  /// How much each pixel does for the wanted logits: larger is better, `[inputs]`.
  ///
  /// - Parameters:
  ///   - logits: of the probes, `[inputs × outputs]`.
  ///   - wanted: the target, `[outputs]`.
  static func scores(
    _ logits: Matrix, wanted: [Double], by score: EmpiricalOptions.Score
  ) -> [Double] {
    (0..<logits.rows).map { pixel in
      let reached = logits.row(pixel)
      switch score {
      case .signed:
        return zip(reached, wanted).reduce(0) { $1.1 == 0 ? $0 : $0 + ($1.1 > 0 ? $1.0 : -$1.0) }
      case .l1: return -zip(reached, wanted).reduce(0) { $0 + abs($1.1 - $1.0) }
      case .l2: return -zip(reached, wanted).map { $1 - $0 }.euclideanNorm
      }
    }
  }

  /// The pixels from best to worst; of equals the lower index first.
  static func ranking(_ scores: [Double]) -> [Int] {
    scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
  }
}
