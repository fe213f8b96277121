import Files

/// An ONNX file, taken apart but not understood: fields of `ModelProto` and `GraphProto`.
struct ONNXModel: Sendable {
  /// Files of more nodes, tensors, inputs or metadata are refused.
  private static let mostEntries = 100_000

  /// The version of the file format.
  var irVersion = 0
  var producer = ""
  var producerVersion = ""
  /// The version of each set of operators; `""` is that of ONNX itself.
  var operatorSets: [String: Int] = [:]
  /// Names and values of the author's choice.
  var metadata: [(name: String, value: String)] = []
  var graphName = ""
  var nodes: [ONNXNode] = []
  var tensors: [ONNXTensor] = []
  var inputs: [ONNXValueInfo] = []
  var outputs: [ONNXValueInfo] = []
  /// Whether there are functions of the author's own.
  var hasFunctions = false
  /// Whether there are sparse tensors, which are not read.
  var hasSparseTensors = false

  /// Takes a file apart.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: its name for messages.
  ///   - folder: the folder that it lies in; `nil` when it comes from nowhere.
  /// - Throws: `FileError`.
  init(
    _ bytes: [UInt8], file: String, folder: OpenFolder?
  ) throws(FileError) {
    let message = ProtobufMessage(bytes, file: file)
    var neighbors = ONNXNeighbors(folder)
    var graphs = 0
    try message.forEachField { number, value throws(FileError) in
      switch number {
      case 1: irVersion = try message.integer(value)
      case 2: producer = try message.text(value)
      case 3: producerVersion = try message.text(value)
      case 7:
        graphs += 1
        try readGraph(try message.message(value), &neighbors)
      case 8:
        var domain = ""
        var version = 0
        let entry = try message.message(value)
        try entry.forEachField { number, value throws(FileError) in
          if number == 1 { domain = try entry.text(value) }
          if number == 2 { version = try entry.integer(value) }
        }
        if domain == "ai.onnx" { domain = "" }
        if let other = operatorSets[domain], other != version {
          throw message.failure("imports two versions of the operators of \"\(domain.prefix(80))\"")
        }
        operatorSets[domain] = version
      case 14:
        let entry = try message.message(value)
        let (name, content) = try entry.mapEntry()
        metadata.append((name, try entry.text(content.range)))
      case 25: hasFunctions = true
      default: break
      }
    }
    guard graphs == 1, !operatorSets.isEmpty else {
      throw message.failure("is no ONNX model: it has \(graphs) graphs; one was expected")
    }
    guard nodes.count + tensors.count + inputs.count + metadata.count <= Self.mostEntries else {
      throw FileError(
        .unsupported, file: file,
        problem: "has more than \(Self.mostEntries) nodes and tensors, which is not read")
    }
    try checkNames(file)
  }

  private mutating func readGraph(
    _ graph: ProtobufMessage, _ neighbors: inout ONNXNeighbors
  ) throws(FileError) {
    try graph.forEachField { number, value throws(FileError) in
      switch number {
      case 1: nodes.append(try ONNXNode(try graph.message(value)))
      case 2: graphName = try graph.text(value)
      case 5: tensors.append(try ONNXTensor(try graph.message(value), &neighbors))
      case 11: inputs.append(try ONNXValueInfo(try graph.message(value)))
      case 12: outputs.append(try ONNXValueInfo(try graph.message(value)))
      case 15: hasSparseTensors = true
      default: break
      }
    }
  }

  /// Every name is made once, and before it is used.
  private func checkNames(_ file: String) throws(FileError) {
    var known: Set<String> = [""]
    func failure(_ object: String, _ problem: String) -> FileError {
      FileError(.badData, file: file, object: String(object.prefix(80)), problem: problem)
    }
    for tensor in tensors where !known.insert(tensor.name).inserted {
      throw failure("tensor \(tensor.name)", "is there twice")
    }
    var own: Set<String> = []
    for input in inputs {
      guard own.insert(input.name).inserted else {
        throw failure("input \(input.name)", "is there twice")
      }
      known.insert(input.name)
    }
    for node in nodes {
      for name in node.inputs where !known.contains(name) {
        throw failure(
          "node \(node.label)",
          "takes \"\(name.prefix(80))\", which no tensor, no input and no node before it gives")
      }
      for name in node.outputs where !name.isEmpty && !known.insert(name).inserted {
        throw failure("node \(node.label)", "makes \"\(name.prefix(80))\", which is there already")
      }
    }
    for output in outputs where !known.contains(output.name) {
      throw failure("output \(output.name)", "is made by no node")
    }
  }

  /// The inputs that are no initializers: those that a caller has to give.
  var callerInputs: [ONNXValueInfo] {
    let names = Set(tensors.map(\.name))
    return inputs.filter { !names.contains($0.name) }
  }
}
