import HDF5
import Networks

extension ResultsReader {
  /// What the network answers: to the inputs, to them clipped, and to their pictures of 8 bits.
  static func readVerdicts(
    _ group: borrowing HDF5Group, _ children: [String], into solutions: inout [InverseSolution]
  ) throws(HDF5Error) {
    let shape = [solutions.count]
    let clipped = try doubles("clipped_probability", group, shape)
    let rounded = try doubles("rounded_probability", group, shape)
    for index in solutions.indices {
      solutions[index].clippedProbability = clipped[index]
      solutions[index].roundedProbability = rounded[index]
    }
    if children.contains("verdict") {
      let verdicts = try indices("verdict", group, shape)
      for index in solutions.indices { solutions[index].verdict = verdicts[index] }
    }
    if children.contains("clipped_verdict") {
      let verdicts = try indices("clipped_verdict", group, shape)
      for index in solutions.indices { solutions[index].clippedVerdict = verdicts[index] }
    }
    if children.contains("rounded_verdict") {
      let verdicts = try indices("rounded_verdict", group, shape)
      for index in solutions.indices { solutions[index].roundedVerdict = verdicts[index] }
    }
  }

  /// What the network makes of all inputs in another form; nothing when that is not in the file.
  static func readings(
    _ name: String, _ group: borrowing HDF5Group, _ children: [String], _ targets: Int,
    _ outputs: Int
  ) throws(HDF5Error) -> [SolutionReading] {
    guard children.contains("\(name)_logits") else { return [] }
    let logits = try doubles("\(name)_logits", group, [targets, outputs])
    let residuals = try doubles("\(name)_residual_l2", group, [targets])
    var readings = residuals.indices.map { index in
      SolutionReading(
        logits: Array(logits[(index * outputs)..<((index + 1) * outputs)]),
        residualL2: residuals[index])
    }
    guard children.contains("\(name)_probability") else { return readings }
    let probabilities = try doubles("\(name)_probability", group, [targets])
    let verdicts = try indices("\(name)_verdict", group, [targets])
    for index in readings.indices {
      readings[index].probability = probabilities[index]
      readings[index].verdict = verdicts[index]
    }
    return readings
  }

  /// What the method promises of its inputs.
  static func readCertificates(
    _ group: borrowing HDF5Group, _ children: [String], into solutions: inout [InverseSolution]
  ) throws(HDF5Error) {
    guard children.contains("goal_distance") else { return }
    let shape = [solutions.count]
    guard let goal = SolutionCertificate.Goal(rawValue: try text("goal", group)) else {
      throw HDF5Error(.badData, object: "attribute goal of \(group.path)", problem: "is unknown")
    }
    let distances = try doubles("goal_distance", group, shape)
    let reached = try indices("goal_reached", group, shape)
    guard reached.allSatisfy({ 0...1 ~= $0 }) else {
      throw HDF5Error(
        .badData, object: "\(group.path)/goal_reached", problem: "holds numbers other than 0 and 1")
    }
    func optional(_ name: String) throws(HDF5Error) -> [Double]? {
      children.contains(name) ? try doubles(name, group, shape) : nil
    }
    let margins = try optional("goal_margin")
    let references = try optional("reference_distance")
    let gaps = try optional("duality_gap")
    let bounds = try optional("goal_distance_bound")
    let distanceBounds = try optional("reference_distance_bound")
    let kktResiduals = try optional("kkt_residual")
    let priorDistances = try optional("prior_distance")
    let pieces = children.contains("pieces") ? try indices("pieces", group, shape) : nil
    let certain =
      children.contains("goal_is_certain") ? try indices("goal_is_certain", group, shape) : nil
    for index in solutions.indices {
      var certificate = SolutionCertificate(
        goal: goal, margin: margins?[index], goalDistance: distances[index],
        isReached: reached[index] == 1, referenceDistance: references?[index],
        dualityGap: gaps?[index], goalDistanceBound: bounds?[index])
      certificate.referenceDistanceBound = distanceBounds?[index]
      certificate.kktResidual = kktResiduals?[index]
      certificate.priorDistance = priorDistances?[index]
      certificate.isCertain = certain.map { $0[index] != 0 }
      certificate.pieces = pieces?[index]
      solutions[index].certificate = certificate
    }
  }

  private static func indices(
    _ name: String, _ group: borrowing HDF5Group, _ shape: [Int]
  ) throws(HDF5Error) -> [Int] {
    var result: [Int] = []
    for value in try doubles(name, group, shape) {
      guard let index = Int(exactly: value) else {
        throw HDF5Error(
          .badData, object: "\(group.path)/\(name)", problem: "holds \(value), which is no count")
      }
      result.append(index)
    }
    return result
  }
}
