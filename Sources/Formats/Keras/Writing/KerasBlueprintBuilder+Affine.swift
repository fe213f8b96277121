import Files
import HDF5
import JSON
import Networks

/// BatchNormalization, LayerNormalization, Normalization and Rescaling.
extension KerasBlueprintBuilder {
  /// Adds a layer that scales and shifts.
  ///
  /// - Parameters:
  ///   - layer: the layer.
  ///   - isFlat: whether samples are rows; otherwise statistics of the last axis stay as they are.
  /// - Throws: `FileError` of kind `unsupported` when a parameter is not a finite number.
  mutating func addAffine(_ layer: AffineLayer, isFlat: Bool) throws(FileError) {
    let width = layer.scale.count
    let origin = layer.origin ?? .rescaling(scale: layer.scale, offset: layer.shift)
    let stored: AffineLayer.Origin
    if isFlat, !layer.fitsFlat {
      stored = origin.spread(over: width)
      remark(
        "the statistics of layer \(layer.name) are repeated for each of its \(width) features")
    } else {
      stored = origin
    }
    var written: KerasWrittenLayer
    switch stored {
    case .batchNormalization(let gamma, let beta, let mean, let variance, let epsilon):
      written = batchNormalization(
        layer,
        [
          ("gamma", gamma), ("beta", beta), ("moving_mean", mean),
          ("moving_variance", variance),
        ], epsilon)
      written.configuration["scale"] = .bool(gamma != nil)
      written.configuration["center"] = .bool(beta != nil)
    case .normalization(let mean, let variance, let isInverted, let sampleCount):
      written = normalization(
        layer, mean, variance, isInverted: isInverted, sampleCount: sampleCount)
    case .rescaling(let scale, let offset):
      written = KerasWrittenLayer(
        name: names.name(for: layer.name, className: "Rescaling"), className: "Rescaling",
        configuration: ["scale": Self.numbers(scale), "offset": Self.numbers(offset)])
      if layer.origin == nil, layer.className != "Rescaling" {
        remark("layer \(layer.name) (\(layer.className)) is written as Rescaling")
      }
    }
    if kind == .model, written.className != "BatchNormalization" {
      remark("\(written.className) needs TensorFlow 2.6 or Keras 3")
    }
    layers.append(written)
    try addExpected(written, stored, width: width)
  }

  private mutating func batchNormalization(
    _ layer: AffineLayer, _ parts: [(String, [Double]?)], _ epsilon: Double
  ) -> KerasWrittenLayer {
    var written = KerasWrittenLayer(
      name: names.name(for: layer.name, className: "BatchNormalization"),
      className: "BatchNormalization",
      configuration: ["axis": -1, "epsilon": .number(epsilon)])
    for case (let name, let values?) in parts {
      let type = elementType(for: values, stored: layer.storedType)
      written.variables.append(
        KerasWrittenVariable(name: name, shape: [values.count], values: .floats(values, type)))
      written.elementType = wider(written.elementType, type)
    }
    return written
  }

  private mutating func normalization(
    _ layer: AffineLayer, _ mean: [Double], _ variance: [Double], isInverted: Bool,
    sampleCount: Int?
  ) -> KerasWrittenLayer {
    // One mean for everything is what Keras calls no axis; its statistics are scalars.
    let isScalar = mean.count == 1 && variance.count == 1 && layer.scale.count > 1
    var written = KerasWrittenLayer(
      name: names.name(for: layer.name, className: "Normalization"), className: "Normalization",
      configuration: ["axis": isScalar ? .null : -1, "invert": .bool(isInverted)])
    guard let sampleCount else {
      written.configuration["mean"] = Self.numbers(mean)
      written.configuration["variance"] = Self.numbers(variance)
      return written
    }
    for (name, values) in [("mean", mean), ("variance", variance)] {
      let type = elementType(for: values, stored: layer.storedType)
      written.variables.append(
        KerasWrittenVariable(
          name: name, shape: isScalar ? [] : [values.count], values: .floats(values, type)))
      written.elementType = wider(written.elementType, type)
    }
    written.variables.append(
      KerasWrittenVariable(name: "count", shape: [], values: .integer(sampleCount)))
    if kind == .model {
      remark(
        "layer \(written.name): Keras 3.0 to 3.5 load a Normalization from .h5 but predict without it, "
          + "as with their own files")
    }
    return written
  }

  /// Adds a LayerNormalization or one of its kin.
  ///
  /// - Throws: `FileError` of kind `unsupported` when no layer of Keras does it to flat samples.
  mutating func addLayerNormalization(_ layer: LayerNormalizationLayer) throws(FileError) {
    guard !layer.rounds else {
      throw unsupported(
        "rounds its inputs as a quantized layer of Keras does, which cannot be written")
    }
    guard layer.grouping.blocks == 1, layer.grouping.channels == layer.width else {
      throw unsupported(
        "is a \(layer.className) of samples of several axes, which Keras does not have for flat ones"
      )
    }
    var configuration: JSONObject = ["axis": -1]
    if layer.statistic != .length { configuration["epsilon"] = .number(layer.epsilon) }
    switch layer.statistic {
    case .standard where layer.grouping.groups > 1:
      configuration["groups"] = .number(layer.grouping.groups)
    case .deviation: configuration["rms_scaling"] = true
    case .length where layer.epsilon != 1e-12:
      throw unsupported(
        "divides by a length of at least \(layer.epsilon); UnitNormalization has 1e-12")
    case .standard, .rootMeanSquare, .length, .integerLevels, .float8: break
    }
    if layer.statistic == .standard {
      configuration["scale"] = .bool(layer.gamma != nil)
      configuration["center"] = .bool(layer.beta != nil)
    }
    var written = KerasWrittenLayer(
      name: names.name(for: layer.name, className: layer.className), className: layer.className,
      configuration: configuration)
    let gamma = layer.statistic == .rootMeanSquare ? "scale" : "gamma"
    for case (let name, let values?) in [(gamma, layer.gamma), ("beta", layer.beta)] {
      let type = elementType(for: values, stored: layer.storedType)
      written.variables.append(
        KerasWrittenVariable(name: name, shape: [values.count], values: .floats(values, type)))
      written.elementType = wider(written.elementType, type)
    }
    var expected = layer
    expected.name = written.name
    expected.storedType = HDF5ElementType.float32.rawValue
    if case .floats(_, let type)? = written.variables.first?.values {
      expected.storedType = type.rawValue
    }
    if kind == .model {
      let needs = [
        "LayerNormalization": "TensorFlow 2.0 or Keras 3", "RMSNormalization": "Keras 3.9",
        "UnitNormalization": "TensorFlow 2.9 or Keras 3",
        "GroupNormalization": "TensorFlow 2.11 or Keras 3",
      ]
      remark("\(layer.className) needs \(needs[layer.className] ?? "Keras 3")")
    }
    layers.append(written)
    expectedLayers.append(.layerNormalization(expected))
  }

  private mutating func addExpected(
    _ written: KerasWrittenLayer, _ origin: AffineLayer.Origin, width: Int
  ) throws(FileError) {
    let statistics = written.variables.first { ["moving_mean", "mean"].contains($0.name) }
    var type = HDF5ElementType.float32
    if case .floats(_, let stored)? = statistics?.values { type = stored }
    do throws(NetworkError) {
      expectedLayers.append(
        .affine(
          try AffineLayer(
            name: written.name, origin: origin, width: width, storedType: type.rawValue)))
    } catch {
      throw unsupported(error.problem)
    }
  }

  private func wider(_ first: HDF5ElementType?, _ second: HDF5ElementType) -> HDF5ElementType {
    guard let first, first.size >= second.size else { return second }
    return first
  }

  private static func numbers(_ values: [Double]) -> JSONValue {
    values.count == 1 ? .number(values[0]) : .array(values.map(JSONValue.number))
  }
}

extension AffineLayer {
  /// The values of which each must have one for every feature it works on.
  private var variables: [[Double]] {
    switch origin {
    case nil: [scale, shift]
    case .batchNormalization(let gamma, let beta, let mean, let variance, _):
      [mean, variance] + [gamma, beta].compactMap { $0 }
    case .normalization(let mean, let variance, _, _): [mean, variance]
    case .rescaling(let scale, let offset): [scale, offset]
    }
  }

  /// Whether one value can stand for all features.
  private var takesScalars: Bool {
    if case .batchNormalization = origin { false } else { true }
  }

  /// Whether its variables fit samples whose last axis has so many features.
  func fits(lastExtent: Int) -> Bool {
    variables.allSatisfy { $0.count == lastExtent || takesScalars && $0.count == 1 }
  }

  /// Whether its variables fit flat samples.
  var fitsFlat: Bool { fits(lastExtent: scale.count) }
}

extension AffineLayer.Origin {
  /// The same with every variable repeated to the width.
  fileprivate func spread(over width: Int) -> AffineLayer.Origin {
    func spread(_ values: [Double]) -> [Double] { (0..<width).map { values[$0 % values.count] } }
    switch self {
    case .batchNormalization(let gamma, let beta, let mean, let variance, let epsilon):
      return .batchNormalization(
        gamma: gamma.map(spread), beta: beta.map(spread), mean: spread(mean),
        variance: spread(variance), epsilon: epsilon)
    case .normalization(let mean, let variance, let isInverted, let sampleCount):
      return .normalization(
        mean: spread(mean), variance: spread(variance), isInverted: isInverted,
        sampleCount: sampleCount)
    case .rescaling(let scale, let offset):
      return .rescaling(scale: spread(scale), offset: spread(offset))
    }
  }
}
