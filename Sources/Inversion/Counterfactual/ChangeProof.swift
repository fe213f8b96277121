import LinearPrograms
import Networks
import Numerics

/// The smallest change that meets a condition, proven: the ball of the smallest one known is relaxed, and split
/// where units bend until the relaxation of each part is sharp.
///
/// A smaller ball makes more units straight, so that a good search is most of a proof; a better change that the
/// proof comes across makes the ball smaller again.
struct ChangeProof {
  let search: ChangeSearch
  let chain: ChangeChain
  /// After how many parts it ends.
  let nodes: Int
  /// Larger changes are of no interest.
  var limit = Double.infinity
  /// When it ends, whatever it has proven; the bound then depends on the machine.
  var deadline: ContinuousClock.Instant?

  /// What a proof comes to.
  struct Outcome {
    /// No smaller change meets the condition, not even without the hair.
    var bound: Double
    /// Whether no change meets it by the hair that is smaller than what was found, but for rounding.
    var isClosed: Bool
    /// How many parts were bounded.
    var nodes: Int
    /// The smallest change that is known.
    var found: ChangeSearch.Found?
  }

  /// A part of the ball.
  struct Part {
    /// What no change of the part falls below; by the hair, and without it.
    var (value, certified): (Double, Double)
    var relaxation: ChangeRelaxation
    var box: [ClosedRange<Double>]
    var basis: SimplexSolver.Basis?
    /// Where its bound is reached.
    var change: [Double] = []
    /// Where it is split; `nil` when everything in it is straight.
    var branch: Branch?
  }

  /// Where a part is split.
  enum Branch {
    /// What a unit is given: below and above a number.
    case unit(stage: Int, unit: Int, at: Double)
    /// A feature's change: up to one number, and from another one.
    case feature(Int, below: Double, above: Double)
  }

  /// A walk through the parts of one ball.
  struct Walk {
    var found: ChangeSearch.Found?
    /// What the parts that are done do not fall below; by the hair, and without it.
    var (value, certified) = (Double.infinity, Double.infinity)
    var nodes = 0
    /// A much smaller change was found: a smaller ball is worth beginning again.
    var isStale = false
  }

  /// The slack that counts as none.
  func tolerance(_ distance: Double) -> Double {
    switch search.distance {
    case .count: 1 - 1e-6
    case .l1, .linf: chain.isPiecewiseLinear ? 2e-7 * (1 + distance) : 1e-4 * distance + 1e-7
    case .l2: 1e-4 * distance + 1e-7
    }
  }

  /// Proves.
  ///
  /// - Parameter known: the smallest change that is known.
  func prove(_ known: ChangeSearch.Found?) -> Outcome {
    var result = Outcome(bound: 0, isClosed: false, nodes: 0, found: known)
    for _ in 0..<8 {
      var walk = Walk()
      walk.found = result.found
      walk.nodes = result.nodes
      let radius = min(result.found?.distance ?? .infinity, limit)
      // Fewer features than that, or as small: what else there is, is not smaller.
      let ball = ChangeBall(
        search.space, search.distance, radius: search.distance == .count ? radius - 1 : radius)
      do {
        try self.walk(ball, outside: radius, &walk)
      } catch {
        // What was proven before stays proven.
        walk.value = 0
        walk.certified = 0
      }
      result.found = walk.found
      result.nodes = walk.nodes
      let reached = min(walk.found?.distance ?? .infinity, limit)
      var bound = min(walk.certified, reached, radius)
      if search.distance == .count { bound = (bound - 1e-6).rounded(.up) }
      result.bound = max(result.bound, safe(bound))
      result.isClosed =
        reached.isFinite ? walk.value >= reached - 2 * tolerance(reached) : walk.value == .infinity
      if !walk.isStale || result.isClosed { break }
    }
    return result
  }

  /// A bound for what a forward pass reaches, which rounds.
  private func safe(_ bound: Double) -> Double {
    bound.isFinite && search.distance != .count ? max(bound * (1 - 1e-12) - 1e-13, 0) : bound
  }

  // MARK: - One ball

  private func walk(
    _ ball: ChangeBall, outside: Double, _ walk: inout Walk
  ) throws(LinearProgramError) {
    guard var root = ChangeRelaxation(chain, ball: ball) else {
      walk.value = outside
      walk.certified = outside
      return
    }
    let tangents = walk.found.map { [chain.values($0.change).logits] } ?? []
    let whole = Part(
      value: 0, certified: 0, relaxation: root, box: ball.bounds, basis: nil, branch: nil)
    var program = try ChangeProgram(root, search.condition, search.space, tangents: tangents)
    var open: [Part] = []
    walk.nodes += 1
    if let part = try bounded(whole, outside, &program, &walk) {
      try polish(part, &program, &walk)
      let units = program.units.count
      if part.value < enough(walk), units > 1, ball.radius.isFinite, units <= 200,
        let narrow = try tightened(root, &program)
      {
        root = narrow
        program = try ChangeProgram(root, search.condition, search.space, tangents: tangents)
        var again = part
        again.relaxation = root
        again.basis = nil
        if let part = try bounded(again, outside, &program, &walk) { open.append(part) }
      } else {
        open.append(part)
      }
    }
    let start = outside
    while let part = open.popLast() {
      guard part.value < enough(walk), let branch = part.branch else {
        close(part, &walk)
        continue
      }
      let reached = walk.found?.distance ?? .infinity
      walk.isStale = reached < (start.isFinite ? 0.9 * start : .infinity)
      let isLate = deadline.map { ContinuousClock.now >= $0 } ?? false
      guard walk.nodes < nodes, !isLate,
        !walk.isStale || search.distance == .count && start.isFinite
      else {
        close(part, &walk)
        for part in open { close(part, &walk) }
        return
      }
      for half in halves(part, branch) {
        walk.nodes += 1
        guard let child = try bounded(half, outside, &program, &walk) else { continue }
        if child.value >= enough(walk) {
          close(child, &walk)
          continue
        }
        if walk.nodes & (walk.nodes - 1) < 2 || child.branch == nil {
          try polish(child, &program, &walk)
        }
        // The part with the smallest bound stands last.
        var (first, last) = (0, open.count)
        while first < last {
          let middle = (first + last) / 2
          if open[middle].value > child.value { first = middle + 1 } else { last = middle }
        }
        open.insert(child, at: first)
      }
    }
  }

  private func close(_ part: Part, _ walk: inout Walk) {
    walk.value = min(walk.value, part.value)
    walk.certified = min(walk.certified, part.certified)
  }

  /// What a part has to reach to be of no interest.
  private func enough(_ walk: Walk) -> Double {
    let reached = min(walk.found?.distance ?? .infinity, limit)
    return reached.isFinite ? reached - tolerance(reached) : .infinity
  }

  /// Bounds a part.
  ///
  /// - Returns: `nil` when the part is done with: no change in it meets the condition, or the solver failed.
  private func bounded(
    _ part: Part, _ outside: Double, _ program: inout ChangeProgram, _ walk: inout Walk
  ) throws(LinearProgramError) -> Part? {
    var part = part
    try program.apply(part.relaxation, box: part.box)
    if let basis = part.basis { program.solver.start(at: basis) }
    do {
      var solution = try program.solver.minimize(program.objective)
      if !solution.isFeasible, !program.solver.program.contradicts(solution.multipliers) {
        solution = try program.solver.minimize(program.objective, isNew: true)
      }
      for _ in 0..<20 {
        guard solution.isFeasible, try program.sharpen(solution.values) else { break }
        solution = try program.solver.minimize(program.objective)
      }
      guard solution.isFeasible else {
        if program.solver.program.contradicts(solution.multipliers) {
          part.value = outside
          part.certified = outside
        }
        close(part, &walk)
        return nil
      }
      let bound = program.solver.program.bound(
        program.objective, multipliers: solution.multipliers)
      part.certified = max(part.certified, bound)
      part.value = max(part.value, bound + program.price(solution.multipliers))
      part.basis = program.solver.basis(rows: program.solver.program.rows.count)
      part.branch = branch(part, program, solution)
      part.change = program.change(solution.values)
      learn(part.change, &walk)
      return part
    } catch {
      // Where the solver fails, what holds for the whole holds for its half.
      close(part, &walk)
      return nil
    }
  }

  /// The halves of a part, as far as there is anything in them.
  private func halves(_ part: Part, _ branch: Branch) -> [Part] {
    var result: [Part] = []
    for side in 0..<2 {
      var half = part
      switch branch {
      case .unit(let stage, let unit, let point):
        var limits = part.relaxation.limits
        let range = limits[stage][unit]
        limits[stage][unit] =
          side == 0 ? range.lowerBound...point : point...range.upperBound
        if chain.stages.count > stage + 1 {
          // What stands behind the unit becomes narrower, too.
          guard
            let narrow = ChangeRelaxation(
              chain, ball: part.relaxation.ball, known: limits, from: (part.relaxation, stage + 1))
          else { continue }
          half.relaxation = narrow
        } else {
          half.relaxation = part.relaxation.narrowed(to: limits)
        }
      case .feature(let feature, let below, let above):
        let range = part.box[feature]
        let (low, high) = side == 0 ? (range.lowerBound, below) : (above, range.upperBound)
        guard low <= high else { continue }
        half.box[feature] = low...high
      }
      result.append(half)
    }
    return result
  }
}
