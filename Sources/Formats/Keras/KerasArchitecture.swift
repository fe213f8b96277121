import JSON

/// What a model is made of: the tree of layers, and who wrote it.
struct KerasArchitecture: Sendable, Equatable {
  /// The model.
  var root: KerasNode
  /// The Keras version, as written.
  var version: String?
  /// The Keras backend, as written.
  var backend: String?

  /// Parses the JSON of `model_config`, of `config.json` in an archive, or of `model.to_json()`.
  ///
  /// - Parameters:
  ///   - text: the JSON.
  ///   - version: the Keras version known from elsewhere; `to_json` writes its own.
  ///   - backend: likewise.
  /// - Throws: ``KerasConfigurationError`` when it is not JSON or not a model.
  init(_ text: String, version: String? = nil, backend: String? = nil)
    throws(KerasConfigurationError)
  {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONParser.parse(Array(text.utf8))
    } catch {
      throw KerasConfigurationError(problem: error.description)
    }
    // json.dump of what to_json gives makes a text of the text.
    if let inner = value.stringValue {
      self = try KerasArchitecture(inner, version: version, backend: backend)
      return
    }
    root = try KerasConfiguration.parse(value)
    self.version = version ?? value["keras_version"]?.stringValue
    self.backend = backend ?? value["backend"]?.stringValue
  }

  /// An architecture that was made up from weights.
  init(root: KerasNode) {
    self.root = root
  }
}
