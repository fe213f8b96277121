import HDF5
import Networks
import Numerics

extension ResultsReader {
  static func methods(
    _ group: borrowing HDF5Group, targets: Int, _ outputs: Int
  ) throws(HDF5Error) -> [MethodSolutions] {
    var found: [(order: Double, method: MethodSolutions)] = []
    for name in try group.childNames() {
      let method = try group.group(name)
      let filter = try text("filter", method)
      found.append(
        (
          try numbers("order", 1, method)[0],
          MethodSolutions(
            method: try text("method", method), filter: filter == "none" ? nil : filter,
            parameters: try parameters(method, except: ["method", "filter", "goal"]),
            solutions: try solutions(method, targets: targets, outputs))
        ))
    }
    found.sort { $0.order < $1.order }
    guard found.map(\.order) == found.indices.map(Double.init) else {
      throw HDF5Error(
        .badData, object: group.path, problem: "have orders that are not 0, 1, 2 and so on")
    }
    return found.map(\.method)
  }

  private static func solutions(
    _ group: borrowing HDF5Group, targets: Int, _ outputs: Int
  ) throws(HDF5Error) -> [InverseSolution] {
    let inputs = try matrix("inputs", group, rows: targets)
    let logits = try doubles("logits", group, [targets, outputs])
    let residualL1 = try doubles("residual_l1", group, [targets])
    let residualL2 = try doubles("residual_l2", group, [targets])
    let violation = try doubles("box_violation", group, [targets])
    let outside = try doubles("outside_fraction", group, [targets])
    var result = (0..<targets).map { target in
      var solution = InverseSolution(target: target, input: Array(inputs.row(target)))
      solution.logits = Array(logits[(target * outputs)..<((target + 1) * outputs)])
      solution.residualL1 = residualL1[target]
      solution.residualL2 = residualL2[target]
      solution.boxViolation = violation[target]
      solution.outsideFraction = outside[target]
      return solution
    }
    let children = try group.childNames()
    if children.contains("images") { try readPictures(group, into: &result) }
    // Outputs that are numbers have no probabilities.
    if children.contains("probability") {
      try readProbabilities(group, outputs, into: &result)
      try readVerdicts(group, children, into: &result)
    }
    for (index, reading) in try readings("float32", group, children, targets, outputs).enumerated()
    {
      result[index].single = reading
    }
    for (index, reading) in try readings("drawn", group, children, targets, outputs).enumerated() {
      result[index].drawn = reading
    }
    try readCertificates(group, children, into: &result)
    if children.contains("layer_residuals") {
      let residuals = try matrix("layer_residuals", group, rows: targets)
      for target in result.indices { result[target].layerResiduals = Array(residuals.row(target)) }
    }
    if children.contains("adjusted_layers") { try readAdjustments(group, into: &result) }
    return result
  }

  private static func readPictures(
    _ group: borrowing HDF5Group, into solutions: inout [InverseSolution]
  ) throws(HDF5Error) {
    let images = try group.dataset("images")
    let width = solutions.first?.input.count ?? 0
    guard images.shape.count == 3, images.shape[0] == solutions.count,
      images.shape[1].multipliedReportingOverflow(by: images.shape[2]) == (width, false)
    else {
      throw HDF5Error(
        .badData, object: images.path,
        problem: "has the shape \(images.shape); a picture of \(width) pixels for each of "
          + "\(solutions.count) targets was expected")
    }
    let pixels = try images.bytes()
    for target in solutions.indices {
      solutions[target].picture = Array(pixels[(target * width)..<((target + 1) * width)])
    }
  }

  private static func readProbabilities(
    _ group: borrowing HDF5Group, _ outputs: Int, into solutions: inout [InverseSolution]
  ) throws(HDF5Error) {
    let all = try doubles("probabilities", group, [solutions.count, outputs])
    for target in solutions.indices {
      solutions[target].probabilities = Array(all[(target * outputs)..<((target + 1) * outputs)])
    }
    for (name, measure) in [
      ("probability", \InverseSolution.probability), ("margin", \.margin),
      ("softmax_probability", \.softmaxProbability), ("sigmoid_probability", \.sigmoidProbability),
    ] {
      let values = try doubles(name, group, [solutions.count])
      for target in solutions.indices { solutions[target][keyPath: measure] = values[target] }
    }
  }

  /// The activations' names are not stored: they are the model's.
  private static func readAdjustments(
    _ group: borrowing HDF5Group, into solutions: inout [InverseSolution]
  ) throws(HDF5Error) {
    let layers = try group.textDataset("adjusted_layers")
    let shape = [solutions.count, layers.count]
    let clipped = try doubles("clipped_count", group, shape)
    let largest = try doubles("largest_clip", group, shape)
    let ambiguous = try doubles("ambiguous_count", group, shape)
    let interval = try doubles("interval_count", group, shape)
    for target in solutions.indices {
      for (column, layer) in layers.enumerated() {
        let place = target * layers.count + column
        guard let clips = Int(exactly: clipped[place]),
          let choices = Int(exactly: ambiguous[place]), let flat = Int(exactly: interval[place])
        else {
          throw HDF5Error(
            .badData, object: group.path, problem: "has counts of clipped values that are no counts"
          )
        }
        guard clips != 0 || choices != 0 || flat != 0 || largest[place] != 0 else { continue }
        solutions[target].adjustments.append(
          ActivationAdjustment(
            layer: layer, activation: "", clippedCount: clips, largestClip: largest[place],
            ambiguousCount: choices, intervalCount: flat))
      }
    }
  }

  // MARK: Values

  static func text(
    _ name: String, _ group: borrowing HDF5Group
  ) throws(HDF5Error) -> String {
    guard let text = try group.text(name) else {
      throw HDF5Error(
        .badData, object: "attribute \(name) of \(group.path)", problem: "is missing")
    }
    return text
  }

  static func numbers(
    _ name: String, _ count: Int, _ group: borrowing HDF5Group
  ) throws(HDF5Error) -> [Double] {
    guard let numbers = try group.numbers(name), numbers.count == count else {
      throw HDF5Error(
        .badData, object: "attribute \(name) of \(group.path)",
        problem: "is missing or has not \(count) values")
    }
    return numbers
  }

  static func doubles(
    _ name: String, _ group: borrowing HDF5Group, _ shape: [Int]
  ) throws(HDF5Error) -> [Double] {
    let dataset = try group.dataset(name)
    guard dataset.shape == shape else {
      throw HDF5Error(
        .badData, object: dataset.path,
        problem: "has the shape \(dataset.shape); \(shape) was expected")
    }
    return try dataset.doubles()
  }

  static func matrix(
    _ name: String, _ group: borrowing HDF5Group, rows: Int?
  ) throws(HDF5Error) -> Matrix {
    let dataset = try group.dataset(name)
    guard dataset.shape.count == 2, rows == nil || dataset.shape[0] == rows else {
      throw HDF5Error(
        .badData, object: dataset.path,
        problem: "has the shape \(dataset.shape); two axes\(rows.map { ", \($0) first" } ?? "") "
          + "were expected")
    }
    return Matrix(
      rows: dataset.shape[0], columns: dataset.shape[1], values: try dataset.doubles())
  }

  /// Every text attribute of a group but some: parameters, known to this version or not, in the order in
  /// which they were written.
  static func parameters(
    _ group: borrowing HDF5Group, except names: [String] = []
  ) throws(HDF5Error) -> [InversionResults.Parameter] {
    // A list of classes or filters is the longest there is.
    try group.allTexts(limit: 1 << 16).filter { !names.contains($0.name) }
      .map { InversionResults.Parameter($0.name, $0.text) }
  }
}
