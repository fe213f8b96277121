import Files
import Networks
import Numerics
import StoredModels

/// Follows the serving function of a SavedModel: what a TensorFlow that serves it would compute.
struct SavedModelReader {
  /// How deep functions may call each other.
  private static let deepestCall = 16

  /// What a name inside a function stands for.
  enum Value {
    /// A value of the graph.
    case value(GraphValue)
    /// A variable, to be read; `nil` when the checkpoint does not have it.
    case variable(StoredArray?)
    /// The results of a call.
    case results([Value])
  }

  let model: SavedModel
  let bundle: TensorBundle
  let file: String
  var graph: ChainGraph
  /// What each variable is called; the program's own name where it is unique.
  private let arrays: [Int: StoredArray]
  /// The functions that were taken apart.
  private var functions: [String: TensorFlowFunction] = [:]
  /// How many operators may still be followed.
  private var budget = TensorFlowFunction.mostNodes

  /// Prepares to follow a model.
  ///
  /// - Throws: ``GraphError`` when it has no serving function with one input.
  init(
    _ model: SavedModel, _ bundle: TensorBundle, file: String
  ) throws(GraphError) {
    self.model = model
    self.bundle = bundle
    self.file = file
    func problem(_ reason: String) -> GraphError {
      .notRunnable(NotRunnable(layer: nil, className: nil, reason: reason))
    }
    guard model.hasObjects else {
      throw problem(
        "is of TensorFlow 1: its variables are named by the graph, which is not followed")
    }
    guard let signature = model.serving else {
      throw problem("has no signature serving_default, so it does not say what is to be computed")
    }
    guard signature.inputs.count == 1, signature.outputs.count == 1 else {
      throw problem(
        "has \(signature.inputs.count) inputs and \(signature.outputs.count) outputs; "
          + "a chain has one of each")
    }
    let sample = signature.inputs[0].shape.map { Array($0.dropFirst()) } ?? []
    graph = ChainGraph(
      input: signature.inputs[0].name,
      sample: !sample.isEmpty && sample.allSatisfy { $0 > 0 } && Shape(sample)?.count != nil
        ? sample : nil, file: file)
    var arrays: [Int: StoredArray] = [:]
    let names = bundle.names
    for (object, twin) in model.objects.matched(with: bundle.objects).enumerated() {
      guard let twin, let key = bundle.objects.objects[twin].key, var array = bundle.arrays[key]
      else { continue }
      array.name = names[key] ?? TensorBundle.plain(key)
      arrays[object] = array
    }
    self.arrays = arrays
  }

  /// The node of the graph that the output is.
  ///
  /// - Throws: ``GraphError``.
  mutating func output() throws(GraphError) -> Int {
    func problem(_ reason: String) -> GraphError {
      .notRunnable(NotRunnable(layer: nil, className: nil, reason: reason))
    }
    guard let signature = model.serving, let output = signature.outputs.first else {
      throw problem("has no output")
    }
    let caller = output.tensor.split(separator: ":").first.map(String.init) ?? ""
    guard let node = model.nodes.first(where: { $0.name == caller }),
      let name = try node.function("f"), let function = try self.function(name)
    else { throw problem("has an output that no function of its own gives") }
    let bound = model.boundInputs[name] ?? []
    guard function.arguments.count == bound.count + 1 else {
      throw problem(
        "has a serving function with \(bound.count) of \(function.arguments.count - 1) variables")
    }
    let arguments =
      [Value.value(graph.input)] + bound.map { Value.variable(arrays[$0]) }
    let results = try follow(function, arguments, scope: "", depth: 0)
    let index = output.tensor.split(separator: ":").last.flatMap { Int($0) } ?? 0
    guard results.indices.contains(index), case .value(let value) = results[index],
      let result = value.node
    else { throw problem("has an output that does not depend on the input") }
    return result
  }

  /// A function, taken apart once.
  private mutating func function(_ name: String) throws(GraphError) -> TensorFlowFunction? {
    if let known = functions[name] { return known }
    guard let message = model.functions[name] else { return nil }
    let function = try GraphError.reading { () throws(FileError) in
      try TensorFlowFunction(message)
    }
    functions[name] = function
    return function
  }

  /// Follows a function.
  ///
  /// - Returns: its results in order.
  private mutating func follow(
    _ function: TensorFlowFunction, _ arguments: [Value], scope: String, depth: Int
  ) throws(GraphError) -> [Value] {
    guard depth < Self.deepestCall, arguments.count == function.arguments.count else {
      throw .notRunnable(
        NotRunnable(
          layer: String(function.name.prefix(80)), className: nil,
          reason: depth < Self.deepestCall
            ? "is called with other than its arguments"
            : "calls itself, or functions more than \(Self.deepestCall) deep"))
    }
    var values = Dictionary(
      zip(function.arguments, arguments).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
    for index in try order(function) {
      budget -= 1
      let node = function.nodes[index]
      var place = GraphPlace(
        name: scope.isEmpty ? node.name : "\(scope)/\(node.name)", kind: node.kind)
      guard budget >= 0 else { throw place.problem("is one operator too many to be followed") }
      var inputs: [Value] = []
      for input in node.inputs {
        guard let value = Self.value(input, in: values) else {
          throw place.problem("takes \(input.prefix(80)), which nothing gives")
        }
        inputs.append(value)
      }
      if let name = try node.function("f") {
        guard ["PartitionedCall", "StatefulPartitionedCall"].contains(node.kind),
          let called = try self.function(name)
        else { throw place.problem("calls a function in a way that is not followed") }
        budget -= called.nodes.count
        values[node.name] = .results(
          try follow(called, inputs, scope: Self.scope(scope, node.name), depth: depth + 1))
      } else {
        place.name = layerName(place.name, inputs)
        place.tensors = inputs.compactMap { value in
          if case .value(.stored(let array, _)) = value { array.name } else { nil }
        }
        values[node.name] = try follow(node, inputs, place)
      }
    }
    var results: [Value] = []
    for name in function.results {
      guard let source = function.returns[name], let value = Self.value(source, in: values) else {
        throw .notRunnable(
          NotRunnable(
            layer: String(function.name.prefix(80)), className: nil,
            reason: "has a result that nothing gives"))
      }
      results.append(value)
    }
    return results
  }

  /// The operators on which the results depend, in an order in which they can be computed.
  private func order(_ function: TensorFlowFunction) throws(GraphError) -> [Int] {
    var places: [String: Int] = [:]
    for (index, node) in function.nodes.enumerated() { places[node.name] = index }
    func base(_ name: String) -> String { String(name.prefix { $0 != ":" }) }
    var order: [Int] = []
    var state = [UInt8](repeating: 0, count: function.nodes.count)
    var open = function.returns.values.sorted().compactMap { places[base($0)] }
    while let index = open.last {
      if state[index] == 2 {
        open.removeLast()
        continue
      }
      if state[index] == 1 {
        state[index] = 2
        order.append(index)
        open.removeLast()
        continue
      }
      state[index] = 1
      for input in function.nodes[index].inputs {
        guard let before = places[base(input)], before != index else { continue }
        if state[before] == 1 {
          throw .notRunnable(
            NotRunnable(
              layer: String(function.nodes[before].name.prefix(80)),
              className: function.nodes[before].kind, reason: "depends on itself"))
        }
        if state[before] == 0 { open.append(before) }
      }
    }
    return order
  }

  /// What `NODE:OUTPUT:INDEX`, or the name of an argument, stands for.
  private static func value(_ name: String, in values: [String: Value]) -> Value? {
    let parts = name.split(separator: ":")
    guard let base = parts.first, let value = values[String(base)] else { return nil }
    guard case .results(let results) = value else { return value }
    let index = parts.count > 1 ? Int(parts[parts.count - 1]) ?? 0 : 0
    return results.indices.contains(index) ? results[index] : nil
  }

  /// Where the operators of a called function stand: `hidden` for `hidden/StatefulPartitionedCall`.
  private static func scope(_ scope: String, _ name: String) -> String {
    var parts = name.split(separator: "/").map(String.init)
    if parts.last?.contains("PartitionedCall") == true { parts.removeLast() }
    let own = parts.joined(separator: "/")
    let whole = scope.isEmpty ? own : own.isEmpty ? scope : "\(scope)/\(own)"
    return String(whole.suffix(200))
  }

  /// The layer of an operator: by the variable that it takes, otherwise by where it stands.
  private func layerName(_ name: String, _ inputs: [Value]) -> String {
    for case .value(.stored(let array, _)) in inputs where array.name.hasSuffix("/kernel") {
      let parts = array.name.split(separator: "/")
      if parts.count >= 2 { return String(parts[parts.count - 2]) }
    }
    // A normalization's operators stand in a place of their own below the layer.
    let parts = name.split(separator: "/").filter { $0 != "batchnorm" && $0 != "moments" }
    return parts.count >= 2 ? String(parts[parts.count - 2]) : name
  }
}

extension TensorBundle {
  /// A key without the ending that all variables have.
  static func plain(_ key: String) -> String {
    let ending = "/.ATTRIBUTES/VARIABLE_VALUE"
    return key.hasSuffix(ending) ? String(key.dropLast(ending.count)) : key
  }

  /// What the program calls each variable, by its key.
  ///
  /// Keras 3 exports keep a variable under two keys;
  /// where a name stands for different numbers, their keys are the names.
  var names: [String: String] {
    var owners: [String: [String]] = [:]
    for object in objects.objects {
      if let key = object.key, let name = object.variableName, arrays[key] != nil {
        owners[name, default: []].append(key)
      }
    }
    var names: [String: String] = [:]
    for (name, keys) in owners {
      let first = arrays[keys[0]]
      let areCopies = keys.allSatisfy { key in
        checksums[key] == checksums[keys[0]] && arrays[key]?.shape == first?.shape
          && arrays[key]?.type == first?.type
      }
      if areCopies { for key in keys { names[key] = name } }
    }
    return names
  }
}
