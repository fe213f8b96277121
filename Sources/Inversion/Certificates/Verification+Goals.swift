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
    PaperPicture.scale(&pictures, to: subject.options.inputSpace(of: network).box)
    for (row, solution) in method.solutions.enumerated() {
      let name = results.targetNames[solution.target]
      func place(_ dataset: String) -> String { "\(group)/\(dataset), class \(name)" }
      if results.arePictures {
        compare(
          place("images"), solution.picture.map(Double.init), pictures[row].picture.map(Double.init)
        ) { _ in 0 }
      }
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
      checkMargin(certificate, subject.request, subject.network, at: place)
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
    let coordinates = SearchCoordinates(of: subject.network, options: subject.options)
    let reference: [Double]
    switch subject.options.constrained.reference {
    case .middle: reference = coordinates.box.middle
    case .black: reference = coordinates.box.lower
    case .mean, .inputs:
      compare(place("reference_distance"), distance, max(distance, 0), within: 0)
      return
    }
    let found = zip(coordinates.coordinates(of: solution.input), reference).map { $0 - $1 }
      .euclideanNorm
    // Coordinates and back costs a digit or two.
    compare(place("reference_distance"), distance, found, within: 1e-13 * found + 1e-15)
  }

  /// Images, which the file does not have, can only widen a margin.
  private mutating func checkMargin(
    _ certificate: SolutionCertificate, _ request: InversionRequest, _ network: NeuralNetwork,
    at place: (String) -> String
  ) {
    guard certificate.goal == .oneSided else { return }
    guard let margin = certificate.margin else {
      compare(place("goal_margin"), "", "none", "a one-sided goal has one")
      return
    }
    let wanted = request.options.constrained.margin
    let isPicture = request.options.imageShape(for: network).isPicture
    let least = wanted ?? LogitGoal.usualMargin(isPicture: isPicture)
    // Images may ask for any margin above 0.
    let isLeast = wanted != nil || !request.usesPriorImages || !isPicture
    compare(place("goal_margin"), margin, isLeast ? least : max(margin, 0), within: 0)
  }

  /// The goal of a solution; `nil` when it is in images alone.
  private func goal(
    _ certificate: SolutionCertificate, _ target: Int, _ subject: VerificationSubject,
    _ outputs: Int
  ) -> LogitGoal? {
    switch certificate.goal {
    case .exact: return LogitGoal(exactly: Array(subject.targets.logits.row(target)))
    case .upToShift: return LogitGoal(upToShift: Array(subject.targets.logits.row(target)))
    case .natural: return nil
    case .oneSided:
      let isPicture = subject.options.imageShape(for: subject.network).isPicture
      return LogitGoal(
        ahead: subject.targets.classes[target],
        margin: certificate.margin ?? LogitGoal.usualMargin(isPicture: isPicture),
        head: subject.options.head ?? subject.network.head, outputs: outputs, isPicture: isPicture,
        isCertain: certificate.isCertain ?? true)
    }
  }
}
