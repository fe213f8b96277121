import Networks
import Numerics

extension Verification {
  /// Proves the bounds again: along the stored directions, or as they were found where linear programs
  /// gave them.
  mutating func checkBounds(_ subject: VerificationSubject) {
    let (results, network) = (subject.results, subject.network)
    guard !results.bounds.isEmpty else { return }
    let isProgram = results.bounds.contains {
      $0.relaxation == .linearProgram || $0.relaxation == .branchAndBound
    }
    if !isProgram,
      let relaxed = try? LowerBound(network, box: subject.options.inputSpace(of: network).box)
    {
      compareBounds(results) { target, bound in
        relaxed.value(Array(results.targets.row(target)), along: bound.direction)
      }
    } else if isProgram,
      let again = try? LowerBound.bounds(
        network, options: subject.options, targets: subject.targets, solutions: results.methods,
        wanted: BoundOptions(results),
        nodes: results.bounds.map {
          min($0.search?.nodes ?? 1, BoundOptions.possibleNodes.upperBound + 1)
        })
    {
      compareBounds(results) { target, _ in again[target] }
    } else {
      compare("/targets/lower_bound", "", "a bound", "none: the network cannot be bounded")
    }
  }

  private mutating func compareBounds(
    _ results: InversionResults, _ again: (Int, ResidualBound) -> ResidualBound
  ) {
    for (target, bound) in results.bounds.enumerated() {
      let name = "class \(results.targetNames[target])"
      let length = bound.direction.euclideanNorm
      compare("/targets/bound_direction, \(name), length", [length], [1]) { _ in 1e-12 }
      guard length > 0, length.isFinite else { continue }
      let found = again(target, bound)
      // A search that another processor's rounding sends another way ends elsewhere within its gap.
      let share = bound.search == nil ? 1e-6 : 1e-3
      compare(
        "/targets/bound_relaxation", name, bound.relaxation.rawValue, found.relaxation.rawValue)
      compare("/targets/lower_bound, \(name)", [bound.value], [found.value]) { _ in
        share * found.value + 1e-9
      }
      guard let search = bound.search else { continue }
      guard let fresh = found.search else {
        compare("/targets/bound_nodes", name, "\(search.nodes)", "no search")
        continue
      }
      compare("/targets/bound_reached, \(name)", [search.reached], [fresh.reached]) { _ in
        share * fresh.reached + 1e-9
      }
      let isClosed = BranchAndBound.isClosed(
        bound.value, reached: search.reached, Array(results.targets.row(target)))
      compare("/targets/bound_is_closed", name, "\(search.isClosed)", "\(isClosed)")
    }
  }
}

extension BoundOptions {
  /// What the bounds of results were sought with.
  init(_ results: InversionResults) {
    self.init()
    let isSearched = results.bounds.contains { $0.relaxation == .branchAndBound }
    effort = isSearched ? .exact : .linearProgram
  }
}
