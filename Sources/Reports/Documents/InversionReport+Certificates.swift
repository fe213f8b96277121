import JSON
import Networks

extension InversionReport {
  /// What the method promises of an input, what is proven of it, and what the way to it had to change.
  func certificate(of solution: InverseSolution) -> JSONObject {
    var object: JSONObject = [:]
    if let certificate = solution.certificate {
      object["goal"] = .string(certificate.goal.rawValue)
      object["goalDistance"] = .number(certificate.goalDistance)
      object["isReached"] = .bool(certificate.isReached)
      for (name, value) in [
        ("goalMargin", certificate.margin),
        ("referenceDistance", certificate.referenceDistance),
        ("dualityGap", certificate.dualityGap),
        ("goalDistanceBound", certificate.goalDistanceBound),
        ("referenceDistanceBound", certificate.referenceDistanceBound),
        ("kktResidual", certificate.kktResidual),
        ("priorDistance", certificate.priorDistance),
      ] {
        if let value { object[name] = .number(value) }
      }
      if let isCertain = certificate.isCertain { object["goalIsCertain"] = .bool(isCertain) }
      if let pieces = certificate.pieces { object["pieces"] = .number(pieces) }
      if certificate.referenceDistanceBound != nil {
        object["isProvenNearest"] = .bool(certificate.isProvenNearest)
      }
    }
    if results.bounds.indices.contains(solution.target) {
      let bound = results.bounds[solution.target]
      object["lowerBound"] = .number(bound.value)
      object["direction"] = list(bound.direction)
      object["relaxation"] = .string(bound.relaxation.rawValue)
      if let search = bound.search {
        object["nodes"] = .number(search.nodes)
        object["reachedResidual"] = .number(search.reached)
        object["isProvenOptimal"] = .bool(search.isClosed)
      }
      // An input outside the range may well be nearer than any inside.
      if solution.boxViolation == 0 {
        let residual = results.residual(of: solution)
        object["gap"] = .number(residual > 0 ? 1 - bound.value / residual : 0)
      }
    }
    if !solution.layerResiduals.isEmpty {
      object["layerResiduals"] = list(solution.layerResiduals)
      object["isChainExact"] = .bool(
        results.isChainExact && solution.adjustments.allSatisfy { $0.clippedCount == 0 })
    }
    if !solution.adjustments.isEmpty {
      object["adjustments"] = .array(
        solution.adjustments.map { adjustment in
          [
            "layer": .string(adjustment.layer),
            "activation": .string(adjustment.activation),
            "clippedCount": .number(adjustment.clippedCount),
            "largestClip": .number(adjustment.largestClip),
            "ambiguousCount": .number(adjustment.ambiguousCount),
            "intervalCount": .number(adjustment.intervalCount),
          ]
        })
    }
    return object
  }

  /// Goals that were not reached, one line for each.
  var certificateLines: [String] {
    var lines: [String] = []
    for method in results.methods {
      for solution in method.solutions where solution.certificate?.isCertain == false {
        let margin = NumberText.short(solution.certificate?.margin ?? 0, significant: 4)
        lines.append(
          "\(method.groupName): a probability of 0.999999 is out of reach for "
            + "\(shortened(results.targetNames[solution.target])); asked for was as much as 95 % of its images "
            + "stay below, ahead by \(margin)")
      }
      for solution in method.solutions {
        guard let certificate = solution.certificate, !certificate.isReached else { continue }
        let name = shortened(results.targetNames[solution.target])
        var line = "\(method.groupName): what is wanted of \(name) was not reached, by "
        line += NumberText.short(certificate.goalDistance, significant: 6)
        if let bound = certificate.goalDistanceBound {
          line += "; no input in the range comes nearer than "
          line += NumberText.short(bound, significant: 6)
        }
        lines.append(line)
      }
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  /// How near to the reference what a method found is, and what is proven of that.
  var distanceLines: [String] {
    var lines: [String] = []
    for method in results.methods {
      for solution in method.solutions {
        guard let certificate = solution.certificate, certificate.isReached,
          let distance = certificate.referenceDistance,
          let bound = certificate.referenceDistanceBound
        else { continue }
        let far = NumberText.short(distance, significant: 6)
        let least = NumberText.short(bound, significant: 6)
        var line =
          "\(method.groupName): class \(shortened(results.targetNames[solution.target])) is "
        line += "\(far) from the reference"
        if certificate.isProvenNearest {
          line += ", the nearest there is: none nearer than \(least) does it, proven"
        } else {
          line += certificate.pieces.map { $0 > 0 } ?? false ? ", near (a local optimum)" : ", near"
          line += bound > 0 ? "; none nearer than \(least) does it, proven" : ""
          line += "; that it is the nearest is unproven"
        }
        lines.append(line)
      }
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  /// What softmax does not see is not asked for: said where it changes what is.
  var shiftLines: [String] {
    guard results.areTargetsUpToShift,
      results.methods.contains(where: { $0.solutions.first?.certificate?.goal == .upToShift })
    else { return [] }
    return [
      "",
      "wanted logits count up to a constant that all of them share: softmax does not see it "
        + "(--no-targets-up-to-shift: exactly)",
    ]
  }

  /// How near any input of the range can come to each target.
  var boundLines: [String] {
    func isSilent(_ target: Int) -> Bool {
      let bound = results.bounds[target]
      return bound.value == 0 && bound.search == nil
    }
    let missed = results.bounds.indices.filter { isSilent($0) && !results.isReached($0) }
    guard results.bounds.indices.contains(where: { !isSilent($0) }) || !missed.isEmpty else {
      return []
    }
    let range = results.inputRange
    let place =
      results.arePictures ? "\(range.lowerBound)...\(range.upperBound)" : "the allowed ranges"
    var lines = [""]
    for (target, bound) in results.bounds.enumerated() where !isSilent(target) {
      let name = results.targetNames[target]
      var line = "no input in \(place) has a residual L2 below "
      line += NumberText.scientific(bound.value, digits: 4)
      line += " for class \(shortened(name))"
      if results.areTargetsUpToShift { line += ", up to a constant" }
      if let search = bound.search { line += searchText(search) }
      lines.append(line)
    }
    if !missed.isEmpty {
      let names = missed.map { shortened(results.targetNames[$0]) }.joined(separator: ", ")
      lines.append(
        "nothing proven for class \(names): missed, and no bound says that it had to be (--bound lp or exact "
          + "tries harder)")
    }
    return lines
  }

  private func searchText(_ search: ResidualBound.Search) -> String {
    let reached = NumberText.scientific(search.reached, digits: 4)
    let end = search.isClosed ? "which is the best there is to 0.01 %" : "and the gap is open"
    return "; \(reached) is reached, \(end) (\(search.nodes) node\(search.nodes == 1 ? "" : "s"))"
  }
}
