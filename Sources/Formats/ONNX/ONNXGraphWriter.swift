import Files

/// Builds a `GraphProto` node by node.
struct ONNXGraphWriter {
  /// An attribute of an operator.
  enum Attribute {
    case number(Double)
    case integer(Int)
    case integers([Int])
    case texts([String])

    fileprivate func message(_ name: String) -> ProtobufWriter {
      var message = ProtobufWriter()
      message.append(1, name)
      switch self {
      case .number(let value):
        message.append(2, Float(value))
        message.append(20, 1)
      case .integer(let value):
        message.append(3, value)
        message.append(20, 2)
      case .integers(let values):
        for value in values { message.append(8, value) }
        message.append(20, 7)
      case .texts(let values):
        for value in values { message.append(9, value) }
        message.append(20, 8)
      }
      return message
    }
  }

  private var nodes = ProtobufWriter()
  private var tensors = ProtobufWriter()
  private var taken: Set<String> = ["input", "output", "label"]
  private var scalars: [UInt32: String] = [:]
  /// How many tensors held numbers that are no float32 numbers.
  private(set) var roundedTensors = 0
  /// The operators so far.
  private(set) var nodeCount = 0

  /// A name that nothing has yet: this one, or the same with a number.
  private mutating func unique(_ name: String) -> String {
    var candidate = name
    var number = 1
    while !taken.insert(candidate).inserted {
      candidate = "\(name)_\(number)"
      number += 1
    }
    return candidate
  }

  /// Adds a tensor of float32 numbers.
  ///
  /// - Returns: its name.
  mutating func tensor(_ name: String, _ values: [Double], shape: [Int]) -> String {
    let name = unique(name)
    if values.contains(where: { !$0.isNaN && Double(Float($0)) != $0 }) { roundedTensors += 1 }
    var bytes: [UInt8] = []
    bytes.append(littleEndian: values) { Float($0).bitPattern }
    tensors.append(5) { tensor in
      for extent in shape { tensor.append(1, extent) }
      tensor.append(2, 1)
      tensor.append(8, name)
      tensor.append(9, bytes)
    }
    return name
  }

  /// Adds a tensor of whole numbers.
  ///
  /// - Returns: its name.
  mutating func tensor(_ name: String, _ values: [Int], shape: [Int]) -> String {
    let name = unique(name)
    var bytes: [UInt8] = []
    bytes.append(littleEndian: values) { UInt64(bitPattern: Int64($0)) }
    tensors.append(5) { tensor in
      for extent in shape { tensor.append(1, extent) }
      tensor.append(2, 7)
      tensor.append(8, name)
      tensor.append(9, bytes)
    }
    return name
  }

  /// The name of a single number, which is stored once; constants of formulas may be rounded.
  mutating func scalar(_ value: Double) -> String {
    let bits = Float(value).bitPattern
    if let name = scalars[bits] { return name }
    let name = tensor("constant", [Double(Float(value))], shape: [])
    scalars[bits] = name
    return name
  }

  /// Adds an operator with one output.
  ///
  /// - Parameters:
  ///   - kind: the operator.
  ///   - inputs: the names that it takes.
  ///   - layer: the layer that it belongs to, of which its name is made.
  ///   - domain: whose operator it is, unless ONNX's own.
  ///   - attributes: in order.
  ///   - output: the name that it makes; one of its own without it.
  /// - Returns: the name that it makes.
  mutating func add(
    _ kind: String, _ inputs: [String], layer: String, domain: String? = nil,
    attributes: [(String, Attribute)] = [], output: String? = nil
  ) -> String {
    add(
      kind, inputs, layer: layer, domain: domain, attributes: attributes,
      outputs: [output ?? unique("\(layer)/\(kind)_output")])[0]
  }

  /// Adds an operator with several outputs.
  ///
  /// - Returns: the names that it makes.
  mutating func add(
    _ kind: String, _ inputs: [String], layer: String, domain: String? = nil,
    attributes: [(String, Attribute)] = [], outputs: [String]
  ) -> [String] {
    let name = unique("\(layer)/\(kind)")
    nodeCount += 1
    nodes.append(1) { node in
      for input in inputs { node.append(1, input) }
      for output in outputs { node.append(2, output) }
      node.append(3, name)
      node.append(4, kind)
      for (key, attribute) in attributes { node.append(5, attribute.message(key)) }
      if let domain { node.append(7, domain) }
    }
    return outputs
  }

  /// The names of two outputs of a layer.
  mutating func halves(of layer: String) -> [String] {
    [unique("\(layer)/first"), unique("\(layer)/second")]
  }

  /// The graph.
  ///
  /// - Parameters:
  ///   - inputShape: the extents of a sample.
  ///   - outputs: the features of the output.
  ///   - hasLabels: whether there is an output `label` of texts.
  func graph(inputShape: [Int], outputs: Int, hasLabels: Bool) -> ProtobufWriter {
    func value(_ name: String, type: Int, _ extents: [Int]) -> ProtobufWriter {
      var info = ProtobufWriter()
      info.append(1, name)
      info.append(2) { typeProto in
        typeProto.append(1) { tensor in
          tensor.append(1, type)
          tensor.append(2) { shape in
            shape.append(1) { $0.append(2, "N") }
            for extent in extents { shape.append(1) { $0.append(1, extent) } }
          }
        }
      }
      return info
    }
    var graph = nodes
    graph.append(2, "mlp")
    graph.append(contentsOf: tensors)
    graph.append(11, value("input", type: 1, inputShape))
    graph.append(12, value("output", type: 1, [outputs]))
    if hasLabels { graph.append(12, value("label", type: 8, [])) }
    return graph
  }
}
