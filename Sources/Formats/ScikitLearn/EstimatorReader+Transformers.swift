import Networks
import Numerics
import StoredModels

extension EstimatorReader {
  /// A step that changes the features: scalers, and other maps that are linear.
  mutating func readTransformer(_ value: PythonValue, _ name: String) throws(NotRunnable) {
    let kind = graph.className(value)?.name ?? ""
    switch kind {
    case "StandardScaler":
      if let scaling = try standard(
        value, name, center: ("with_mean", "mean_"), scale: ("with_std", "scale_"))
      {
        addScaling(scaling, name, kind)
      }
    case "RobustScaler":
      if let scaling = try standard(
        value, name, center: ("with_centering", "center_"), scale: ("with_scaling", "scale_"))
      {
        addScaling(scaling, name, kind)
      }
    case "MaxAbsScaler":
      addScaling(.divide(by: try divisors("scale_", value, name)), name, kind)
    case "MinMaxScaler": try readMinMax(value, name)
    case "PCA", "IncrementalPCA", "TruncatedSVD", "FastICA", "GaussianRandomProjection":
      try readComponents(value, name, kind)
    case "ColumnTransformer": try readColumns(value, name)
    case "FunctionTransformer":
      guard case .none? = graph.attribute("func", of: value) else {
        throw obstacle(value, name, "calls a function of Python, which is not in the file")
      }
    case "SimpleImputer":
      // Missing values are refused before they get here; whole rows pass unchanged.
      guard try vector("statistics_", value, name).allSatisfy(\.isFinite),
        graph.flag(graph.attribute("add_indicator", of: value)) != true
      else { throw obstacle(value, name, "leaves out or adds features") }
      chain.notes.append("\(name) (SimpleImputer) is left out: it only fills in missing values")
    default:
      throw obstacle(
        value, name,
        "is no scaler, linear map, linear model or perceptron, which is what mlp runs")
    }
  }

  private mutating func addScaling(_ scaling: InputScaling, _ name: String, _ kind: String) {
    // In front of everything a scaling has a name of its own in other formats.
    let layer = AffineLayer(name: chain.parts.isEmpty ? "scaling" : name, scaling: scaling)
    chain.add(layer, className: kind)
  }

  /// Numbers to divide by: none is 0.
  private func divisors(
    _ attribute: String, _ value: PythonValue, _ name: String
  ) throws(NotRunnable) -> [Double] {
    let found = try vector(attribute, value, name)
    guard found.allSatisfy({ $0 != 0 }) else {
      throw obstacle(value, name, "divides by 0: its \(attribute) has zeros")
    }
    return found
  }

  /// `(x − center) / scale`, with either left out; `nil` when both are.
  private func standard(
    _ value: PythonValue, _ name: String, center: (flag: String, values: String),
    scale: (flag: String, values: String)
  ) throws(NotRunnable) -> InputScaling? {
    func isOn(_ flag: String) -> Bool { graph.flag(graph.attribute(flag, of: value)) ?? true }
    let mean = isOn(center.flag) ? try vector(center.values, value, name) : nil
    let divisor = isOn(scale.flag) ? try divisors(scale.values, value, name) : nil
    guard let count = mean?.count ?? divisor?.count else { return nil }
    guard divisor == nil || divisor?.count == count else {
      throw obstacle(value, name, "has \(count) means, but \(divisor?.count ?? 0) scales")
    }
    return .standard(
      mean: mean ?? [Double](repeating: 0, count: count),
      scale: divisor ?? [Double](repeating: 1, count: count))
  }

  /// `x · scale_ + min_`, clipped to the range of the features when asked for.
  private mutating func readMinMax(_ value: PythonValue, _ name: String) throws(NotRunnable) {
    let scale = try divisors("scale_", value, name)
    let shift = try vector("min_", value, name)
    guard scale.count == shift.count else {
      throw obstacle(value, name, "has \(scale.count) factors, but \(shift.count) summands")
    }
    guard graph.flag(graph.attribute("clip", of: value)) == true else {
      addScaling(
        .minMax(minimum: zip(shift, scale).map { -$0 / $1 }, scale: scale), name, "MinMaxScaler")
      return
    }
    guard let range = graph.items(graph.attribute("feature_range", of: value)), range.count == 2,
      let low = graph.number(range[0]), let high = graph.number(range[1]), low < high
    else { throw obstacle(value, name, "clips to a range that is none") }
    // Clipping is a ReLU with a maximum between two scalings.
    let width = high - low
    chain.add(
      AffineLayer(
        name: name, className: "MinMaxScaler", scale: scale.map { $0 / width },
        shift: shift.map { ($0 - low) / width }), className: "MinMaxScaler")
    chain.add(.relu(maximum: 1), name: "\(name)_clip", className: "MinMaxScaler")
    if low != 0 || high != 1 {
      chain.add(
        AffineLayer(
          name: "\(name)_range", className: "MinMaxScaler",
          scale: [Double](repeating: width, count: scale.count),
          shift: [Double](repeating: low, count: scale.count)), className: "MinMaxScaler")
    }
  }

  /// `(x − mean_) · components_ᵀ`, whitened when asked for.
  private mutating func readComponents(
    _ value: PythonValue, _ name: String, _ kind: String
  ) throws(NotRunnable) {
    let components = try numbers("components_", value, name)
    guard components.shape.count == 2, !components.values.isEmpty else {
      throw obstacle(value, name, "its components_ have the shape \(components.shape)")
    }
    var weights = Matrix(
      rows: components.shape[0], columns: components.shape[1], values: components.values
    ).transposed()
    if kind.hasSuffix("PCA"), graph.flag(graph.attribute("whiten", of: value)) == true {
      let variances = try vector("explained_variance_", value, name)
      guard variances.count == weights.columns, variances.allSatisfy({ $0 > 0 }) else {
        throw obstacle(value, name, "whitens by variances that do not fit")
      }
      let deviations = variances.map { $0.squareRoot() }
      weights.mapColumnsInPlace { $0 / deviations[$1] }
    }
    var bias: [Double]?
    let hasMean =
      kind.hasSuffix("PCA") || (kind == "FastICA" && graph.attribute("mean_", of: value) != nil)
    if hasMean {
      let mean = try vector("mean_", value, name)
      guard mean.count == weights.rows else {
        throw obstacle(value, name, "has \(mean.count) means for \(weights.rows) features")
      }
      bias = Matrix(rows: 1, columns: mean.count, values: mean).multiplied(by: weights).values
        .map { -$0 }
    }
    chain.add(
      DenseLayer(name: name, weights: weights, bias: bias, storedType: "float64"),
      className: kind)
  }
}
