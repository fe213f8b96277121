import Files
import JSON
import Networks
import Numerics
import StoredModels

/// Writes networks as ONNX graphs of float32: opset 13, IR 7, which every current runtime computes.
enum ONNXWriter {
  private static let irVersion = 7
  private static let operatorVersion = 13
  private static let learningVersion = 2

  /// Builds the bytes of a file: the same for the same network.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - provenance: where it comes from.
  ///   - hasLabels: whether there is a second output `label`, the name of the class of each sample.
  ///   - path: the file's name for messages.
  /// - Throws: `FileError` of kind `unsupported` when labels are asked of a network without classes, or a
  ///   number has no float32 that is near it.
  static func encode(
    _ network: NeuralNetwork, provenance: ModelProvenance, hasLabels: Bool = false,
    path: String
  ) throws(FileError) -> ModelEncoding {
    for layer in network.layers {
      if let part = layer.partBeyondSinglePrecision {
        throw FileError(
          .unsupported, file: path, object: "layer \(layer.name)",
          problem: "its \(part) hold numbers beyond those of float32, which ONNX is written in")
      }
    }
    var graph = ONNXGraphWriter()
    var last = "input"
    if network.inputShape.count > 1 {
      last = graph.add("Flatten", [last], layer: "input", attributes: [("axis", .integer(1))])
    }
    var width = network.inputs
    for layer in network.layers {
      last = add(layer, last, width: width, to: &graph)
      width = layer.outputs(forInputs: width) ?? width
    }
    _ = graph.add("Identity", [last], layer: "output", output: "output")
    if hasLabels { try addLabels(network, to: &graph, path) }
    var model = ProtobufWriter()
    model.append(1, irVersion)
    model.append(2, ONNXMetadata.producer)
    model.append(
      7,
      graph.graph(
        inputShape: network.inputShape, outputs: network.outputs, hasLabels: hasLabels))
    model.append(8) { set in
      set.append(1, "")
      set.append(2, operatorVersion)
    }
    if hasLabels {
      model.append(8) { set in
        set.append(1, "ai.onnx.ml")
        set.append(2, learningVersion)
      }
    }
    let origin = provenance.entries.map { (name: $0.name, value: $0.text) }
    for (name, value) in metadata(network) + origin {
      model.append(14) { entry in
        entry.append(1, name)
        entry.append(2, value)
      }
    }
    var notes: [String] = []
    if graph.roundedTensors > 0 {
      notes.append(
        "ONNX is written in float32: the numbers of \(graph.roundedTensors) "
          + "\(graph.roundedTensors == 1 ? "tensor" : "tensors") are rounded")
    }
    if network.task == .oneVsRest {
      notes.append(
        "the outputs are one probability for each class against the rest; divide them by their sum")
    }
    return ModelEncoding(bytes: model.bytes, notes: notes)
  }

  /// What the graph does not say: the classes, the range of inputs, what the outputs are for.
  private static func metadata(_ network: NeuralNetwork) -> [(name: String, value: String)] {
    var entries: [(name: String, value: String)] = []
    if let names = network.classNames {
      let list = JSONValue.array(names.map(JSONValue.string))
      entries.append((ONNXMetadata.classes, list.serialized(pretty: false)))
    }
    let stored = StoredInputs(network)
    if case .range(let range)? = stored {
      let bounds = JSONValue.array([.number(range.lowerBound), .number(range.upperBound)])
      entries.append((ONNXMetadata.inputRange, bounds.serialized(pretty: false)))
    }
    if let features = stored?.json {
      entries.append((ONNXMetadata.features, features.serialized(pretty: false)))
    }
    if let task = network.task { entries.append((ONNXMetadata.task, task.rawValue)) }
    return entries
  }

  private static func add(
    _ layer: NetworkLayer, _ x: String, width: Int, to graph: inout ONNXGraphWriter
  ) -> String {
    switch layer {
    case .dense(let dense):
      var inputs = [
        x,
        graph.tensor(
          "\(dense.name).kernel", dense.weights.values, shape: [dense.inputs, dense.units]),
      ]
      if let bias = dense.bias {
        inputs.append(graph.tensor("\(dense.name).bias", bias, shape: [bias.count]))
      }
      return graph.add("Gemm", inputs, layer: dense.name)
    case .activation(let activation):
      return graph.add(activation.activation, x, width: width, layer: activation.name)
    case .affine(let affine): return add(affine, x, to: &graph)
    case .layerNormalization(let layer): return add(layer, x, to: &graph)
    }
  }

  /// A scaler in the steps that it is made of, so that float32 loses no digits to its summand.
  private static func add(
    _ layer: AffineLayer, _ x: String, to graph: inout ONNXGraphWriter
  ) -> String {
    let width = [layer.scale.count]
    func step(
      _ kind: String, _ x: String, _ values: [Double], _ part: String,
      _ graph: inout ONNXGraphWriter
    ) -> String {
      graph.add(
        kind, [x, graph.tensor("\(layer.name).\(part)", values, shape: width)], layer: layer.name)
    }
    switch layer.scaling {
    case .standard(let mean, let scale):
      return step("Div", step("Sub", x, mean, "mean", &graph), scale, "scale", &graph)
    case .minMax(let minimum, let scale):
      return step("Mul", step("Sub", x, minimum, "minimum", &graph), scale, "scale", &graph)
    case .divide(let divisor): return step("Div", x, divisor, "divisor", &graph)
    case nil: break
    }
    if case .batchNormalization(let gamma, let beta, let mean, let variance, let epsilon) =
      layer.origin, mean.count == layer.scale.count
    {
      let ones = [Double](repeating: 1, count: mean.count)
      let zeros = [Double](repeating: 0, count: mean.count)
      let parts = [
        ("gamma", gamma ?? ones), ("beta", beta ?? zeros), ("moving_mean", mean),
        ("moving_variance", variance),
      ].map { graph.tensor("\(layer.name).\($0.0)", $0.1, shape: width) }
      return graph.add(
        "BatchNormalization", [x] + parts, layer: layer.name,
        attributes: [("epsilon", .number(epsilon))])
    }
    var result = x
    if layer.scale.contains(where: { $0 != 1 }) {
      result = step("Mul", result, layer.scale, "scale", &graph)
    }
    if layer.shift.contains(where: { $0 != 0 }) {
      result = step("Add", result, layer.shift, "shift", &graph)
    }
    return result
  }

  private static func add(
    _ layer: LayerNormalizationLayer, _ x: String, to graph: inout ONNXGraphWriter
  ) -> String {
    let name = layer.name
    let axes: [(String, ONNXGraphWriter.Attribute)] = [("axes", .integers([1]))]
    let mean = graph.add("ReduceMean", [x], layer: name, attributes: axes)
    let moved = graph.add("Sub", [x, mean], layer: name)
    let square = graph.add("Mul", [moved, moved], layer: name)
    let variance = graph.add("ReduceMean", [square], layer: name, attributes: axes)
    let sum = graph.add("Add", [variance, graph.scalar(layer.epsilon)], layer: name)
    var result = graph.add(
      "Div", [moved, graph.add("Sqrt", [sum], layer: name)], layer: name)
    if let gamma = layer.gamma {
      let tensor = graph.tensor("\(name).gamma", gamma, shape: [layer.width])
      result = graph.add("Mul", [result, tensor], layer: name)
    }
    if let beta = layer.beta {
      let tensor = graph.tensor("\(name).beta", beta, shape: [layer.width])
      result = graph.add("Add", [result, tensor], layer: name)
    }
    return result
  }

  /// The class of each sample, as a text.
  private static func addLabels(
    _ network: NeuralNetwork, to graph: inout ONNXGraphWriter, _ path: String
  ) throws(FileError) {
    guard network.task != .regression, network.task != .multilabel,
      network.outputs > 1 || network.head == .sigmoid || network.task == .scores
    else {
      throw FileError(
        .unsupported, file: path,
        problem: "the network has no classes, so there are no labels; write it as onnx")
    }
    let place: String
    if network.outputs > 1 {
      place = graph.add(
        "ArgMax", ["output"], layer: "label",
        attributes: [("axis", .integer(1)), ("keepdims", .integer(0))])
    } else {
      // The second of two classes from one half on; a score from 0 on.
      let bound = graph.scalar(network.head == .sigmoid ? 0.5 : 0)
      let isBelow = graph.add("Less", ["output", bound], layer: "label")
      let isSecond = graph.add("Not", [isBelow], layer: "label")
      let whole = graph.add("Cast", [isSecond], layer: "label", attributes: [("to", .integer(7))])
      place = graph.add(
        "Reshape", [whole, graph.tensor("label.shape", [-1], shape: [1])], layer: "label")
    }
    let classes = Array(0..<network.classCount)
    _ = graph.add(
      "LabelEncoder", [place], layer: "label", domain: "ai.onnx.ml",
      attributes: [
        ("keys_int64s", .integers(classes)),
        ("values_strings", .texts(classes.map(network.className))),
      ], output: "label")
  }
}

extension NetworkLayer {
  /// Which of its parameters no float32 is near to, being too large.
  var partBeyondSinglePrecision: String? {
    func isBeyond(_ values: [Double]) -> Bool {
      values.contains { $0.isFinite && !Float($0).isFinite }
    }
    switch self {
    case .dense(let layer):
      return isBeyond(layer.weights.values) ? "weights" : isBeyond(layer.bias ?? []) ? "bias" : nil
    case .affine(let layer): return isBeyond(layer.scale + layer.shift) ? "scale or shift" : nil
    case .activation, .layerNormalization: return nil
    }
  }
}

extension ModelFileKind {
  /// An ONNX graph, `.onnx`.
  public static let onnx = ModelFileKind(
    name: "onnx", extensions: [".onnx"], summary: "an ONNX graph"
  ) { network, provenance, path throws(FileError) in
    try ONNXWriter.encode(network, provenance: provenance, path: path)
  }

  /// An ONNX graph that gives the names of classes too; it has to be named.
  public static let onnxWithLabels = ModelFileKind(
    name: "onnx-labels", extensions: [], summary: "an ONNX graph with an output of labels"
  ) { network, provenance, path throws(FileError) in
    try ONNXWriter.encode(network, provenance: provenance, hasLabels: true, path: path)
  }
}
