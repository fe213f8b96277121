/// An activation with the name of the layer it belongs to.
package struct ActivationLayer: Sendable, Equatable {
  /// The name of the Keras layer: its own, or that of the Dense it is part of.
  package var name: String
  /// The function.
  package var activation: Activation
  /// The element type of PReLU's slopes in the file, in NumPy's spelling.
  package var storedType: String

  /// Creates a layer.
  package init(name: String, activation: Activation, storedType: String = "float32") {
    self.name = name
    self.activation = activation
    self.storedType = storedType
  }
}
