@_exported public import Datasets
@_exported public import Files
@_exported public import Formats
@_exported public import Inversion
@_exported public import JSON
@_exported public import LinearAlgebra
@_exported public import Networks
@_exported public import Numerics
@_exported public import Reports
@_exported public import Training

/// The package as a whole: one import for everything a program needs to load, run and invert a network.
///
/// ```swift
/// import MLPKit
///
/// let model = try ModelFile.open("model.h5")
/// let found = try model.invert().results
/// print(found.methods[0].solutions[0].residualL2)
/// ```
package enum MLPKit {
  /// The version of the package and of the `mlp` tool.
  package static let version = "0.1.0"
}
