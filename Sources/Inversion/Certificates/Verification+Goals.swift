import Networks
import Numerics

extension Verification {
  /// Measures again what methods promise of their inputs, as far as it follows from inputs and model.
  ///
  /// Images are not in a results file: of a margin that they decide, only the least is known without them.
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
    let request = subject.methodRequest(for: subject.targets)
    let isNearest = method.method == NearestMethod().name
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
      check(
        certificate, solution, reached, within: spread, subject, request, isNearest: isNearest,
        at: place)
    }
  }

  private mutating func check(
    _ certificate: SolutionCertificate, _ solution: InverseSolution, _ logits: [Double],
    within spread: Double, _ subject: VerificationSubject, _ request: MethodRequest,
    isNearest: Bool, at place: (String) -> String
  ) {
    let stored = certificate.goalDistance
    if let goal = goal(certificate, solution.target, subject, request, at: place) {
      let found = goal.distance(logits)
      compare(place("goal_distance"), stored, found, within: spread)
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
    guard let distance = certificate.referenceDistance else {
      if isNearest { compare(place("reference_distance"), "", "none", "nearest has one") }
      return
    }
    guard let reference = request.reference(of: solution.target) else {
      compare(place("reference_distance"), distance, max(distance, 0), within: 0)
      return
    }
    let point = request.coordinates.coordinates(of: solution.input)
    let found = zip(point, reference).map { $0 - $1 }.euclideanNorm
    // Coordinates and back costs a digit or two.
    compare(place("reference_distance"), distance, found, within: 1e-13 * found + 1e-15)
  }

  /// The goal of a solution, which its own certificate has to name; `nil` when it is in images that are not
  /// at hand.
  private mutating func goal(
    _ certificate: SolutionCertificate, _ target: Int, _ subject: VerificationSubject,
    _ request: MethodRequest, at place: (String) -> String
  ) -> LogitGoal? {
    let isAtHand = !subject.request.isMissing(.priorImages)
    if certificate.goal != .natural || isAtHand,
      var goal = try? request.goal(target, usual: certificate.goal)
    {
      compare(place("goal"), "", certificate.goal.rawValue, goal.kind.rawValue)
      guard goal.isInequality else { return goal }
      guard let margin = certificate.margin else {
        compare(place("goal_margin"), "", "none", "a one-sided goal has one")
        return goal
      }
      if certificate.isCertain == false, let lesser = request.lesserGoal(target, than: goal) {
        goal = lesser
      }
      let found = goal.margin ?? margin
      guard subject.options.constrained.margin == nil, !isAtHand else {
        compare(place("goal_margin"), margin, found, within: 1e-9 * found)
        return goal
      }
      // Images, which are not at hand, may ask for any margin above 0.
      compare(place("goal_margin"), margin, margin > 0 ? margin : found, within: 0)
      return LogitGoal(
        ahead: subject.targets.classes[target], margin: margin > 0 ? margin : found,
        head: request.options.head ?? request.network.head, outputs: request.network.outputs,
        isPicture: request.coordinates.isIdentity, isCertain: certificate.isCertain ?? true)
    }
    return nil
  }
}

extension MethodRequest {
  /// The input that one near it is sought of, in coordinates; `nil` when it is in data that are not at hand.
  fileprivate func reference(of target: Int) -> [Double]? {
    switch options.constrained.reference {
    case .middle: middle
    case .black: box.lower
    case .mean: options.constrained.images?.mean
    case .inputs(let inputs): inputs.isEmpty ? nil : inputs[target % inputs.count]
    }
  }
}
