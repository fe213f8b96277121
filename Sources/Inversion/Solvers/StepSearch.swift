import Networks
import Numerics

/// Inputs of which some may only be whole numbers, or one of a group.
///
/// First all values are sought as if they were continuous, then all steps are decided at once by rounding, and
/// the rest is sought again. From there on decisions are tried one by one, the nearest first, and what cannot
/// become better than what is known is left (branch and bound); after some tries the best is what counts.
struct StepSearch {
  let coordinates: SearchCoordinates

  /// How many times the continuous values are sought: where much is to be decided a try costs more than it
  /// finds.
  private var tries: Int {
    let integers = coordinates.inputs.features.count { $0.kind == .integer }
    return integers + coordinates.inputs.oneHotGroups.count <= 12 ? 40 : 6
  }

  /// What is decided next: features, and the values that they may be given, the likeliest first.
  private struct Choice {
    var features: [Int]
    var values: [[Double]]
  }

  /// Searches.
  ///
  /// - Parameters:
  ///   - box: what the coordinates may be.
  ///   - tolerance: the distance from the goal that counts as none.
  ///   - solve: finds the best of a box, near an answer of a wider one.
  /// - Returns: the best that was found, all steps decided.
  func search(
    in box: Box, tolerance: Double, _ solve: (_ box: Box, _ near: SearchAnswer?) -> SearchAnswer
  ) -> SearchAnswer {
    let relaxed = solve(box, nil)
    guard coordinates.inputs.hasSteps else { return relaxed }
    var best = solve(decided(box, as: relaxed.point), relaxed)
    // What no continuous values reach no steps do.
    guard relaxed.distance <= tolerance else { return best }
    var open = halves(of: box, relaxed.point).map { (box: $0, near: relaxed) }
    var done = 2
    while done < tries, let part = open.popLast() {
      done += 1
      let found = solve(part.box, part.near)
      guard isBetter(found, best, tolerance) else { continue }
      let parts = halves(of: part.box, found.point)
      guard !parts.isEmpty else {
        best = found
        continue
      }
      open += parts.map { (box: $0, near: found) }
    }
    return best
  }

  /// Whether one answer is better than another by more than rounding.
  private func isBetter(_ one: SearchAnswer, _ other: SearchAnswer, _ tolerance: Double) -> Bool {
    if one.distance <= tolerance, other.distance <= tolerance {
      return one.value < (1 - 1e-9) * other.value
    }
    return one.distance < (1 - 1e-9) * other.distance
  }

  /// The box with all steps decided, as near to a point as each allows.
  func decided(_ box: Box, as point: [Double]) -> Box {
    var box = box
    while let choice = choice(in: box, point) {
      box = pinned(box, choice.features, choice.values[0])
    }
    return box
  }

  /// The parts of a box in which the next step is decided, the likeliest last; none when all are.
  private func halves(of box: Box, _ point: [Double]) -> [Box] {
    guard let choice = choice(in: box, point) else { return [] }
    return choice.values.reversed().map { pinned(box, choice.features, $0) }
  }

  private func pinned(_ box: Box, _ features: [Int], _ values: [Double]) -> Box {
    var (lower, upper) = (box.lower, box.upper)
    for (feature, value) in zip(features, values) {
      let place = (value - coordinates.center[feature]) / coordinates.scale[feature]
      (lower[feature], upper[feature]) = (place, place)
    }
    return (try? Box(lower: lower, upper: upper)) ?? box
  }

  private func choice(in box: Box, _ point: [Double]) -> Choice? {
    func isOpen(_ index: Int) -> Bool { box.lower[index] < box.upper[index] }
    func value(_ index: Int) -> Double {
      coordinates.center[index] + coordinates.scale[index] * point[index]
    }
    for group in coordinates.inputs.oneHotGroups where group.members.contains(where: isOpen) {
      let members = group.members
      let fixed = members.map { coordinates.inputs.features[$0].searched }
      // What is fixed, or cannot be 1, stays as it is.
      let possible = members.indices.filter { place in
        fixed[place].upperBound == 1
          && members.indices.allSatisfy { $0 == place || fixed[$0].lowerBound == 0 }
      }
      let order = possible.sorted {
        (value(members[$0]), $1) > (value(members[$1]), $0)
      }
      guard !order.isEmpty else { continue }
      return Choice(
        features: members,
        values: order.map { one in members.indices.map { $0 == one ? 1 : 0 } })
    }
    // The whole number that is nearest to one is decided first: it costs least.
    var best: (miss: Double, choice: Choice)?
    for (index, feature) in coordinates.inputs.features.enumerated()
    where feature.kind == .integer && isOpen(index) {
      let value = min(max(value(index), feature.range.lowerBound), feature.range.upperBound)
      let candidates = [value.rounded(), value.rounded(.down), value.rounded(.up)]
        .filter(feature.range.contains)
      guard let first = candidates.first else { continue }
      let miss = abs(value - first)
      guard miss < best?.miss ?? .infinity else { continue }
      let values =
        miss == 0
        ? [first]
        : Array(
          candidates.reduce(into: []) { list, next in
            if !list.contains(next) { list.append(next) }
          })
      best = (miss, Choice(features: [index], values: values.map { [$0] }))
    }
    return best?.choice
  }
}

extension MethodRequest {
  /// Searches with all steps decided in the end.
  ///
  /// - Parameters:
  ///   - goal: what is wanted.
  ///   - solve: finds the best of a box, near an answer of a wider one.
  func respectingSteps(
    _ goal: LogitGoal, _ solve: (_ request: MethodRequest, _ near: SearchAnswer?) -> SearchAnswer
  ) -> SearchAnswer {
    StepSearch(coordinates: coordinates).search(in: box, tolerance: goal.tolerance) { box, near in
      var request = self
      request.box = box
      return solve(request, near)
    }
  }

  /// The request with all steps decided as a point has them, as near as each allows.
  func deciding(_ point: [Double]) -> MethodRequest {
    guard coordinates.inputs.hasSteps else { return self }
    var request = self
    request.box = StepSearch(coordinates: coordinates).decided(box, as: point)
    return request
  }
}
