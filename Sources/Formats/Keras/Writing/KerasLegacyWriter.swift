import HDF5
import JSON
import Networks

/// The HDF5 layout of Keras 1 and 2, which Keras 3 reads as well.
///
/// Of the many spellings those versions accept, this is the one that all of them do: a `Model` even for a
/// plain chain, activations with parameters as layers, `alpha` and `batch_input_shape` under their old
/// names, fixed-length arrays of names, and no text that is not ASCII.
enum KerasLegacyWriter {
  /// The most bytes that Keras puts into one attribute.
  private static let largestAttribute = 64_512

  /// A full model.
  ///
  /// - Throws: `HDF5Error` of kind `cannotWrite`.
  static func model(_ blueprint: KerasBlueprint) throws(HDF5Error) -> [UInt8] {
    try HDF5Builder.image { root throws(HDF5Error) in
      try root.setAttribute("keras_version", ascii: blueprint.kerasVersion)
      try root.setAttribute("backend", ascii: backend)
      try root.setAttribute(
        "model_config", ascii: configuration(blueprint).serialized(pretty: false))
      try blueprint.ownAttributes.write(to: root)
      try root.group("model_weights") { group throws(HDF5Error) in
        try writeWeights(blueprint, to: group)
      }
    }
  }

  /// The weights alone: what a full model has in `model_weights` stands on the root.
  ///
  /// - Throws: `HDF5Error` of kind `cannotWrite`.
  static func weights(_ blueprint: KerasBlueprint) throws(HDF5Error) -> [UInt8] {
    try HDF5Builder.image { root throws(HDF5Error) in
      try blueprint.ownAttributes.write(to: root)
      try writeWeights(blueprint, to: root)
    }
  }

  private static let backend = "tensorflow"

  private static func writeWeights(
    _ blueprint: KerasBlueprint, to group: borrowing HDF5GroupBuilder
  ) throws(HDF5Error) {
    try group.setAttribute("keras_version", ascii: blueprint.kerasVersion)
    try group.setAttribute("backend", ascii: backend)
    try writeNames(
      "layer_names", [blueprint.inputName] + blueprint.layers.map(\.name), to: group)
    try group.group(blueprint.inputName) { input throws(HDF5Error) in
      try writeNames("weight_names", [], to: input)
    }
    for layer in blueprint.layers {
      try group.group(layer.name) { outer throws(HDF5Error) in
        try writeNames(
          "weight_names", layer.variables.map { "\(layer.name)/\($0.name):0" }, to: outer)
        if layer.variables.isEmpty { return }
        try outer.group(layer.name) { inner throws(HDF5Error) in
          for variable in layer.variables {
            try variable.write(as: "\(variable.name):0", to: inner, bfloat16: .float)
          }
        }
      }
    }
  }

  /// Writes a list of names, in numbered pieces when it does not fit into one attribute.
  private static func writeNames(
    _ attribute: String, _ names: [String], to group: borrowing HDF5GroupBuilder
  ) throws(HDF5Error) {
    let longest = names.lazy.map(\.utf8.count).max() ?? 1
    let pieceCount = max(largestAttribute / max(longest, 1), 1)
    if names.count <= pieceCount {
      return try group.setAttribute(attribute, fixedLength: names)
    }
    for (index, start) in stride(from: 0, to: names.count, by: pieceCount).enumerated() {
      let piece = names[start..<min(start + pieceCount, names.count)]
      try group.setAttribute("\(attribute)\(index)", fixedLength: Array(piece))
    }
  }

  private static func configuration(_ blueprint: KerasBlueprint) -> JSONValue {
    var layers: [JSONValue] = [
      entry(
        "InputLayer", blueprint.inputName,
        [
          "batch_input_shape": .array([.null] + blueprint.inputShape.map(JSONValue.number)),
          "dtype": .string(blueprint.inputType.rawValue), "sparse": false,
          "name": .string(blueprint.inputName),
        ], after: nil)
    ]
    var previous = blueprint.inputName
    for layer in blueprint.layers {
      var configuration: JSONObject = ["name": .string(layer.name)]
      // Keras 2.1 gives every variable the type that is the default, whatever a layer says.
      if let type = layer.elementType, type != .float32 {
        configuration["dtype"] = .string(type.rawValue)
      }
      for member in layer.configuration.members { configuration[member.name] = member.value }
      layers.append(entry(layer.className, layer.name, configuration, after: previous))
      previous = layer.name
    }
    return [
      "class_name": "Model",
      "config": [
        "name": "model", "layers": .array(layers),
        "input_layers": [[.string(blueprint.inputName), 0, 0]],
        "output_layers": [[.string(previous), 0, 0]],
      ],
    ]
  }

  private static func entry(
    _ className: String, _ name: String, _ configuration: JSONObject, after previous: String?
  ) -> JSONValue {
    let nodes: JSONValue = previous.map { [[[.string($0), 0, 0, .object(JSONObject())]]] } ?? []
    return [
      "class_name": .string(className), "config": .object(configuration), "name": .string(name),
      "inbound_nodes": nodes,
    ]
  }
}
