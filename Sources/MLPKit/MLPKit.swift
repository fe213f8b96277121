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
/// let network = try ModelFile.open("model.h5").network()
/// let inverter = try Inverter(network)
/// let targets = try InversionTargets.classes(of: network)
/// let found = try inverter.solve(targets, by: AnalyticalMethod())
/// print(found.solutions[0].residualL2)
/// ```
package enum MLPKit {
  /// The version of the package and of the `mlp` tool.
  package static let version = "0.1.0"
}
