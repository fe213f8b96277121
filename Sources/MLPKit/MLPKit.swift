@_exported public import Datasets
@_exported public import Files
@_exported public import Formats
@_exported public import Inversion
@_exported public import JSON
@_exported public import LinearAlgebra
@_exported public import Networks
@_exported public import Numerics
@_exported public import Reports
@_exported public import StoredModels
@_exported public import Training

/// Which release of the package this is.
public enum MLPKitRelease {
  /// The version of the package and of the `mlp` tool.
  public static let version = "0.1.0"
}
