import HDF5
import JSON
import Networks

/// Reads Keras files of every layout, from an open HDF5 file, into a ``KerasModel``.
enum KerasReader {
  /// The longest `model_config` that is accepted, in bytes.
  private static let longestConfiguration = 16 << 20

  /// Reads a full model: architecture and weights in one HDF5 file.
  ///
  /// - Throws: `HDF5Error` that names the object and what was expected of it.
  static func fullModel(
    _ root: borrowing HDF5Group, hints: ArchitectureHints
  ) throws(HDF5Error) -> KerasModel {
    let place = "attribute model_config of /"
    guard let text = try root.text("model_config", limit: longestConfiguration) else {
      let groups = try KerasWeights.read(try root.group("model_weights"), above: ["model_weights"])
      return try without(architecture: hints, .named(groups), .kerasHDF5Weights, root)
    }
    guard !text.isEmpty else { throw HDF5Error(.badData, object: place, problem: "is empty") }
    let version = try root.text("keras_version")
    let backend = try root.text("backend")
    let architecture: KerasArchitecture
    do throws(KerasConfigurationError) {
      architecture = try KerasArchitecture(text, version: version, backend: backend)
    } catch {
      throw HDF5Error(
        .badData, object: place,
        problem: (error.layer.map { "layer \($0): " } ?? "") + error.problem)
    }
    let groups = try KerasWeights.read(try root.group("model_weights"), above: ["model_weights"])
    return try located(place, root) { () throws(KerasConfigurationError) in
      try KerasModel(architecture, .named(groups), format: .kerasHDF5Model, hints: hints)
    }
  }

  /// Reads weights without an architecture, in whichever layout; `nil` when there are none.
  ///
  /// - Throws: `HDF5Error` that names the object and what was expected of it.
  static func weights(
    _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> (weights: KerasStoredWeights, format: ModelInventory.Format)? {
    if root.hasAttribute("layer_names") || root.hasAttribute("layer_names0") {
      return (.named(try KerasWeights.read(root, above: [])), .kerasHDF5Weights)
    }
    if root.hasAttribute("nb_layers") {
      return (.numbered(try KerasNumberedWeights.read(root)), .kerasHDF5Weights)
    }
    for container in KerasObjectGroup.containerNames where try root.child(container) == .group {
      return (.objects(try KerasObjectGroup.read(root, container: container)), .kerasV3Weights)
    }
    return nil
  }

  /// Brings weights together with the architecture that the user gives.
  ///
  /// - Throws: `HDF5Error` that names the layer, or the place in the architecture's file.
  static func weightsOnly(
    _ root: borrowing HDF5Group, hints: ArchitectureHints
  ) throws(HDF5Error) -> KerasModel? {
    guard let (weights, format) = try weights(root) else { return nil }
    return try without(architecture: hints, weights, format, root)
  }

  private static func without(
    architecture hints: ArchitectureHints, _ weights: KerasStoredWeights,
    _ format: ModelInventory.Format, _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> KerasModel {
    let version = try root.text("keras_version")
    let backend = try root.text("backend")
    if let document = hints.document {
      let place = "architecture \(document.file)"
      return try located(place, root) { () throws(KerasConfigurationError) in
        var architecture = try KerasArchitecture(
          document.text, version: document.version, backend: document.backend)
        if architecture.version == nil { architecture.version = version }
        return try KerasModel(architecture, weights, format: format, hints: hints, isOwn: false)
      }
    }
    return try located("/", root) { () throws(KerasConfigurationError) in
      try KerasModel(
        assuming: hints, weights, format: format, version: version, backend: backend)
    }
  }

  /// Reads the weights of a `.keras` archive.
  ///
  /// - Parameters:
  ///   - configuration: the text of `config.json`.
  ///   - version: the Keras version of `metadata.json`.
  ///   - hints: which output is meant.
  /// - Throws: `HDF5Error` that names the member or the layer.
  static func archive(
    _ root: borrowing HDF5Group, configuration: String, version: String?,
    hints: ArchitectureHints = .none
  ) throws(HDF5Error) -> KerasModel {
    guard let (weights, _) = try weights(root) else {
      throw HDF5Error(
        .badData, object: "model.weights.h5",
        problem: "holds no layers; Keras weights were expected")
    }
    return try located("config.json", root) { () throws(KerasConfigurationError) in
      try KerasModel(
        try KerasArchitecture(configuration, version: version), weights, format: .kerasV3Archive,
        hints: hints)
    }
  }

  private static func located(
    _ place: String, _ root: borrowing HDF5Group,
    _ body: () throws(KerasConfigurationError) -> KerasModel
  ) throws(HDF5Error) -> KerasModel {
    do throws(KerasConfigurationError) {
      var model = try body()
      model.addSurroundings(from: root)
      return model
    } catch {
      throw HDF5Error(
        .badData, object: error.layer.map { "layer \($0)" } ?? place, problem: error.problem)
    }
  }
}
