import Files
import Networks
import Numerics
import StoredModels

/// Makes a model of the values of a pickle or of a skops file.
enum ScikitLearnModel {
  /// The most arrays that are listed of a file without a model that can be run.
  private static let mostArrays = 10_000
  /// How far into a file's values an estimator or an array is looked for.
  private static let deepest = 1000

  /// The model in a file's values.
  ///
  /// - Parameters:
  ///   - graph: the values.
  ///   - format: the kind of file.
  ///   - file: the path for messages.
  static func make(
    _ graph: PythonGraph, format: ModelInventory.Format, file: String
  ) -> ArrayModel {
    let walk = PythonWalk(graph, deepest: deepest, mostArrays: mostArrays)
    var inventory = ModelInventory(format: format, runsCode: graph.runsCode, layers: [])
    guard let estimator = walk.estimators.first, walk.estimators.count == 1 else {
      let found = walk.estimators.prefix(8).map { "\($0.path) (\($0.name.name))" }
      inventory.layers = walk.layers(graph, file)
      return ArrayModel(
        inventory,
        chain: .failure(
          NotRunnable(
            layer: nil, className: nil,
            reason: found.isEmpty
              ? "holds no estimator of scikit-learn"
              : "holds \(walk.estimators.count) estimators, and which one counts? "
                + found.joined(separator: ", ")
                + "; dump the one that is meant by itself")), arrays: walk.arrays(graph, file))
    }
    inventory.producer = producer(estimator.value, in: graph)
    inventory.modelName = estimator.name.name
    var reader = EstimatorReader(graph, file: file)
    do throws(NotRunnable) {
      try reader.read(estimator.value, name: estimator.name.name, isLast: true)
      guard let chain = reader.chain.stored else {
        throw NotRunnable(
          layer: nil, className: estimator.name.name, reason: "has no step with numbers")
      }
      guard chain.parts.contains(where: { if case .dense = $0 { true } else { false } }) else {
        throw NotRunnable(
          layer: nil, className: estimator.name.name,
          reason: "prepares data and has no model behind it; dump the Pipeline of both")
      }
      inventory.layers = reader.chain.entries
      inventory.hasTrainingState = reader.chain.hasTrainingState
      if let names = reader.chain.featureNames {
        let shown = names.map { String($0.prefix(80)) }.joined(separator: ", ")
        inventory.metadata.append(ModelInventory.MetadataEntry("features", shown))
      }
      var model = ArrayModel(inventory, chain: .success(chain), arrays: reader.chain.arrays)
      model.assumption =
        reader.chain.notes.isEmpty ? nil : reader.chain.notes.joined(separator: "; ")
      model.provenance = ModelProvenance(
        source: estimator.name.description, trainedBy: inventory.producer)
      return model
    } catch {
      inventory.layers = walk.layers(graph, file)
      return ArrayModel(inventory, chain: .failure(error), arrays: walk.arrays(graph, file))
    }
  }

  private static func producer(_ value: PythonValue, in graph: PythonGraph) -> String? {
    graph.text(graph.attribute("_sklearn_version", of: value)).map {
      "scikit-learn \($0.prefix(40))"
    }
  }
}

/// What lies in the values of a file: the outermost estimators, and the arrays with their paths.
struct PythonWalk {
  /// The outermost estimators.
  private(set) var estimators: [(path: String, name: PythonName, value: PythonValue)] = []
  /// The places of arrays of numbers, with their paths.
  private(set) var found: [(path: String, place: Int)] = []

  /// Visits every object once, without recursion.
  init(_ graph: PythonGraph, deepest: Int, mostArrays: Int) {
    var seen = [Bool](repeating: false, count: graph.objects.count)
    var queue: [(value: PythonValue, path: String, depth: Int, isInside: Bool)] = [
      (graph.root, "", 0, false)
    ]
    while let (value, path, depth, isInside) = queue.popLast() {
      guard case .object(let place) = value, !seen[place], depth <= deepest else { continue }
      seen[place] = true
      var isInside = isInside
      var next: [(PythonValue, String)] = []
      func indexed(_ items: [PythonValue]) {
        // Only objects can hold arrays.
        for (index, item) in items.enumerated() {
          if case .object = item { next.append((item, "\(path)[\(index)]")) }
        }
      }
      switch graph.objects[place] {
      case .list(let items), .tuple(let items), .set(let items): indexed(items)
      case .dictionary:
        for entry in graph.entries(value) ?? [] {
          next.append((entry.value, Self.join(path, entry.key)))
        }
      case .instance(let instance):
        let name = graph.name(instance.maker)
        if !isInside, let name, name.isScikitLearnClass, Self.isEstimator(value, graph) {
          estimators.append((path.isEmpty ? name.name : path, name, value))
          isInside = true
        }
        for entry in graph.attributes(value) {
          next.append((entry.value, Self.join(path, entry.key)))
        }
        if graph.attributes(value).isEmpty, let state = instance.state {
          next.append((state, path))
        }
        if case .none = instance.arguments {} else { next.append((instance.arguments, path)) }
        indexed(instance.items)
      case .array(let array):
        if case .items(let items) = array.storage {
          indexed(items)
        } else if array.type.isNumeric, found.count < mostArrays {
          found.append((path.isEmpty ? "array" : path, place))
        }
      case .bytes, .largeInteger, .name, .elementType, .persistent: break
      }
      for (item, path) in next.reversed() {
        guard case .object = item else { continue }
        queue.append((item, String(path.prefix(200)), depth + 1, isInside))
      }
    }
  }

  private static func join(_ path: String, _ key: String) -> String {
    path.isEmpty ? String(key.prefix(80)) : "\(path).\(key.prefix(80))"
  }

  /// Estimators have said the version that they are of since 0.18.
  private static func isEstimator(_ value: PythonValue, _ graph: PythonGraph) -> Bool {
    graph.attribute("_sklearn_version", of: value) != nil
      || graph.attribute("coef_", of: value) != nil || graph.attribute("coefs_", of: value) != nil
  }

  /// A layer for everything that has arrays, without saying what it does.
  func layers(_ graph: PythonGraph, _ file: String) -> [ModelInventory.LayerEntry] {
    arrays(graph, file).map { array in
      ModelInventory.LayerEntry(
        name: array.name, className: "ndarray",
        tensors: [
          array.entry(role: array.name.split(separator: ".").last.map(String.init) ?? "array")
        ])
    }
  }

  /// The arrays of numbers.
  func arrays(_ graph: PythonGraph, _ file: String) -> [StoredArray] {
    var names: Set<String> = []
    return found.compactMap { path, place in
      guard case .array(let array) = graph.objects[place],
        let type = ElementType(rawValue: array.type.name), let numbers = array.numbers
      else { return nil }
      let name = names.insert(path).inserted ? path : "\(path) (\(place))"
      names.insert(name)
      return StoredArray(name, shape: array.shape, type: type, numbers: numbers, file: file)
    }
  }
}
