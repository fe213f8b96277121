package import Networks
import Numerics

extension Inverter {
  /// What ``NearestMethod`` found, or what is better and known from elsewhere, with how near anything can be.
  ///
  /// - Parameters:
  ///   - found: solutions of the method, with their evidence.
  ///   - targets: what was wanted.
  ///   - known: inputs for each target that other methods or a bound's search came to.
  ///   - effort: how hard to try to prove the distance; `nil` not to try.
  /// - Throws: ``InversionError`` when the reference needs images, or numbers overflow.
  package func refined(
    _ found: MethodSolutions, _ targets: InversionTargets, known: [[[Double]]],
    effort: BoundOptions?
  ) throws(InversionError) -> MethodSolutions {
    let method = NearestMethod()
    guard found.method == method.name, !network.isAffine else { return found }
    let request = MethodRequest(
      coordinates: coordinates, box: coordinates.box, targets: targets,
      options: coordinates.options(options), filter: nil, inverses: [])
    let references = try method.references(request)
    let widths = request.smoothingWidths
    let hasSteps = coordinates.inputs.hasSteps
    var result = found
    for index in result.solutions.indices {
      let solution = result.solutions[index]
      guard let stored = solution.certificate else { continue }
      let target = solution.target
      let goal = try request.goal(target, usual: request.usualNearest)
      let reference = references[target % references.count]
      let point = coordinates.coordinates(of: solution.input)
      let search = NearestSearch(
        request.deciding(point), goal, reference: reference, widths: widths)
      let before = SearchAnswer(
        point: point, distance: stored.goalDistance,
        likelihood: zip(point, reference).map { $0 - $1 })
      var best = before
      for other in known.indices.contains(target) ? known[target] : []
      where !hasSteps || coordinates.inputs.allowsSteps(of: other) {
        let place = coordinates.coordinates(of: other)
        let around = NearestSearch(
          request.deciding(place), goal, reference: reference, widths: widths)
        best = around.improved(best, from: [place])
      }
      var bound: Double?
      if effort != nil, best.distance > goal.tolerance {
        bound = 0
      } else if let effort,
        let outcome = DistanceProof(search: search, effort: effort).prove(best)
      {
        best = outcome.found
        bound = outcome.bound
      }
      if best.point != point {
        var new = InverseSolution(target: target, input: coordinates.raw(best.point))
        new.certificate = search.certificate(of: best)
        result.solutions[index] = new
      }
      result.solutions[index].certificate?.referenceDistanceBound = bound
    }
    let isSame = zip(result.solutions, found.solutions).allSatisfy { $0.input == $1.input }
    guard !isSame else { return result }
    PaperPicture.scale(&result.solutions, to: coordinates.inputs.box)
    try measure(&result, targets, options)
    return result
  }
}

extension InputSpace {
  /// Whether the features of an input that take whole numbers do, and of each group one is 1.
  fileprivate func allowsSteps(of input: [Double]) -> Bool {
    zip(features, input).allSatisfy { $0.kind == .continuous || $1 == $1.rounded() }
      && oneHotGroups.allSatisfy { group in group.members.reduce(0) { $0 + input[$1] } == 1 }
  }
}
