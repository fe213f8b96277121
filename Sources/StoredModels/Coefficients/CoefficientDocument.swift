import JSON
import Networks
import Numerics

/// A network on its way into a coefficient file: layers as JSON, tensors one behind the other.
struct CoefficientDocument {
  /// The tensors in the order of the payload.
  private var parts: [(tensor: CoefficientTensor, values: [Double])] = []
  private var layers: [JSONObject] = []
  private var names: [String] = []
  private var tensors = JSONObject()
  private var scaling: InputScaling?
  private var selfTest: JSONObject?

  init(_ network: NeuralNetwork) {
    for (index, layer) in network.layers.enumerated() {
      switch layer {
      case .affine(let affine) where index == 0 && affine.scaling != nil: scaling = affine.scaling
      case .activation(let activation): add(activation)
      case .dense(let dense): add(dense)
      case .affine(let affine): add(affine)
      case .layerNormalization(let normalization): add(normalization)
      }
    }
  }

  /// Records inputs and what the network made of them.
  mutating func addSelfTest(_ inputs: Matrix, _ outputs: Matrix) {
    var test: JSONObject = [:]
    for (key, matrix) in [("inputs", inputs), ("outputs", outputs)] {
      test[key] = tensor(
        "selftest.\(key)", matrix.values, [matrix.rows, matrix.columns], stored: "float64")
    }
    test["atol"] = 1e-9
    selfTest = test
  }

  /// The size of the payload in bytes.
  var payloadCount: Int { parts.last?.tensor.end ?? 0 }

  /// Appends the payload, and nothing but zeros between the tensors.
  func appendPayload(to bytes: inout [UInt8]) {
    let start = bytes.count
    for (tensor, values) in parts {
      bytes += [UInt8](repeating: 0, count: start + tensor.offset - bytes.count)
      tensor.type.append(values, to: &bytes)
    }
  }

  /// The JSON header.
  func json(_ network: NeuralNetwork, provenance: ModelProvenance) -> JSONValue {
    var header: JSONObject = ["format": "mlpc", "input": input(network)]
    header["layers"] = .array(layers.map(JSONValue.object))
    if let task = network.task { header["task"] = .string(task.rawValue) }
    if let classes = network.classNames { header["classes"] = Self.labels(classes) }
    if !provenance.isEmpty { header["provenance"] = .object(provenance.json) }
    header["tensors"] = .object(tensors)
    if let selfTest { header["selftest"] = .object(selfTest) }
    header["requires"] = []
    return .object(header)
  }

  private func input(_ network: NeuralNetwork) -> JSONValue {
    var input: JSONObject = ["size": .number(network.inputs)]
    if network.inputShape != [network.inputs] {
      input["shape"] = .array(network.inputShape.map { JSONValue.number($0) })
    }
    let stored = StoredInputs(network)
    if case .range(let range)? = stored {
      input["range"] = [.number(range.lowerBound), .number(range.upperBound)]
    }
    if let features = stored?.json { input["features"] = features }
    if let scaling { input["scaling"] = Self.json(scaling) }
    return .object(input)
  }

  private static func json(_ scaling: InputScaling) -> JSONValue {
    func numbers(_ values: [Double]) -> JSONValue { .array(values.map { JSONValue.number($0) }) }
    switch scaling {
    case .standard(let mean, let scale):
      return ["kind": "standard", "mean": numbers(mean), "scale": numbers(scale)]
    case .minMax(let minimum, let scale):
      return ["kind": "minmax", "min": numbers(minimum), "scale": numbers(scale)]
    case .divide(let divisors): return ["kind": "divide", "by": numbers(divisors)]
    }
  }

  /// Labels that are whole numbers in their usual spelling are written as numbers, if all are.
  private static func labels(_ names: [String]) -> JSONValue {
    let numbers = names.compactMap { name in Int(name).flatMap { String($0) == name ? $0 : nil } }
    return numbers.count == names.count
      ? .array(numbers.map { JSONValue.number($0) }) : .array(names.map(JSONValue.string))
  }
}

extension CoefficientDocument {
  private mutating func add(_ dense: DenseLayer) {
    append(dense.name, "dense", ["units": .number(dense.units)])
    let shape = [dense.inputs, dense.units]
    set("weight", dense.weights.values, shape, stored: dense.storedType)
    if let bias = dense.bias {
      set("bias", bias, stored: dense.storedType)
    } else {
      layers[layers.count - 1]["bias"] = .null
    }
  }

  /// An activation belongs to the layer before it when the two have one name, as in Keras.
  private mutating func add(_ activation: ActivationLayer) {
    let isPart =
      names.last == activation.name && activation.activation != .linear
      && layers.last?["activation"] == nil
    if !isPart { append(activation.name, "activation", [:]) }
    var object = CoefficientActivation.json(activation.activation)
    if case .parametricReLU(let slopes) = activation.activation {
      object["slopes"] = tensor(
        "layers.\(layers.count - 1).slopes", slopes, [slopes.count],
        stored: activation.storedType)
    }
    layers[layers.count - 1]["activation"] = .object(object)
  }

  private mutating func add(_ affine: AffineLayer) {
    let stored = affine.storedType
    switch affine.origin {
    case nil:
      append(affine.name, "affine", ["class": .string(affine.className)])
      set("scale", affine.scale, stored: "float64")
      set("shift", affine.shift, stored: "float64")
    case .batchNormalization(let gamma, let beta, let mean, let variance, let epsilon):
      append(affine.name, "batch_normalization", ["epsilon": .number(epsilon)])
      if let gamma { set("gamma", gamma, stored: stored) }
      if let beta { set("beta", beta, stored: stored) }
      set("mean", mean, stored: stored)
      set("variance", variance, stored: stored)
    case .normalization(let mean, let variance, let isInverted, let sampleCount):
      append(affine.name, "normalization", ["inverted": .bool(isInverted)])
      if let sampleCount { layers[layers.count - 1]["count"] = .number(sampleCount) }
      set("mean", mean, stored: stored)
      set("variance", variance, stored: stored)
    case .rescaling(let scale, let offset):
      append(affine.name, "rescaling", [:])
      set("scale", scale, stored: stored)
      set("offset", offset, stored: stored)
    }
  }

  private mutating func add(_ layer: LayerNormalizationLayer) {
    append(layer.name, "layer_normalization", ["epsilon": .number(layer.epsilon)])
    if let gamma = layer.gamma { set("gamma", gamma, stored: layer.storedType) }
    if let beta = layer.beta { set("beta", beta, stored: layer.storedType) }
  }

  private mutating func append(_ name: String, _ type: String, _ members: JSONObject) {
    var object: JSONObject = ["name": .string(name), "type": .string(type)]
    for member in members.members { object[member.name] = member.value }
    layers.append(object)
    names.append(name)
  }

  /// Adds a tensor and names it in the last layer.
  private mutating func set(
    _ key: String, _ values: [Double], _ shape: [Int]? = nil, stored: String
  ) {
    let index = layers.count - 1
    layers[index][key] = tensor(
      "layers.\(index).\(key)", values, shape ?? [values.count], stored: stored)
  }

  /// Appends a tensor to the payload and the table.
  ///
  /// - Returns: its name.
  private mutating func tensor(
    _ name: String, _ values: [Double], _ shape: [Int], stored: String
  ) -> JSONValue {
    let tensor = CoefficientTensor(
      name: name, type: CoefficientElementType(stored: stored).widened(for: values), shape: shape,
      offset: CoefficientTensor.aligned(payloadCount))
    tensors[name] = tensor.json
    parts.append((tensor, values))
    return .string(name)
  }
}
