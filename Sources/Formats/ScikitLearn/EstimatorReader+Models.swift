import Networks
import Numerics
import StoredModels

extension EstimatorReader {
  /// Classifiers whose decision is `x · coef_ᵀ + intercept_`.
  static let linearClassifiers: Set = [
    "LogisticRegression", "LogisticRegressionCV", "SGDClassifier", "LinearSVC", "Perceptron",
    "RidgeClassifier", "RidgeClassifierCV", "PassiveAggressiveClassifier",
    "LinearDiscriminantAnalysis",
  ]
  /// Regressors whose prediction is `x · coef_ᵀ + intercept_`.
  static let linearRegressors: Set = [
    "LinearRegression", "Ridge", "RidgeCV", "Lasso", "LassoCV", "LassoLars", "LassoLarsCV",
    "LassoLarsIC", "ElasticNet", "ElasticNetCV", "MultiTaskLasso", "MultiTaskElasticNet", "Lars",
    "LarsCV", "BayesianRidge", "ARDRegression", "HuberRegressor", "TheilSenRegressor",
    "SGDRegressor", "LinearSVR", "PassiveAggressiveRegressor", "OrthogonalMatchingPursuit",
    "OrthogonalMatchingPursuitCV", "QuantileRegressor", "PoissonRegressor", "GammaRegressor",
    "TweedieRegressor",
  ]

  /// MLPClassifier and MLPRegressor.
  mutating func readPerceptron(_ value: PythonValue, _ name: String) throws(NotRunnable) {
    guard let weights = graph.items(try attribute("coefs_", value, name)),
      let biases = graph.items(try attribute("intercepts_", value, name)), !weights.isEmpty,
      weights.count == biases.count
    else { throw obstacle(value, name, "its coefs_ and intercepts_ are no lists of one length") }
    let hidden = try activation("activation", value, name)
    let output = try activation("out_activation_", value, name)
    for (index, pair) in zip(weights, biases).enumerated() {
      let weight = try numbers(pair.0, "coefs_", value, name)
      let bias = try numbers(pair.1, "intercepts_", value, name)
      guard weight.shape.count == 2, bias.shape == [weight.shape[1]] else {
        throw obstacle(
          value, name, "its layer \(index) has the shapes \(weight.shape) and \(bias.shape)")
      }
      let isLast = index == weights.count - 1
      chain.add(
        DenseLayer(
          name: isLast ? "output" : "hidden_\(index + 1)",
          weights: Matrix(rows: weight.shape[0], columns: weight.shape[1], values: weight.values),
          bias: bias.values, storedType: weight.storedType),
        className: "Dense", activation: isLast ? output : hidden)
    }
    chain.hasTrainingState = graph.attribute("_optimizer", of: value) != nil
    guard graph.className(value)?.name == "MLPClassifier" else {
      chain.task = .regression
      return
    }
    chain.classNames = try labels(graph.attribute("classes_", of: value), value, name)
    let isMultilabel = output == .sigmoid && (chain.width ?? 1) > 1
    chain.task = isMultilabel ? .multilabel : .classification
    try checkClasses(value, name)
  }

  private func activation(
    _ attribute: String, _ value: PythonValue, _ name: String
  ) throws(NotRunnable) -> Activation {
    let text = graph.text(try self.attribute(attribute, value, name)) ?? ""
    switch text {
    case "identity": return .linear
    case "logistic": return .sigmoid
    case "tanh": return .tanh
    case "relu": return .relu()
    case "softmax": return .softmax
    case "exp": return .exponential
    default: throw obstacle(value, name, "its \(attribute) \"\(text.prefix(40))\" is not known")
    }
  }

  /// A linear model.
  mutating func readLinear(_ value: PythonValue, _ name: String) throws(NotRunnable) {
    let kind = graph.className(value)?.name ?? ""
    let rows = try linearRows(value, name)
    guard Self.linearClassifiers.contains(kind) else {
      chain.task = .regression
      addLinear(
        rows, name: "output", className: kind, activation: try link(kind, value, name))
      return
    }
    let binarizer = graph.attribute("_label_binarizer", of: value)
    let classes = try labels(
      graph.attribute("classes_", of: value) ?? graph.attribute("classes_", of: binarizer), value,
      name)
    if graph.text(graph.attribute("y_type_", of: binarizer))?.hasPrefix("multilabel") == true {
      throw obstacle(
        value, name, "decides about several labels at once by scores, which no task has")
    }
    chain.classNames = classes
    let reading = try probabilities(kind, value, name, classes: classes.count)
    var shown = rows
    if reading == .oppositeSoftmax {
      // Two opposite logits, the softmax of which scikit-learn takes.
      shown.weights = rows.weights.map { -$0 } + rows.weights
      shown.bias = rows.bias.map { -$0 } + rows.bias
      shown.units = 2
    }
    chain.task =
      reading == .scores ? .scores : reading == .normalized ? .oneVsRest : .classification
    let activation: Activation =
      switch reading {
      case .softmax, .oppositeSoftmax: .softmax
      case .sigmoid, .normalized: .sigmoid
      case .scores: .linear
      }
    addLinear(shown, name: "output", className: kind, activation: activation)
    try checkClasses(value, name)
  }

  /// What regressors of counts and amounts make of their linear predictor.
  private func link(
    _ kind: String, _ value: PythonValue, _ name: String
  ) throws(NotRunnable) -> Activation {
    switch kind {
    case "PoissonRegressor", "GammaRegressor": return .exponential
    case "TweedieRegressor":
      let link = graph.text(graph.attribute("link", of: value)) ?? "auto"
      guard let power = graph.number(graph.attribute("power", of: value)),
        ["auto", "identity", "log"].contains(link)
      else { throw obstacle(value, name, "has a link that is not known") }
      return link == "log" || (link == "auto" && power > 0) ? .exponential : .linear
    default: return .linear
    }
  }

  /// How decision values become probabilities.
  private enum Reading {
    case softmax, sigmoid
    /// The softmax of the decision value and its opposite.
    case oppositeSoftmax
    /// Sigmoids, divided by their sum.
    case normalized
    case scores
  }

  private mutating func probabilities(
    _ kind: String, _ value: PythonValue, _ name: String, classes: Int
  ) throws(NotRunnable) -> Reading {
    switch kind {
    case "LogisticRegression", "LogisticRegressionCV":
      let scheme = graph.text(graph.attribute("multi_class", of: value)) ?? "auto"
      let isLiblinear = graph.text(graph.attribute("solver", of: value)) == "liblinear"
      let isOneVersusRest = scheme == "ovr" || scheme == "warn" || isLiblinear
      if classes > 2 { return isOneVersusRest ? .normalized : .softmax }
      if scheme != "multinomial" || isLiblinear { return .sigmoid }
      guard let version = version(of: value) else {
        throw obstacle(
          value, name,
          "is multinomial of two classes, which means one thing before scikit-learn "
            + "0.20 and another since, and does not say its version")
      }
      return version < (0, 20) ? .sigmoid : .oppositeSoftmax
    case "LinearDiscriminantAnalysis": return classes > 2 ? .softmax : .sigmoid
    case "SGDClassifier":
      let loss = graph.text(graph.attribute("loss", of: value)) ?? ""
      if loss == "log" || loss == "log_loss" { return classes > 2 ? .normalized : .sigmoid }
      if loss == "modified_huber" {
        chain.notes.append(
          "the outputs are decision values: the probabilities of the loss modified_huber are left out"
        )
      }
      return .scores
    default: return .scores
    }
  }

  /// Rows of `coef_` with their intercepts, by output.
  struct LinearRows {
    /// `[units × inputs]`.
    var weights: [Double]
    var bias: [Double]
    var units: Int
    var inputs: Int
    var storedType: String
  }

  private func linearRows(_ value: PythonValue, _ name: String) throws(NotRunnable) -> LinearRows {
    let weights = try numbers("coef_", value, name)
    guard (1...2).contains(weights.shape.count), !weights.values.isEmpty else {
      throw obstacle(
        value, name, "its coef_ has the shape \(weights.shape); [outputs, features] was expected")
    }
    let units = weights.shape.count == 2 ? weights.shape[0] : 1
    let intercept = try numbers("intercept_", value, name)
    guard intercept.values.count == 1 || intercept.values.count == units else {
      throw obstacle(
        value, name, "its intercept_ has \(intercept.values.count) numbers for \(units) outputs")
    }
    let bias =
      intercept.values.count == units
      ? intercept.values : [Double](repeating: intercept.values[0], count: units)
    return LinearRows(
      weights: weights.values, bias: bias, units: units, inputs: weights.values.count / units,
      storedType: weights.storedType)
  }

  private mutating func addLinear(
    _ rows: LinearRows, name: String, className: String, activation: Activation = .linear
  ) {
    // scikit-learn adds in 64 bits what is stored in 32, when the intercept is.
    let type = rows.bias.allSatisfy { Double(Float($0)) == $0 } ? rows.storedType : "float64"
    let weights = Matrix(rows: rows.units, columns: rows.inputs, values: rows.weights)
    chain.add(
      DenseLayer(
        name: name, weights: weights.transposed(), bias: rows.bias, storedType: type),
      className: className, activation: activation)
  }

  /// OneVsRestClassifier of linear classifiers: their rows, one below the other.
  mutating func readOneVersusRest(_ value: PythonValue, _ name: String) throws(NotRunnable) {
    guard let estimators = graph.items(try attribute("estimators_", value, name)),
      !estimators.isEmpty
    else { throw obstacle(value, name, "has no list of estimators_") }
    let binarizer = graph.attribute("label_binarizer_", of: value)
    chain.classNames = try labels(graph.attribute("classes_", of: binarizer), value, name)
    var all: LinearRows?
    var readings: [Reading] = []
    for (index, estimator) in estimators.enumerated() {
      let kind = graph.className(estimator)?.name ?? "something else"
      guard Self.linearClassifiers.contains(kind) else {
        throw obstacle(value, name, "holds \(kind); linear classifiers were expected in it")
      }
      var rows = try linearRows(estimator, "\(name)[\(index)]")
      guard rows.units == 1 else {
        throw obstacle(value, name, "its estimator \(index) has \(rows.units) outputs")
      }
      let reading = try probabilities(kind, estimator, "\(name)[\(index)]", classes: 2)
      if reading == .oppositeSoftmax {
        // softmax(−z, z) is sigmoid(2z).
        rows.weights = rows.weights.map { $0 * 2 }
        rows.bias = rows.bias.map { $0 * 2 }
      }
      readings.append(reading == .scores ? .scores : .sigmoid)
      guard var known = all else {
        all = rows
        continue
      }
      guard known.inputs == rows.inputs else {
        throw obstacle(value, name, "its estimators take different numbers of features")
      }
      known.weights += rows.weights
      known.bias += rows.bias
      known.units += 1
      if rows.storedType != known.storedType { known.storedType = "float64" }
      all = known
    }
    let hasScores = readings.contains(.scores)
    guard let all, !hasScores || readings.allSatisfy({ $0 == .scores }) else {
      throw obstacle(value, name, "holds estimators with and without probabilities")
    }
    let isMultilabel =
      graph.text(graph.attribute("y_type_", of: binarizer))?.hasPrefix("multilabel") == true
    if isMultilabel, hasScores {
      throw obstacle(
        value, name, "decides about several labels at once by scores, which no task has")
    }
    chain.task =
      hasScores
      ? .scores : isMultilabel ? .multilabel : all.units == 1 ? .classification : .oneVsRest
    addLinear(
      all, name: "output", className: "OneVsRestClassifier",
      activation: hasScores ? .linear : .sigmoid)
    try checkClasses(value, name)
  }

  /// One class for each output; two for a single output.
  private func checkClasses(_ value: PythonValue, _ name: String) throws(NotRunnable) {
    let (classes, outputs) = (chain.classNames?.count ?? 0, chain.width ?? 0)
    guard classes == max(outputs, 2) || (chain.task == .multilabel && classes == outputs) else {
      throw obstacle(value, name, "has \(classes) classes, but \(outputs) outputs")
    }
  }
}
