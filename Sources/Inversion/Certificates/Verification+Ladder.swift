import Networks
import Numerics

extension Verification {
  /// The steps of a ladder.
  mutating func check(
    _ ladder: FilterLadder, _ subject: VerificationSubject
  ) {
    let targets = subject.targets
    let group = "/ladder/\(ladder.filter)"
    guard let kind = PercentileFilter.Kind(rawValue: ladder.filter) else {
      compare(group, "", ladder.filter, "no filter of that name")
      return
    }
    let isTwoSided = kind == .topAndBottom || kind == .middle
    let all = subject.request.ladderFractions ?? PercentileFilter.ladder
    compare(
      "\(group)/percentiles", ladder.fractions, isTwoSided ? all.filter { $0 <= 0.5 } : all
    ) { _ in 0 }
    var steps: [[InverseSolution]] = []
    for (step, solutions) in ladder.steps.enumerated() where !solutions.isEmpty {
      let found = measured(solutions, subject)
      steps.append(found)
      let tolerances = Self.rounding(subject.network, Matrix(rows: solutions.map(\.input)))
      for (row, (stored, computed)) in zip(solutions, found).enumerated() {
        let spread = tolerances.row(row).reduce(0, +)
        let place = "step \(step), class \(targets.classes[row])"
        compare("\(group)/residual_l2, \(place)", [stored.residualL2], [computed.residualL2]) {
          _ in spread
        }
        compare("\(group)/probability, \(place)", [stored.probability], [computed.probability]) {
          _ in 1e-12 + spread
        }
      }
    }
    guard steps.count == ladder.fractions.count else { return }
    let chosen = Inverter.chosen(
      kind, ladder.fractions, steps, targets, decimals: subject.request.ladderDecimals)
    func text(_ step: Int?) -> String {
      guard let step else { return "none" }
      return ladder.fractions.indices.contains(step) ? "\(ladder.fractions[step])" : "no step"
    }
    compare(group, "chosen", text(ladder.chosen), text(chosen))
  }
}
