import Networks
import Numerics

extension MethodRequest {
  /// The goal for one target.
  ///
  /// - Parameters:
  ///   - target: the row of the targets.
  ///   - usual: what the method aims at when nothing else is asked for.
  /// - Throws: ``InversionError`` when a goal does not go with the targets, or images are missing.
  func goal(
    _ target: Int, usual: SolutionCertificate.Goal
  ) throws(InversionError) -> LogitGoal {
    let kind = options.constrained.goal ?? usual
    let wanted = Array(targets.logits.row(target))
    // Logits that were asked for one by one are meant as they are.
    if kind == .exact || (targets.areArbitrary && options.constrained.goal == nil) {
      return LogitGoal(exactly: wanted)
    }
    guard !targets.areArbitrary else {
      throw InversionError(
        .badRequest,
        problem: "the goal \(kind.rawValue) is one of classes; it does not go with --targets")
    }
    let index = targets.classes[target]
    if kind == .natural {
      let images = try images(for: "the goal natural")
      guard let logits = images.naturalLogits[index] else {
        throw InversionError(
          .badRequest,
          problem: "the network assigns none of the prior's images to \(targets.names[target]), so "
            + "there are no natural logits for it")
      }
      return LogitGoal(exactly: logits, kind: .natural)
    }
    return LogitGoal(
      ahead: index, margin: margin(of: index), head: options.head ?? network.head,
      outputs: network.outputs, isPicture: coordinates.isIdentity)
  }

  /// How far a class has to be ahead: as usual, or what images of the class have and a quarter more.
  private func margin(of index: Int) -> Double {
    if let margin = options.constrained.margin { return margin }
    let usual = LogitGoal.usualMargin(isPicture: coordinates.isIdentity)
    guard coordinates.isIdentity, let images = options.constrained.images,
      let median = images.medianMargins[index]
    else { return usual }
    return max(usual, 1.25 * median)
  }
}
