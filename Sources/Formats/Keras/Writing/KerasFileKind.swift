/// The kinds of Keras file that can be written.
package enum KerasFileKind: String, Sendable, Equatable, CaseIterable {
  /// A full model in HDF5, `.h5`: loads in Keras 2 and Keras 3.
  case model = "keras-h5"
  /// Weights without an architecture in the layout of Keras 1 and 2, `.h5`.
  case legacyWeights = "keras-legacy-weights"
  /// Weights without an architecture in the layout of Keras 3, `.weights.h5`.
  case weights = "keras-weights"
  /// A full model as Keras 3 saves it, `.keras`: a zip archive of a configuration and weights.
  case archive = "keras"

  /// The kind that a path's extension stands for; `nil` when it is none of Keras's.
  package init?(path: String) {
    if path.hasSuffix(".weights.h5") {
      self = .weights
    } else if path.hasSuffix(".h5") || path.hasSuffix(".hdf5") {
      self = .model
    } else if path.hasSuffix(".keras") {
      self = .archive
    } else {
      return nil
    }
  }

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
