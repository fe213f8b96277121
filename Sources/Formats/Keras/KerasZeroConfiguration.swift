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
    var taken: [String: Int] = [:]
    for (index, layer) in layers.enumerated() {
      guard let object = layer.objectValue, let className = object["name"]?.stringValue else {
        throw KerasConfigurationError(layer: nil, problem: "layer \(index) has no name")
      }
      // The file has no names either: its groups are layer_0, layer_1, ...
      let name = unique(object["custom_name"]?.stringValue ?? "layer_\(index)", &taken)
      if let inner = object["layers"]?.arrayValue {
        children.append(try model(inner, name: name, outerNames: inside, depth: depth + 1))
      } else {
        children.append(
          KerasNode(
            className: className, name: name, outerNames: inside, configuration: object))
      }
    }
    return KerasNode(
      className: "Sequential", name: name, outerNames: outerNames, children: children)
  }

  /// A name that no layer before has: Keras 0 calls every Dense `dense` unless the user names it.
  private static func unique(_ name: String, _ taken: inout [String: Int]) -> String {
    var result = name
    while let count = taken[result] {
      taken[name, default: count] += 1
      result = "\(name)_\(taken[name, default: 0])"
    }
    taken[result] = 1
    return result
  }
}
