import LinearAlgebra

/// `scale · x + shift`, feature by feature.
public struct AffineLayer: Sendable, Equatable {
  /// The name in the model.
  public var name: String
  /// The Keras class it stands for, such as `BatchNormalization`.
  public var className: String
  /// One factor for each feature.
  public var scale: [Double]
  /// One summand for each feature.
  public var shift: [Double]

  /// Creates a layer; `scale` and `shift` must be of one length.
  public init(name: String, className: String, scale: [Double], shift: [Double]) {
    precondition(scale.count == shift.count, "scale and shift differ in length")
    self.name = name
    self.className = className
    self.scale = scale
    self.shift = shift
  }

  func applied(to input: Matrix) -> Matrix {
    var result = input
    result.mapColumnsInPlace { value, column in scale[column] * value + shift[column] }
    return result
  }
}
