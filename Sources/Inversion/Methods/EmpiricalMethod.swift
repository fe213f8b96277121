import LinearAlgebra
public import Networks

/// The paper's empirical method (section 2.1, appendix 6.1.3): every pixel alone through the network,
/// pixels ranked by what they do for the class, a ramp of brightness down the ranking.
public struct EmpiricalMethod: InversionMethod {
  /// `empirical`.
  public let name = "empirical"
  /// One line for a listing.
  public let summary = "pixels ranked one by one, lit from 255 downwards (paper 2.1)"

  /// It does not.
  public let usesInverseMatrices = false

  /// Creates the method.
  public init() {}

  /// Applies to every network.
  public func obstacle(for network: Network) -> InversionError? { nil }

  /// Ranks the pixels for all targets at once.
  ///
  /// - Throws: nothing of its own; the protocol allows it.
  public func solve(_ problem: InversionProblem) throws(InversionError) -> MethodSolutions {
    let options = problem.options.empirical
    let range = problem.options.inputRange
    let background = options.background == .gray ? 0 : range.lowerBound
    let logits = OneHotProbes.logits(of: problem.network, background: background)
    let count = min(options.litPixels, problem.network.inputs)
    // With fewer than 255 pixels the ramp still ends near black: a step larger than the paper's 1.
    let step = problem.network.inputs >= 255 ? 1 : 255 / Double(count)
    var solutions: [InverseSolution] = []
    for target in 0..<problem.targets.logits.rows {
      let wanted = Array(problem.targets.logits.row(target))
      let scores = Self.scores(logits, wanted: wanted, by: options.score)
      var picture = [UInt8](repeating: 0, count: problem.network.inputs)
      for (place, pixel) in Self.ranking(scores).prefix(count).enumerated() {
        picture[pixel] = UInt8((255 - Double(place) * step).rounded())
      }
      let scale = (range.upperBound - range.lowerBound) / 255
      var solution = InverseSolution(
        target: target, input: picture.map { range.lowerBound + scale * Double($0) })
      solution.picture = picture
      solutions.append(solution)
    }
    return MethodSolutions(
      method: name,
      parameters: [
        .init("score", options.score.rawValue), .init("background", options.background.rawValue),
        .init("lit_pixels", String(count)),
      ],
      solutions: solutions)
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
      case .l2: return -euclideanNorm(zip(reached, wanted).map { $1 - $0 })
      }
    }
  }

  /// The pixels from best to worst; of equals the lower index first.
  static func ranking(_ scores: [Double]) -> [Int] {
    scores.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
  }
}
