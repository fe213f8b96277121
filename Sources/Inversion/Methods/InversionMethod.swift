public import Networks

/// A way to find inputs for targets, with all that is particular to it.
///
/// A value in ``InversionMethods/all``: adding one is adding a file and its entry. Only the name, what it
/// does and the work have to be said; the rest has the answer of most methods.
public protocol InversionMethod: Sendable {
  /// The name on the command line and in results files.
  var name: String { get }
  /// Other names that the command line understands.
  var otherNames: [String] { get }
  /// One line for a listing.
  var summary: String { get }
  /// What it needs of the network and of the user, for a listing.
  var needs: String { get }
  /// Whether it runs when no method is named.
  var isDefault: Bool { get }
  /// Whether it searches, which takes many passes through the network.
  var isIterative: Bool { get }
  /// Whether it uses inverse matrices, which are computed for it then, and so can be combined with a
  /// filter for them.
  var usesInverseMatrices: Bool { get }
  /// The choices of an inversion that it runs with and repeats beside its solutions, each under its name.
  var parameters: [InversionParameter] { get }
  /// Whether its solutions carry a certificate, and pictures of the whole range, under some choices.
  func certifies(with options: InversionOptions) -> Bool
  /// Whether it finds the same again from the model alone, at once.
  ///
  /// - Parameters:
  ///   - request: what the results were made with; images are not at hand.
  ///   - network: the model's network.
  func isRepeatable(for request: InversionRequest, on network: NeuralNetwork) -> Bool
  /// By how much of its size an input may differ when the method is repeated on another machine.
  ///
  /// - Parameter layers: the inverses of the layers.
  func repetitionTolerance(_ layers: [LayerInverse]) -> Double
  /// Why the method does not apply to a network; `nil` when it does.
  func obstacle(for network: NeuralNetwork) -> InversionError?
  /// Finds one input for each target of `request`, with pictures but without measurements; the network is
  /// one without an ``obstacle(for:)``.
  ///
  /// - Throws: ``InversionError`` that names the layer which stands in the way.
  func solve(_ request: MethodRequest) throws(InversionError) -> MethodSolutions
}

extension InversionMethod {
  /// None.
  public var otherNames: [String] { [] }
  /// A single word for a method that needs nothing but the network.
  public var needs: String { "nothing" }
  /// Only where a method says so.
  public var isDefault: Bool { false }
  /// Only where a method says so.
  public var isIterative: Bool { false }
  /// Only where a method says so.
  public var usesInverseMatrices: Bool { false }
  /// None.
  public var parameters: [InversionParameter] { [] }
  /// Never, unless a method says so.
  public func certifies(with options: InversionOptions) -> Bool { false }
  /// Never, unless a method says so.
  public func isRepeatable(for request: InversionRequest, on network: NeuralNetwork) -> Bool {
    false
  }
  /// A millionth.
  public func repetitionTolerance(_ layers: [LayerInverse]) -> Double { 1e-6 }
  /// None.
  public func obstacle(for network: NeuralNetwork) -> InversionError? { nil }
}

/// All methods.
public enum InversionMethods {
  /// In the order of listings and results.
  public static let all: [any InversionMethod] = [
    EmpiricalMethod(), AnalyticalMethod(), NearestMethod(), MapMethod(),
    PatternMethod(),
  ]

  /// The method of a name.
  public static func named(_ name: String) -> (any InversionMethod)? {
    all.first { $0.name == name } ?? all.first { $0.otherNames.contains(name) }
  }

  /// Those that run when none is named: the paper's, and the recommended ones with constraints.
  public static var defaults: [any InversionMethod] { all.filter(\.isDefault) }
}
