import Files

/// The kinds of Keras file that can be written.
public enum KerasFileKind: String, Sendable, Equatable, CaseIterable {
  /// A full model in HDF5, `.h5`: loads in Keras 2 and Keras 3.
  case model = "keras-h5"
  /// Weights without an architecture in the layout of Keras 1 and 2, `.h5`.
  case legacyWeights = "keras-legacy-weights"
  /// Weights without an architecture in the layout of Keras 3, `.weights.h5`.
  case weights = "keras-weights"
  /// A full model as Keras 3 saves it, `.keras`: a zip archive of a configuration and weights.
  case archive = "keras"

  /// What the name of a file of this kind ends in, for Keras to load it.
  package var fileExtension: String {
    switch self {
    case .model, .legacyWeights: ".h5"
    case .weights: ".weights.h5"
    case .archive: ".keras"
    }
  }

  /// A few words for a message, such as `Keras weights`.
  package var summary: String {
    switch self {
    case .model: "Keras model (HDF5)"
    case .legacyWeights: "Keras weights (HDF5, layout of Keras 1 and 2)"
    case .weights: "Keras weights (HDF5, layout of Keras 3)"
    case .archive: "Keras model (archive)"
    }
  }

  /// Whether the file says what layers there are, and not only their weights.
  package var hasArchitecture: Bool { self == .model || self == .archive }
}

extension ModelFileKind {
  /// A file of Keras.
  public static func keras(_ kind: KerasFileKind) -> ModelFileKind {
    let extensions: [String] =
      switch kind {
      case .model: [".h5", ".hdf5"]
      case .legacyWeights: []
      case .weights: [".weights.h5"]
      case .archive: [".keras"]
      }
    return ModelFileKind(
      name: kind.rawValue, extensions: extensions, summary: kind.summary,
      hasArchitecture: kind.hasArchitecture,
      requiredExtension: (kind.fileExtension, "Keras")
    ) { network, provenance, path throws(FileError) in
      try KerasModelWriter.encode(network, as: kind, path: path, provenance: provenance)
    }
  }
}
