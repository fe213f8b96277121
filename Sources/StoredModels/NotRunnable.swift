import Files

/// Why a model that was read without fault cannot be run: which layer prevents it, and why.
public struct NotRunnable: Error, Equatable, Sendable, CustomStringConvertible {
  /// The layer's name; `nil` when it is the model as a whole.
  public package(set) var layer: String?
  /// The layer's Keras class.
  public package(set) var className: String?
  /// Why it stands in the way.
  public package(set) var reason: String

  /// `layer NAME: CLASS: REASON`.
  ///
  /// Names that a file has made too long are cut.
  public var description: String {
    (layer.map { "layer \($0.abbreviated()): " } ?? "") + reasonWithClass
  }

  /// Creates an obstacle.
  package init(layer: String? = nil, className: String? = nil, reason: String) {
    (self.layer, self.className, self.reason) = (layer, className, reason)
  }

  /// The reason, behind the class of the layer when there is one.
  package var reasonWithClass: String {
    layer == nil ? reason : (className.map { "\($0.abbreviated()): " } ?? "") + reason
  }
}
