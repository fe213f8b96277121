import Files
import HDF5
import JSON
import Networks

/// What Keras 2 says of its layers in a SavedModel, beside the graph: configurations, and which object is which
/// layer.
struct SavedModelLayers {
  /// More layers inside each other than any real model has.
  private static let deepest = 16
  /// What an object of a layer has that are no variables of its own.
  private static let lists: Set = [
    "keras_api", "variables", "trainable_variables", "non_trainable_variables",
    "regularization_losses", "layers", "layer_metrics", "metrics", "optimizer", "loss",
  ]

  private let objects: TensorFlowObjects
  private let bundle: TensorBundle
  private let file: String
  /// The checkpoint's object for each of the model.
  private let twins: [Int?]
  /// What is said of an object.
  private let descriptions: [Int: JSONValue]

  /// Gathers what is said.
  ///
  /// - Parameters:
  ///   - model: the model; before TensorFlow 2.5 its objects have the texts.
  ///   - metadata: `keras_metadata.pb`, when there is one.
  ///   - bundle: the variables.
  ///   - file: the path for messages.
  /// - Returns: `nil` when Keras says nothing of the model itself.
  /// - Throws: `FileError` when the metadata are damaged.
  init?(
    _ model: SavedModel, metadata: ProtobufMessage?, _ bundle: TensorBundle, file: String
  ) throws(FileError) {
    var texts: [Int: String] = [:]
    for (index, object) in model.objects.objects.enumerated() {
      texts[index] = object.kerasMetadata
    }
    try metadata?.forEachField { number, value throws(FileError) in
      guard number == 1, let metadata else { return }
      let entry = try metadata.message(value)
      var node = 0
      var text = ""
      try entry.forEachField { number, value throws(FileError) in
        if number == 2 { node = try entry.integer(value) }
        if number == 5 { text = try entry.text(value) }
      }
      texts[node] = text
    }
    var descriptions: [Int: JSONValue] = [:]
    for (node, text) in texts {
      if let value = try? JSONParser.parse(Array(text.utf8)) { descriptions[node] = value.plain }
    }
    guard descriptions[0]?["config"]?["layers"]?.arrayValue?.isEmpty == false else { return nil }
    self.descriptions = descriptions
    self.bundle = bundle
    self.file = file
    objects = model.objects
    twins = model.objects.matched(with: bundle.objects)
  }

  /// The model as the HDF5 file that Keras 2 would have saved.
  ///
  /// - Throws: `FileError` when variables cannot be read.
  func image() throws(FileError) -> [UInt8] {
    var tree = KerasVariableTree()
    let root = descriptions[0]
    tree.texts["model_config"] =
      JSONValue.object([
        "class_name": root?["class_name"] ?? "Sequential", "config": root?["config"] ?? nil,
      ]).serialized(pretty: false)
    for name in ["keras_version", "backend"] {
      if let text = root?[name]?.stringValue { tree.texts[name] = text }
    }
    var names: [String] = []
    for layer in layers(of: 0) {
      guard let name = descriptions[layer]?["name"]?.stringValue, !names.contains(name) else {
        continue
      }
      names.append(name)
      let above = ["model_weights"] + hdf5PathComponents(name)
      var weights: [String] = []
      for (path, array) in variables(of: layer, path: [], depth: 0) {
        let stored = path.isEmpty ? [] : path
        weights.append(stored.joined(separator: "/"))
        try tree.add(
          KerasVariableTree.Variable(
            shape: array.shape, type: HDF5ElementType(array.type), values: try array.values()),
          at: above + stored, file: file)
      }
      tree[above].lists["weight_names"] = weights
    }
    tree[["model_weights"]].lists["layer_names"] = names
    do throws(HDF5Error) {
      return try tree.image()
    } catch {
      throw ModelFile.fileError(error, file)
    }
  }

  /// The layers of a model: each has several names there, of which these count.
  private func layers(of model: Int) -> [Int] {
    var seen: Set<Int> = []
    return objects.objects[model].children.compactMap { child in
      guard child.name.hasPrefix("layer-") || child.name.hasPrefix("layer_with_weights-"),
        descriptions[child.object] != nil, seen.insert(child.object).inserted
      else { return nil }
      return child.object
    }
  }

  /// The variables of a layer, or of those in a nested model, with the path that Keras gives them.
  private func variables(
    of layer: Int, path: [String], depth: Int
  ) -> [(path: [String], array: StoredArray)] {
    guard depth < Self.deepest else { return [] }
    let inner = descriptions[layer]?["config"]?["layers"] == nil ? [] : layers(of: layer)
    if !inner.isEmpty {
      return inner.flatMap { child in
        let name = descriptions[child]?["name"]?.stringValue ?? ""
        return variables(of: child, path: path + hdf5PathComponents(name), depth: depth + 1)
      }
    }
    var found: [(path: [String], array: StoredArray)] = []
    var nested: [(path: [String], array: StoredArray)] = []
    var seen: Set<Int> = []
    for child in objects.objects[layer].children
    where !child.name.hasPrefix("_") && !Self.lists.contains(child.name) {
      guard let twin = twins[child.object], seen.insert(child.object).inserted else { continue }
      if let key = bundle.objects.objects[twin].key {
        if let array = bundle.arrays[key] { found.append((path + ["\(child.name):0"], array)) }
      } else if depth < 3 {
        // A layer inside a layer, such as the cell of a recurrent one.
        nested += variables(of: child.object, path: path + [child.name], depth: depth + 1)
      }
    }
    // A kernel comes before its bias, as Keras lists them.
    let order = ["kernel:0", "bias:0", "gamma:0", "beta:0"]
    func rank(_ path: [String]) -> Int { order.firstIndex(of: path.last ?? "") ?? order.count }
    return found.sorted {
      (rank($0.path), $0.path.last ?? "") < (rank($1.path), $1.path.last ?? "")
    }
      + nested
  }
}

extension JSONValue {
  /// The value with Keras's words for tuples and the like, objects with a list of `items`, as plain lists.
  fileprivate var plain: JSONValue {
    if let items = arrayValue { return .array(items.map(\.plain)) }
    guard let object = objectValue else { return self }
    let lists: Set = ["__tuple__", "ListWrapper", "TensorShape", "_TupleWrapper"]
    if let items = object["items"]?.arrayValue, let name = object["class_name"]?.stringValue,
      lists.contains(name)
    {
      return .array(items.map(\.plain))
    }
    return .object(JSONObject(object.members.map { ($0.name, $0.value.plain) }))
  }
}
