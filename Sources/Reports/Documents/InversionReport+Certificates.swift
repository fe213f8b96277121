import JSON
import Networks

extension InversionReport {
  /// What the method promises of an input, and what its inverse activations changed; `nil` when neither
  /// is anything.
  func certificate(_ solution: InverseSolution) -> JSONObject? {
    var object: JSONObject = [:]
    if let certificate = solution.certificate {
      object["goal"] = .string(certificate.goal.rawValue)
      object["goalDistance"] = .number(certificate.goalDistance)
      object["isReached"] = .bool(certificate.isReached)
      for (name, value) in [
        ("referenceDistance", certificate.referenceDistance),
        ("dualityGap", certificate.dualityGap),
        ("goalDistanceBound", certificate.goalDistanceBound),
      ] {
        if let value { object[name] = .number(value) }
      }
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
    return object.isEmpty ? nil : object
  }

  /// Goals that were not reached, one line for each.
  var certificateLines: [String] {
    var lines: [String] = []
    for method in results.methods {
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
}
