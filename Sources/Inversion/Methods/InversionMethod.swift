package import Networks

/// A way to find inputs for targets.
///
/// A value in ``InversionMethods/all``: adding one is adding a file.
package protocol InversionMethod: Sendable {
  /// The name on the command line and in results files.
  var name: String { get }
  /// One line for a listing.
  var summary: String { get }
  /// Whether the method uses inverse matrices, and so can be combined with a filter for them.
  var usesInverseMatrices: Bool { get }
  /// What it needs of the network and of the user, for a listing.
  var needs: String { get }
  /// Whether it runs when no method is named.
  var isDefault: Bool { get }
  /// Whether it searches, which takes many passes through the network.
  var isIterative: Bool { get }
  /// Why the method does not apply to a network; `nil` when it does.
  func obstacle(for network: NeuralNetwork) -> InversionError?
  /// Finds one input for each target of `problem`, with pictures but without evidence.
  ///
  /// - Throws: ``InversionError`` that names the layer which stands in the way.
  func solve(_ problem: InversionProblem) throws(InversionError) -> MethodSolutions
}

/// All methods.
package enum InversionMethods {
  /// In the order of listings and results.
  package static let all: [any InversionMethod] = [
    EmpiricalMethod(), AnalyticalMethod(), NearestMethod(), MapMethod(),
    PatternMethod(),
  ]

  /// The method of a name; `analytic` is understood as `analytical`.
  package static func named(_ name: String) -> (any InversionMethod)? {
    all.first { $0.name == name } ?? (name == "analytic" ? AnalyticalMethod() : nil)
  }

  /// Those that run when none is named: the paper's, and the recommended ones with constraints.
  package static var defaults: [any InversionMethod] { all.filter(\.isDefault) }
}
