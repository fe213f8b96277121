import JSON
import Networks
import Numerics

/// What the header says of the inputs and of the classes.
extension CoefficientHeader {
  static func shape(_ input: CoefficientJSON, _ size: Int) throws(CoefficientError) -> [Int]? {
    guard let values = try input.array("shape") else { return nil }
    let shape = values.compactMap(CoefficientJSON.integer)
    guard shape.allSatisfy({ $0 > 0 }), let count = Shape(shape)?.count else {
      throw input.wrong("shape", "whole numbers from 1 on")
    }
    guard shape.count == values.count, count == size else {
      throw .badData("input", "its shape \(shape) has \(count) values, its size is \(size)")
    }
    return shape
  }

  static func scaling(
    _ input: CoefficientJSON, _ size: Int, payloadCount: Int
  ) throws(CoefficientError) -> InputScaling? {
    guard let value = input.value("scaling") else { return nil }
    // One number may stand for all features: their number has to be backed by something.
    guard size <= payloadCount else {
      throw .badData("input", "its size \(size) is beyond the \(payloadCount) bytes of the payload")
    }
    let json = try CoefficientJSON(value, "input scaling")
    func divisors(_ key: String) throws(CoefficientError) -> [Double] {
      let values = try json.numbers(key, count: size)
      guard !values.contains(0) else {
        throw .badData(json.place, "its \"\(key)\" holds 0, which cannot be divided by")
      }
      return values
    }
    switch try json.requiredText("kind") {
    case "none": return nil
    case "standard":
      return .standard(
        mean: try json.numbers("mean", count: size), scale: try divisors("scale"))
    case "minmax":
      return .minMax(
        minimum: try json.numbers("min", count: size),
        scale: try json.numbers("scale", count: size))
    case "divide": return .divide(by: try divisors("by"))
    case let kind:
      throw .unsupported(json.place, "its kind \"\(kind.prefix(60))\" is not known to this version")
    }
  }

  /// Labels: strings, or whole numbers.
  static func classes(
    _ json: CoefficientJSON, _ task: OutputTask?, _ outputs: Int
  ) throws(CoefficientError) -> [String]? {
    guard let values = try json.array("classes") else { return nil }
    guard task != .regression else {
      throw .badData("classes", "there are \(values.count), but the task is regression")
    }
    let texts = values.compactMap(\.stringValue)
    let numbers = values.compactMap(CoefficientJSON.integer).map { String($0) }
    let labels = texts.isEmpty ? numbers : texts
    guard labels.count == values.count else {
      throw .badData("classes", "are neither all strings nor all whole numbers")
    }
    let expected = max(outputs, 2)
    guard labels.count == expected else {
      throw .badData(
        "classes",
        "there are \(labels.count) labels for \(outputs) outputs; \(expected) were expected")
    }
    var seen: Set<String> = []
    for label in labels where !seen.insert(label).inserted {
      throw .badData("classes", "the label \"\(label.prefix(60))\" is a duplicate")
    }
    return labels
  }

  /// What a task asks of the outputs.
  func checkTask() throws(CoefficientError) {
    guard task == .oneVsRest else { return }
    guard outputs > 1, layers.last?.activation == .known(.sigmoid) else {
      throw .badData("task", "one-vs-rest needs two or more outputs behind a sigmoid")
    }
  }
}
