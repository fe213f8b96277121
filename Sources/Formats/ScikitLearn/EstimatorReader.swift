import Networks
import Numerics
import StoredModels

/// Reads an estimator of scikit-learn from the attributes that a file has of it.
///
/// The attributes that matter have kept their names and meanings from 0.18 to 1.9; classes have moved
/// between modules, so only their own names count.
struct EstimatorReader {
  /// What the file holds.
  let graph: PythonGraph
  /// What was read.
  var chain: ChainBuilder
  /// How deep pipelines may be nested; they could hold themselves.
  static let deepest = 16
  /// The most weights that a step may come to, whatever small arrays it is made of.
  static let largestStep = 1 << 26

  init(_ graph: PythonGraph, file: String) {
    self.graph = graph
    chain = ChainBuilder(file: file)
  }

  /// Adds the steps of an estimator.
  ///
  /// - Parameters:
  ///   - value: the estimator.
  ///   - name: what it is called in the pipeline.
  ///   - isLast: whether its outputs are the model's.
  ///   - depth: how many estimators are around it.
  /// - Throws: `NotRunnable` with its class and why it stands in the way.
  mutating func read(
    _ value: PythonValue, name: String, isLast: Bool, depth: Int = 0
  ) throws(NotRunnable) {
    guard let className = graph.className(value), className.isScikitLearnClass else {
      if case .none = value { return }
      if graph.text(value) == "passthrough" { return }
      throw NotRunnable(
        layer: name, className: graph.className(value)?.description,
        reason: "is no estimator of scikit-learn")
    }
    guard depth < Self.deepest else {
      throw obstacle(value, name, "is nested more than \(Self.deepest) deep")
    }
    let methods: Set = ["predict", "predict_proba", "decision_function", "transform"]
    if let own = graph.attributes(value).first(where: { methods.contains($0.key) }) {
      throw obstacle(value, name, "has a \(own.key) of its own, which is code")
    }
    if chain.featureNames == nil, chain.parts.isEmpty {
      chain.featureNames = graph.labels(graph.attribute("feature_names_in_", of: value))
    }
    switch className.name {
    case "Pipeline":
      guard let steps = graph.items(try attribute("steps", value, name)) else {
        throw obstacle(value, name, "has no list of steps")
      }
      for (index, step) in steps.enumerated() {
        guard let pair = graph.items(step), pair.count == 2, let stepName = graph.text(pair[0])
        else { throw obstacle(value, name, "has a step that is no name with an estimator") }
        try read(
          pair[1], name: stepName, isLast: isLast && index == steps.count - 1, depth: depth + 1)
      }
    case "GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV":
      guard let best = graph.attribute("best_estimator_", of: value) else {
        throw obstacle(
          value, name, "has no best_estimator_: it is not fitted, or was with refit=False")
      }
      try read(best, name: name, isLast: isLast, depth: depth + 1)
    case _ where isLast && Self.isModel(className.name): try readModel(value, name)
    default: try readTransformer(value, name)
    }
  }

  /// Whether a class answers, and does not only change its input.
  static func isModel(_ name: String) -> Bool {
    ["MLPClassifier", "MLPRegressor", "OneVsRestClassifier"].contains(name)
      || linearClassifiers.contains(name) || linearRegressors.contains(name)
  }

  private mutating func readModel(_ value: PythonValue, _ name: String) throws(NotRunnable) {
    switch graph.className(value)?.name ?? "" {
    case "MLPClassifier", "MLPRegressor": try readPerceptron(value, name)
    case "OneVsRestClassifier": try readOneVersusRest(value, name)
    default: try readLinear(value, name)
    }
  }

  // What attributes hold.

  /// An attribute that a fitted estimator has.
  func attribute(
    _ attribute: String, _ value: PythonValue, _ name: String
  ) throws(NotRunnable) -> PythonValue {
    guard let found = graph.attribute(attribute, of: value) else {
      throw obstacle(value, name, "has no \(attribute); is it fitted?")
    }
    return found
  }

  /// An array of numbers, or one number.
  struct Numbers {
    /// The extents; empty for one number.
    var shape: [Int]
    /// The numbers, row-major.
    var values: [Double]
    /// The type they are stored in, as layers have it.
    var storedType: String
  }

  /// The numbers of a value.
  func numbers(
    _ found: PythonValue, _ attribute: String, _ value: PythonValue, _ name: String
  ) throws(NotRunnable) -> Numbers {
    if let number = graph.number(found) {
      return Numbers(shape: [], values: [number], storedType: "float64")
    }
    guard case .array(let array)? = graph.object(found), let values = array.numbers else {
      throw obstacle(
        value, name,
        "its \(attribute) is no array of numbers"
          + (graph.className(found).map { ", but \($0.description)" } ?? ""))
    }
    let isFloat = array.type.kind == .real
    return Numbers(
      shape: array.shape, values: values, storedType: isFloat ? array.type.name : "float64")
  }

  /// The numbers of an attribute.
  func numbers(
    _ attribute: String, _ value: PythonValue, _ name: String
  ) throws(NotRunnable) -> Numbers {
    try numbers(try self.attribute(attribute, value, name), attribute, value, name)
  }

  /// A vector of numbers, one for each feature.
  func vector(
    _ attribute: String, _ value: PythonValue, _ name: String
  ) throws(NotRunnable) -> [Double] {
    let found = try numbers(attribute, value, name)
    guard found.shape.count == 1, !found.values.isEmpty else {
      throw obstacle(value, name, "its \(attribute) has the shape \(found.shape); [n] was expected")
    }
    return found.values
  }

  /// The class labels of an attribute.
  func labels(
    _ found: PythonValue?, _ value: PythonValue, _ name: String
  ) throws(NotRunnable) -> [String] {
    guard let labels = graph.labels(found), !labels.isEmpty else {
      throw obstacle(value, name, "has no list of class labels")
    }
    return labels
  }

  /// The version of scikit-learn that an estimator is of, such as `(0, 24)`.
  func version(of value: PythonValue) -> (major: Int, minor: Int)? {
    let parts = graph.text(graph.attribute("_sklearn_version", of: value))?.split(separator: ".")
    guard let parts, parts.count >= 2, let major = Int(parts[0]), let minor = Int(parts[1]) else {
      return nil
    }
    return (major, minor)
  }

  /// Why an estimator cannot be run.
  func obstacle(_ value: PythonValue, _ name: String, _ reason: String) -> NotRunnable {
    NotRunnable(layer: name, className: graph.className(value)?.name, reason: reason)
  }
}
