/// An activation with the name of the layer it belongs to.
public struct ActivationLayer: Sendable, Equatable {
  /// The name of the Keras layer: its own, or that of the Dense it is part of.
  public var name: String
  /// The function.
  public var activation: Activation
  /// The element type of PReLU's slopes in the file, in NumPy's spelling.
  package var storedType: String

  /// Creates a layer.
  public init(name: String, activation: Activation) {
    self.init(name: name, activation: activation, storedType: "float32")
  }

  /// Creates a layer of a file.
  package init(name: String, activation: Activation, storedType: String) {
    self.name = name
    self.activation = activation
    self.storedType = storedType
  }
}
