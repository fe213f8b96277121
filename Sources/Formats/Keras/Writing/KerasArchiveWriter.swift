import Files
import HDF5
import JSON

/// The `.keras` file of Keras 3: a zip archive of metadata, architecture and weights.
enum KerasArchiveWriter {
  /// The names of the members.
  static let metadataName = "metadata.json"
  static let configurationName = "config.json"
  static let weightsName = "model.weights.h5"

  /// The members, in the order in which Keras writes them.
  ///
  /// - Parameters:
  ///   - blueprint: the model.
  ///   - weights: the bytes of its weights file.
  static func members(
    _ blueprint: KerasBlueprint, weights: [UInt8]
  ) -> [(name: String, bytes: [UInt8])] {
    [
      (metadataName, Array(metadata(blueprint).serialized(pretty: false).utf8)),
      (configurationName, Array(configuration(blueprint).serialized(pretty: false).utf8)),
      (weightsName, weights),
    ]
  }

  private static func metadata(_ blueprint: KerasBlueprint) -> JSONValue {
    // The date is always the same one, so that the same model gives the same bytes.
    var object: JSONObject = [
      "keras_version": .string(blueprint.kerasVersion), "date_saved": "1980-01-01@00:00:00",
    ]
    object["mlpkit"] = blueprint.ownAttributes.json
    return .object(object)
  }

  private static func configuration(_ blueprint: KerasBlueprint) -> JSONValue {
    var layers = [
      object(
        "keras.layers", "InputLayer",
        [
          "name": .string(blueprint.inputName),
          // The older name of batch_shape, which tf_keras wants and Keras 3 takes as well.
          "batch_input_shape": .array([.null] + blueprint.inputShape.map(JSONValue.number)),
          "dtype": .string(blueprint.inputType.rawValue),
        ])
    ]
    for layer in blueprint.layers {
      var configuration: JSONObject = [
        "name": .string(layer.name),
        "dtype": .string((layer.elementType ?? .float32).rawValue),
      ]
      for member in layer.configuration.members { configuration[member.name] = member.value }
      layers.append(object("keras.layers", layer.className, configuration))
    }
    return object("keras", "Sequential", ["name": "model", "layers": .array(layers)])
  }

  private static func object(
    _ module: String, _ className: String, _ configuration: JSONObject
  ) -> JSONValue {
    [
      "module": .string(module), "class_name": .string(className),
      "config": .object(configuration), "registered_name": nil,
    ]
  }
}
