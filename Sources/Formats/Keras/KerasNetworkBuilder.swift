import HDF5
import LinearAlgebra
import Networks

/// Reads the weights that a plan names and makes the network.
enum KerasNetworkBuilder {
  /// Builds the network of `plan` from an open file.
  ///
  /// - Throws: `HDF5Error` when a dataset is damaged or a value is impossible.
  static func build(
    _ plan: KerasPlan, from root: borrowing HDF5Group
  ) throws(HDF5Error) -> Network {
    var layers: [Layer] = []
    for step in plan.steps { layers.append(try layer(step, root)) }
    do throws(NetworkError) {
      return try Network(layers: layers, inputs: plan.inputs, inputShape: plan.inputShape)
    } catch {
      throw HDF5Error(
        .badData, object: error.layer.map { "layer \($0)" } ?? "/", problem: error.problem)
    }
  }

  private static func layer(
    _ step: KerasPlan.Step, _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> Layer {
    switch step {
    case .dense(let name, let kernel, let bias):
      let values = try self.values(kernel, root)
      return .dense(
        DenseLayer(
          name: name,
          weights: Matrix(
            rows: kernel.entry.shape[0], columns: kernel.entry.shape[1], values: values),
          bias: try bias.map { tensor throws(HDF5Error) in try self.values(tensor, root) },
          storedType: kernel.entry.elementType))
    case .activation(let name, let activation):
      return .activation(ActivationLayer(name: name, activation: activation))
    case .parametricReLU(let name, let alpha, let width):
      let slopes = repeated(try values(alpha, root), to: width)
      return .activation(ActivationLayer(name: name, activation: .parametricReLU(slopes: slopes)))
    case .batchNormalization(let name, let parts, let width):
      return .affine(try batchNormalization(name, parts, width, root))
    case .normalization(let name, let normalization, let width):
      return .affine(try self.normalization(name, normalization, width, root))
    case .rescaling(let name, let scale, let offset, let width):
      return .affine(
        AffineLayer(
          name: name, className: "Rescaling", scale: repeated(scale, to: width),
          shift: repeated(offset, to: width)))
    }
  }

  /// `gamma · (x − mean) / √(variance + epsilon) + beta`.
  private static func batchNormalization(
    _ name: String, _ parts: KerasPlan.BatchNormalization, _ width: Int,
    _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> AffineLayer {
    let mean = try values(parts.mean, root)
    let variance = try values(parts.variance, root)
    for (index, value) in variance.enumerated() where value + parts.epsilon <= 0 {
      throw HDF5Error(
        .badData, object: "layer \(name)",
        problem: "its moving variance at \(index) is \(value); a variance is not negative")
    }
    let ones = [Double](repeating: 1, count: mean.count)
    let gamma = try parts.gamma.map { tensor throws(HDF5Error) in try values(tensor, root) } ?? ones
    let beta = try parts.beta.map { tensor throws(HDF5Error) in try values(tensor, root) }
    let scale = zip(gamma, variance).map { $0 / ($1 + parts.epsilon).squareRoot() }
    var shift = zip(scale, mean).map { -$0 * $1 }
    if let beta { shift = zip(shift, beta).map(+) }
    return AffineLayer(
      name: name, className: "BatchNormalization", scale: repeated(scale, to: width),
      shift: repeated(shift, to: width))
  }

  /// `(x − mean) / max(√variance, 1e-7)`, or its inverse: Keras's Normalization.
  private static func normalization(
    _ name: String, _ normalization: KerasPlan.Normalization, _ width: Int,
    _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> AffineLayer {
    let mean: [Double]
    let variance: [Double]
    switch normalization.source {
    case .constants(let givenMean, let givenVariance): (mean, variance) = (givenMean, givenVariance)
    case .tensors(let meanTensor, let varianceTensor):
      mean = try values(meanTensor, root)
      variance = try values(varianceTensor, root)
    }
    guard !mean.isEmpty, !variance.isEmpty, variance.allSatisfy({ $0 >= 0 }),
      width % mean.count == 0, width % variance.count == 0
    else {
      throw HDF5Error(
        .badData, object: "layer \(name)",
        problem: "its mean and variance do not fit \(width) features, or a variance is negative")
    }
    let means = repeated(mean, to: width)
    let deviations = repeated(variance, to: width).map { max($0.squareRoot(), 1e-7) }
    if normalization.isInverted {
      return AffineLayer(name: name, className: "Normalization", scale: deviations, shift: means)
    }
    return AffineLayer(
      name: name, className: "Normalization", scale: deviations.map { 1 / $0 },
      shift: zip(means, deviations).map { -$0 / $1 })
  }

  private static func values(
    _ tensor: KerasTensor, _ root: borrowing HDF5Group
  ) throws(HDF5Error) -> [Double] {
    try KerasTensorData.values(tensor, root)
  }

  /// Statistics of the last axis, once for each position of the axes before it.
  private static func repeated(_ values: [Double], to width: Int) -> [Double] {
    values.count == width ? values : (0..<width).map { values[$0 % values.count] }
  }
}
