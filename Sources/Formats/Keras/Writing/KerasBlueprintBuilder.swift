import Files
import HDF5
import JSON
import Networks
import Numerics

/// Plans a Keras file, layer by layer.
struct KerasBlueprintBuilder {
  let network: NeuralNetwork
  let kind: KerasFileKind
  let path: String
  var names: KerasNames
  var layers: [KerasWrittenLayer] = []
  /// The layers that reading the file gives.
  var expectedLayers: [NetworkLayer] = []
  /// The names of activations that were part of a Dense and become layers of their own.
  var separatedActivations: [String] = []
  /// The slope that `hard_sigmoid` means in this file.
  let hardSigmoidSlope: Double
  /// How many features go into the layer in work.
  private(set) var width: Int
  /// Sentences on single layers and what they need, each once.
  private(set) var remarks: [String] = []
  private var knownRemarks: Set<String> = []
  /// The name of the layer in work, as the network has it.
  private(set) var givenName = ""

  init(_ network: NeuralNetwork, kind: KerasFileKind, path: String) {
    self.network = network
    self.kind = kind
    self.path = path
    names = KerasNames(kind: kind, layerNames: network.layers.map(\.name))
    hardSigmoidSlope = kind == .archive || network.hasHardSigmoid(slope: 1.0 / 6) ? 1.0 / 6 : 0.2
    width = network.inputs
  }

  /// Adds every layer of the network, and Flatten where a picture becomes a row.
  ///
  /// - Throws: `FileError` of kind `unsupported`.
  mutating func addLayers() throws(FileError) {
    let flattening = network.inputShape.count > 1 ? network.layersBeforeFlattening : nil
    var previousDense: (given: String, written: String)?
    for (index, layer) in network.layers.enumerated() {
      if index == flattening {
        layers.append(KerasWrittenLayer(name: names.newName("flatten"), className: "Flatten"))
      }
      givenName = layer.name
      switch layer {
      case .dense(let dense):
        previousDense = (dense.name, addDense(dense))
      case .activation(let activation):
        let isFused = previousDense?.given == activation.name
        try addActivation(
          activation, dense: isFused ? previousDense?.written : nil,
          isLast: index == network.layers.count - 1)
        previousDense = nil
      case .affine(let affine):
        let isFlat = flattening.map { index >= $0 } ?? true
        try addAffine(affine, isFlat: isFlat)
        previousDense = nil
      case .layerNormalization(let normalization):
        try addLayerNormalization(normalization)
        previousDense = nil
      }
      width = layer.outputs(forInputs: width) ?? width
    }
  }

  private mutating func addDense(_ dense: DenseLayer) -> String {
    let kernelType = elementType(for: dense.weights.values, stored: dense.storedType)
    var written = KerasWrittenLayer(
      name: names.name(for: dense.name, className: "Dense"), className: "Dense",
      configuration: [
        "units": .number(dense.units), "activation": "linear",
        "use_bias": .bool(dense.bias != nil),
      ],
      variables: [
        KerasWrittenVariable(
          name: "kernel", shape: [dense.inputs, dense.units],
          values: .floats(dense.weights.values, kernelType))
      ], elementType: kernelType)
    if let bias = dense.bias {
      let biasType = elementType(for: bias, stored: dense.storedType)
      written.variables.append(
        KerasWrittenVariable(
          name: "bias", shape: [dense.units], values: .floats(bias, biasType)))
      if biasType.size > kernelType.size { written.elementType = biasType }
    }
    layers.append(written)
    expectedLayers.append(
      .dense(
        DenseLayer(
          name: written.name, weights: dense.weights, bias: dense.bias,
          storedType: kernelType.rawValue)))
    return written.name
  }

  /// The stored type when it holds every value, otherwise the smallest that does.
  mutating func elementType(for values: [Double], stored: String) -> HDF5ElementType {
    let wanted = HDF5ElementType(rawValue: stored) ?? .float32
    let types: [HDF5ElementType] = [wanted.isFloat ? wanted : .float32, .float32]
    if let type = types.first(where: { values.allSatisfy($0.represents) }) {
      if type != wanted { noteElementType(wanted, type) }
      return type
    }
    noteElementType(wanted, .float64)
    return .float64
  }

  private mutating func noteElementType(_ wanted: HDF5ElementType, _ type: HDF5ElementType) {
    remark(
      "layer \(givenName) has values that \(wanted.rawValue) cannot hold; "
        + "they are stored as \(type.rawValue)")
  }

  /// Notes a sentence, unless it is noted already.
  mutating func remark(_ sentence: String) {
    if knownRemarks.insert(sentence).inserted { remarks.append(sentence) }
  }

  func unsupported(_ problem: String) -> FileError {
    FileError(.unsupported, file: path, object: "layer \(givenName)", problem: problem)
  }
}

extension NeuralNetwork {
  /// Whether a layer is a `hard_sigmoid` of this slope.
  func hasHardSigmoid(slope: Double) -> Bool {
    layers.contains { layer in
      if case .activation(let layer) = layer {
        layer.activation == .hardSigmoid(slope: slope)
      } else {
        false
      }
    }
  }

  /// How many layers work on samples that are not flat yet.
  ///
  /// Statistics of the last axis, such as those of a picture's colors, belong in front of Flatten;
  /// everything else works as well behind it.
  fileprivate var layersBeforeFlattening: Int {
    var count = 0
    for (index, layer) in layers.enumerated() {
      switch layer {
      case .dense: return count
      case .activation(let layer):
        switch layer.activation {
        case .softmax, .logSoftmax, .sparsemax, .glu, .parametricReLU: return count
        default: continue
        }
      case .affine(let layer):
        guard layer.fits(lastExtent: inputShape.last ?? 1) else { return count }
        if !layer.fitsFlat { count = index + 1 }
      case .layerNormalization: return count
      }
    }
    return count
  }
}
