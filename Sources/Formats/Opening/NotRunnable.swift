/// Why a model that was read without fault cannot be run: which layer prevents it, and why.
package struct NotRunnable: Error, Equatable, Sendable, CustomStringConvertible {
  /// The layer's name; `nil` when it is the model as a whole.
  package var layer: String?
  /// The layer's Keras class.
  package var className: String?
  /// Why it stands in the way.
  package var reason: String

  /// `layer NAME: CLASS: REASON`.
  package var description: String { (layer.map { "layer \($0): " } ?? "") + reasonWithClass }

  /// The reason, behind the class of the layer when there is one.
  var reasonWithClass: String {
    layer == nil ? reason : (className.map { "\($0): " } ?? "") + reason
  }
}
