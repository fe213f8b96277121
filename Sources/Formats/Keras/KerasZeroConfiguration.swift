import JSON

/// The flat configuration of Keras 0: the class under `name`, no `config`, keys beside each other.
enum KerasZeroConfiguration {
  /// Reads `{"name": "Sequential", "layers": [{"name": "Dense", "output_dim": 30, ...}, ...]}`.
  ///
  /// - Returns: `nil` when it is not of this kind.
  /// - Throws: ``KerasConfigurationError`` when a layer is not one.
  static func parse(_ value: JSONValue) throws(KerasConfigurationError) -> KerasNode? {
    guard value["name"]?.stringValue == "Sequential", let layers = value["layers"]?.arrayValue
    else {
      return nil
    }
    return try model(layers, name: "", outerNames: [], depth: 0)
  }

  private static func model(
    _ layers: [JSONValue], name: String, outerNames: [String], depth: Int
  ) throws(KerasConfigurationError) -> KerasNode {
    let inside = depth == 0 ? [] : outerNames + [name]
    var children: [KerasNode] = []
    for (index, layer) in layers.enumerated() {
      guard let object = layer.objectValue, let className = object["name"]?.stringValue else {
        throw KerasConfigurationError(layer: nil, problem: "layer \(index) has no name")
      }
      // The file has no names either: its groups are layer_0, layer_1, ...
      let name = object["custom_name"]?.stringValue ?? "layer_\(index)"
      if let inner = object["layers"]?.arrayValue {
        children.append(try model(inner, name: name, outerNames: inside, depth: depth + 1))
      } else {
        children.append(node(className, name, inside, object, []))
      }
    }
    return node("Sequential", name, outerNames, [:], children)
  }

  private static func node(
    _ className: String, _ name: String, _ outerNames: [String], _ configuration: JSONObject,
    _ children: [KerasNode]
  ) -> KerasNode {
    KerasNode(
      className: className, name: name, outerNames: outerNames, configuration: configuration,
      foreignModule: nil, children: children, calls: [], inputNames: [], outputNames: [])
  }
}
