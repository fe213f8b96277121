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
    if options.constrained.goal == .exact { return LogitGoal(exactly: wanted) }
    if kind == .exact || (targets.areArbitrary && options.constrained.goal == nil) {
      return usual == .upToShift ? LogitGoal(upToShift: wanted) : LogitGoal(exactly: wanted)
    }
    if kind == .upToShift { return LogitGoal(upToShift: wanted) }
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
    return ahead(index).first
  }

  /// What `nearest` usually aims at.
  var usualNearest: SolutionCertificate.Goal {
    options.constrained.isUpToShift && network.outputs > 1 ? .upToShift : .exact
  }

  /// What is aimed at where the first goal turns out to be out of reach: the class as sure as its images are;
  /// `nil` when there is nothing else.
  func lesserGoal(_ target: Int, than goal: LogitGoal) -> LogitGoal? {
    goal.kind == .oneSided ? ahead(targets.classes[target]).second : nil
  }

  /// A class ahead: by as much as 95 of 100 images of the class are at most, and as far as 0.999999 takes;
  /// then without the latter.
  private func ahead(_ index: Int) -> (first: LogitGoal, second: LogitGoal?) {
    let head = options.head ?? network.head
    let isPicture = coordinates.isIdentity
    func goal(_ margin: Double, isCertain: Bool = true) -> LogitGoal {
      LogitGoal(
        ahead: index, margin: margin, head: head, outputs: network.outputs, isPicture: isPicture,
        isCertain: isCertain)
    }
    if let margin = options.constrained.margin { return (goal(margin), nil) }
    guard isPicture, let images = options.constrained.images, let own = images.highMargins[index],
      own > 0
    else { return (goal(LogitGoal.usualMargin(isPicture: isPicture)), nil) }
    guard head != .sigmoid, network.outputs > 1 else {
      return (goal(own), goal(own, isCertain: false))
    }
    let certain = LogitGoal.certainMargin(outputs: network.outputs)
    return own >= certain ? (goal(own), nil) : (goal(certain), goal(own, isCertain: false))
  }
}
