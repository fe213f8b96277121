import Networks
import Numerics

extension Verification {
  /// Measures again what methods promise of their inputs, as far as it follows from inputs and model.
  ///
  /// Images are not in a results file: of a margin that they decide, only the least is known.
  mutating func checkCertificates(
    _ method: MethodSolutions, _ subject: VerificationSubject
  ) {
    guard !method.solutions.isEmpty else { return }
    let group = "/solutions/\(method.groupName)"
    let (results, network) = (subject.results, subject.network)
    let inputs = Matrix(rows: method.solutions.map(\.input))
    let logits = network.logits(for: inputs)
    let rounding = Self.rounding(network, inputs)
    var pictures = method.solutions
    PaperPicture.scale(&pictures, to: results.inputRange)
    for (row, solution) in method.solutions.enumerated() {
      let name = results.targetNames[solution.target]
      func place(_ dataset: String) -> String { "\(group)/\(dataset), class \(name)" }
      compare(
        place("images"), solution.picture.map(Double.init), pictures[row].picture.map(Double.init)
      ) { _ in 0 }
      guard let certificate = solution.certificate else {
        compare(place("goal_distance"), "", "none", "the method \(method.method) has one")
        continue
      }
      let reached = Array(logits.row(row))
      let spread = 2 * rounding.row(row).reduce(0, +)
      check(certificate, solution, reached, within: spread, subject, at: place)
    }
  }

  private mutating func check(
    _ certificate: SolutionCertificate, _ solution: InverseSolution, _ logits: [Double],
    within spread: Double, _ subject: VerificationSubject, at place: (String) -> String
  ) {
    let stored = certificate.goalDistance
    if let goal = goal(certificate, solution.target, subject, logits.count) {
      let found = goal.distance(logits)
      compare(place("goal_distance"), stored, found, within: spread)
      checkMargin(certificate, subject.request, at: place)
      // Solvers stop where rounding begins; what is far from it is not reached.
      let farthest = max(1e-6 * (1 + goal.offsets.euclideanNorm), spread)
      if certificate.isReached {
        compare(place("goal_reached"), max(found, farthest), farthest, within: 0)
      } else {
        let least = 1e-12 / 2 * (1 + goal.offsets.euclideanNorm)
        compare(place("goal_reached"), 0, found + spread > least ? 0 : 1, within: 0)
      }
    } else {
      // NaN compares with nothing.
      compare(place("goal_distance"), stored, max(stored, 0), within: 0)
    }
    if let bound = certificate.goalDistanceBound {
      let most = stored + spread + 1e-9 * stored
      compare(place("goal_distance_bound"), min(max(bound, 0), most), bound, within: 0)
    }
    if let gap = certificate.dualityGap {
      compare(place("duality_gap"), max(gap, 0), gap, within: 0)
    }
    guard let distance = certificate.referenceDistance else { return }
    let range = subject.options.inputRange
    let reference: Double
    switch subject.options.constrained.reference {
    case .middle: reference = range.lowerBound + (range.upperBound - range.lowerBound) / 2
    case .black: reference = range.lowerBound
    case .mean, .inputs:
      compare(place("reference_distance"), distance, max(distance, 0), within: 0)
      return
    }
    let found = solution.input.map { $0 - reference }.euclideanNorm
    compare(place("reference_distance"), distance, found, within: 1e-13 * found)
  }

  /// Images, which the file does not have, can only widen a margin.
  private mutating func checkMargin(
    _ certificate: SolutionCertificate, _ request: InversionRequest, at place: (String) -> String
  ) {
    guard certificate.goal == .oneSided else { return }
    guard let margin = certificate.margin else {
      compare(place("goal_margin"), "", "none", "a one-sided goal has one")
      return
    }
    let wanted = request.options.constrained.margin
    let least = wanted ?? 20
    let isLeast = wanted != nil || !request.usesPriorImages
    compare(place("goal_margin"), margin, isLeast ? least : max(least, margin), within: 0)
  }

  /// The goal of a solution; `nil` when it is in images alone.
  private func goal(
    _ certificate: SolutionCertificate, _ target: Int, _ subject: VerificationSubject,
    _ outputs: Int
  ) -> LogitGoal? {
    switch certificate.goal {
    case .exact: return LogitGoal(exactly: Array(subject.targets.logits.row(target)))
    case .natural: return nil
    case .oneSided:
      return LogitGoal(
        ahead: subject.targets.classes[target], margin: certificate.margin ?? 20,
        head: subject.options.head ?? subject.network.head, outputs: outputs)
    }
  }
}
