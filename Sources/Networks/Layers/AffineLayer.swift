import Numerics

/// `scale · x + shift`, feature by feature.
public struct AffineLayer: Sendable, Equatable {
  /// What a layer was before it was reduced to scale and shift; kept so that it can be written back.
  public enum Origin: Sendable, Equatable {
    /// `gamma · (x − mean) / √(variance + epsilon) + beta`: Keras's BatchNormalization at inference.
    case batchNormalization(
      gamma: [Double]?, beta: [Double]?, mean: [Double], variance: [Double], epsilon: Double)
    /// `(x − mean) / max(√variance, 1e-7)`, or its inverse: Keras's Normalization.
    ///
    /// The statistics are weights when the layer was adapted to `sampleCount` samples (0 when it is not
    /// known to how many); `nil` when they were given to it and stand in its configuration.
    case normalization(
      mean: [Double], variance: [Double], isInverted: Bool, sampleCount: Int? = 0)
    /// `scale · x + offset`: Keras's Rescaling.
    case rescaling(scale: [Double], offset: [Double])
  }

  /// The name in the model.
  public var name: String
  /// The Keras class it stands for, such as `BatchNormalization`.
  public package(set) var className: String
  /// One factor for each feature.
  public package(set) var scale: [Double]
  /// One summand for each feature.
  public package(set) var shift: [Double]
  /// What it was made of; `nil` when it is scale and shift and nothing else.
  public let origin: Origin?
  /// The scaling of raw features it stands for, when it is one.
  package internal(set) var scaling: InputScaling?
  /// The element type of its variables in the file, in NumPy's spelling.
  package let storedType: String

  /// Creates a layer from scale and shift, which must be of one length.
  package init(name: String, className: String, scale: [Double], shift: [Double]) {
    precondition(scale.count == shift.count, "scale and shift differ in length")
    self.name = name
    self.className = className
    self.scale = scale
    self.shift = shift
    origin = nil
    storedType = "float32"
  }

  /// Creates a layer from what Keras stores of it.
  ///
  /// Statistics of fewer features than `width` belong to the last axis of a sample and repeat.
  ///
  /// - Parameters:
  ///   - name: the name in the model.
  ///   - origin: the Keras layer and its variables.
  ///   - width: the number of features, a multiple of each variable's.
  ///   - storedType: the element type of the variables in the file.
  /// - Throws: ``NetworkError`` when a variance is negative or a variable does not fit the width.
  package init(
    name: String, origin: Origin, width: Int, storedType: String
  ) throws(NetworkError) {
    func failure(_ problem: String) -> NetworkError { NetworkError(layer: name, problem: problem) }
    func spread(_ values: [Double]) -> [Double] {
      values.count == width ? values : (0..<width).map { values[$0 % values.count] }
    }
    guard width > 0 else { throw failure("has no features") }
    var variables: [[Double]]
    switch origin {
    case .batchNormalization(let gamma, let beta, let mean, let variance, let epsilon):
      for (index, value) in variance.enumerated() where value + epsilon <= 0 {
        throw failure("its moving variance at \(index) is \(value); a variance is not negative")
      }
      variables = [mean, variance] + [gamma, beta].compactMap { $0 }
    case .normalization(let mean, let variance, _, _):
      guard variance.allSatisfy({ $0 >= 0 }) else { throw failure("has a negative variance") }
      variables = [mean, variance]
    case .rescaling(let scale, let offset): variables = [scale, offset]
    }
    guard variables.allSatisfy({ !$0.isEmpty && width % $0.count == 0 }) else {
      throw failure(
        "has variables of \(variables.map(\.count)) values, which do not fit \(width) features")
    }
    variables = variables.map(spread)
    switch origin {
    case .batchNormalization(let gamma, let beta, _, _, let epsilon):
      className = "BatchNormalization"
      let gammas = gamma.map(spread) ?? [Double](repeating: 1, count: width)
      scale = zip(gammas, variables[1]).map { $0 / ($1 + epsilon).squareRoot() }
      let moved = zip(scale, variables[0]).map { -$0 * $1 }
      shift = beta.map { zip(moved, spread($0)).map(+) } ?? moved
    case .normalization(_, _, let isInverted, _):
      className = "Normalization"
      let deviations = variables[1].map { max($0.squareRoot(), 1e-7) }
      scale = isInverted ? deviations : deviations.map { 1 / $0 }
      shift = isInverted ? variables[0] : zip(variables[0], deviations).map { -$0 / $1 }
    case .rescaling:
      className = "Rescaling"
      scale = variables[0]
      shift = variables[1]
    }
    self.name = name
    self.origin = origin
    self.storedType = storedType
  }

  /// Creates a layer from what Keras stores of it, in 32 bits.
  ///
  /// - Parameters:
  ///   - name: the name in the model.
  ///   - origin: the Keras layer and its variables.
  ///   - width: the number of features, a multiple of each variable's.
  /// - Throws: ``NetworkError`` when a variance is negative or a variable does not fit the width.
  public init(name: String, origin: Origin, width: Int) throws(NetworkError) {
    try self.init(name: name, origin: origin, width: width, storedType: "float32")
  }

  func applied(to input: Matrix) -> Matrix {
    var result = input
    result.mapColumnsInPlace { value, column in scale[column] * value + shift[column] }
    return result
  }
}
