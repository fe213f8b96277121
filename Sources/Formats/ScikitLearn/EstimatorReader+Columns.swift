import Networks
import Numerics
import StoredModels

/// ColumnTransformers of scalers and linear maps: as a whole they are one linear map.
extension EstimatorReader {
  /// `x · weights + bias`, made of several steps.
  private struct LinearMap {
    var weights: Matrix
    var bias: [Double]

    init(identityOf count: Int) {
      weights = Matrix(rows: count, columns: count)
      for index in 0..<count { weights[index, index] = 1 }
      bias = [Double](repeating: 0, count: count)
    }
  }

  /// Adds a ColumnTransformer: a scaling when every feature stays in its place, else a dense layer.
  mutating func readColumns(_ value: PythonValue, _ name: String) throws(NotRunnable) {
    guard let transformers = graph.items(try attribute("transformers_", value, name)) else {
      throw obstacle(value, name, "has no list of transformers_")
    }
    if let weights = graph.attribute("transformer_weights", of: value) {
      guard case .none = weights else {
        throw obstacle(value, name, "weighs its transformers, which is not supported")
      }
    }
    let names = graph.labels(
      graph.attribute("feature_names_in_", of: value)
        ?? graph.attribute("_df_columns", of: value))
    guard
      let count = graph.integer(graph.attribute("n_features_in_", of: value))
        ?? graph.integer(graph.attribute("_n_features", of: value)) ?? names?.count,
      (1...(1 << 20)).contains(count)
    else { throw obstacle(value, name, "does not say how many features it takes") }
    var maps: [(map: LinearMap, features: [Int], start: Int)] = []
    var width = 0
    for transformer in transformers {
      guard let parts = graph.items(transformer), parts.count == 3 else {
        throw obstacle(value, name, "has a transformer that is no name, estimator and columns")
      }
      if graph.text(parts[1]) == "drop" { continue }
      let part = "\(name).\(graph.text(parts[0]) ?? "?")"
      guard let features = columns(parts[2], count: count, names: names) else {
        throw obstacle(value, part, "chooses its columns in a way that is not known")
      }
      if features.isEmpty { continue }
      let map = try linearMap(parts[1], part, inputs: features.count)
      maps.append((map, features, width))
      width += map.weights.columns
    }
    guard width > 0, let size = Shape([count, width])?.count, size <= Self.largestStep else {
      throw obstacle(value, name, "is too large, or keeps no feature")
    }
    var whole = Matrix(rows: count, columns: width)
    var bias = [Double](repeating: 0, count: width)
    for (map, features, start) in maps {
      for column in 0..<map.weights.columns {
        bias[start + column] = map.bias[column]
        for (row, feature) in features.enumerated() {
          whole[feature, start + column] += map.weights[row, column]
        }
      }
    }
    let isDiagonal =
      count == width
      && whole.values.enumerated().allSatisfy { $1 == 0 || $0 / width == $0 % width }
    if isDiagonal {
      let scale = (0..<count).map { whole[$0, $0] }
      chain.add(
        AffineLayer(name: name, className: "ColumnTransformer", scale: scale, shift: bias),
        className: "ColumnTransformer")
    } else {
      chain.add(
        DenseLayer(name: name, weights: whole, bias: bias, storedType: "float64"),
        className: "ColumnTransformer")
    }
  }

  /// What a transformer does to its columns.
  private mutating func linearMap(
    _ transformer: PythonValue, _ name: String, inputs: Int
  ) throws(NotRunnable) -> LinearMap {
    guard let size = Shape([inputs, inputs])?.count, size <= Self.largestStep else {
      throw NotRunnable(layer: name, className: nil, reason: "takes \(inputs) columns: too many")
    }
    var inner = EstimatorReader(graph, file: "")
    try inner.read(transformer, name: name, isLast: false, depth: Self.deepest - 4)
    chain.notes += inner.chain.notes
    var map = LinearMap(identityOf: inputs)
    for part in inner.chain.parts {
      switch part {
      case .whole(.affine(let layer)) where layer.scale.count == map.bias.count:
        map.weights.mapColumnsInPlace { $0 * layer.scale[$1] }
        map.bias = zip(map.bias, zip(layer.scale, layer.shift)).map { $0 * $1.0 + $1.1 }
      case .dense(let dense) where dense.inputs == map.bias.count:
        guard case .numbers(let values) = dense.weights.contents else { continue }
        let weights = Matrix(rows: dense.inputs, columns: dense.units, values: values)
        let moved = Matrix(rows: 1, columns: map.bias.count, values: map.bias)
          .multiplied(by: weights)
        map.weights = map.weights.multiplied(by: weights)
        map.bias = moved.values
        if case .numbers(let bias)? = dense.bias?.contents {
          map.bias = zip(map.bias, bias).map { $0 + $1 }
        }
      default:
        throw obstacle(transformer, name, "does not fit its columns, or is not linear")
      }
    }
    return map
  }

  /// The features that a choice of columns means: their numbers, names, a range, or a mask.
  private func columns(_ value: PythonValue, count: Int, names: [String]?) -> [Int]? {
    func place(_ index: Int) -> Int? {
      let index = index < 0 ? index + count : index
      return (0..<count).contains(index) ? index : nil
    }
    func all(_ found: [Int?]) -> [Int]? {
      let places = found.compactMap { $0 }
      return places.count == found.count && places.count <= count ? places : nil
    }
    if case .instance(let instance)? = graph.object(value) {
      guard graph.name(instance.maker)?.name == "slice",
        let bounds = graph.items(instance.arguments), bounds.count == 3
      else { return nil }
      let step = graph.integer(bounds[2]) ?? 1
      func bound(_ value: PythonValue, _ whole: Int) -> Int {
        guard let number = graph.integer(value) else { return whole }
        return min(max(number < 0 ? number + count : number, 0), count)
      }
      guard step > 0 else { return nil }
      return Array(stride(from: bound(bounds[0], 0), to: bound(bounds[1], count), by: step))
    }
    if case .array(let array)? = graph.object(value), let numbers = array.numbers {
      if array.type.kind == .bool {
        return numbers.count == count ? numbers.indices.filter { numbers[$0] != 0 } : nil
      }
      return all(numbers.map { abs($0) < 0x1p31 ? place(Int($0)) : nil })
    }
    guard let items = graph.items(value) else { return nil }
    let masks = items.compactMap { if case .bool(let flag) = $0 { flag } else { nil } }
    if !items.isEmpty, masks.count == items.count {
      return masks.count == count ? masks.indices.filter { masks[$0] } : nil
    }
    return all(
      items.map { item in
        if let index = graph.integer(item) { return place(index) }
        return graph.text(item).flatMap { names?.firstIndex(of: $0) }
      })
  }
}
