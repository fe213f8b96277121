import Files
import Networks

/// A `saved_model.pb`, taken apart but not followed.
struct SavedModel: Sendable {
  /// Operators that run code of the author's when the graph is run, or reach for files.
  private static let dangerous: Set<String> = [
    "PyFunc", "PyFuncStateless", "EagerPyFunc", "ReadFile", "WriteFile", "WriteFileV2",
    "MatchingFiles", "LoadDataset",
  ]

  /// What a caller can ask of the model: a name, its inputs and its outputs.
  struct Signature: Sendable {
    var name = ""
    /// The shape of a batch of each input, −1 where it is open; `nil` when nothing is said.
    var inputs: [(name: String, shape: [Int]?)] = []
    /// The tensor that each output is, such as `StatefulPartitionedCall:0`.
    var outputs: [(name: String, tensor: String)] = []
  }

  /// The version of TensorFlow that wrote it.
  private(set) var version = ""
  private(set) var signatures: [Signature] = []
  /// The functions by their names, not taken apart yet.
  private(set) var functions: [String: ProtobufMessage] = [:]
  /// The operators outside of functions.
  private(set) var nodes: [TensorFlowNode] = []
  private(set) var objects = TensorFlowObjects()
  /// The objects that a function has bound as its last arguments.
  private(set) var boundInputs: [String: [Int]] = [:]
  /// Operators that would run code or reach for files elsewhere.
  private(set) var runsCode: [String] = []
  private(set) var graphCount = 0
  private(set) var hasObjects = false

  /// Takes a file apart.
  ///
  /// - Throws: `FileError`.
  init(_ message: ProtobufMessage) throws(FileError) {
    try message.forEachField { number, value throws(FileError) in
      guard number == 2 else { return }
      graphCount += 1
      guard graphCount == 1 else { return }
      let meta = try message.message(value)
      try meta.forEachField { number, value throws(FileError) in
        switch number {
        case 1: try readInformation(try meta.message(value))
        case 2: try readGraph(try meta.message(value))
        case 5:
          let entry = try meta.message(value).mapEntry()
          signatures.append(try Self.signature(entry.name, entry.value))
        case 7: try readObjects(try meta.message(value))
        default: break
        }
      }
    }
    guard graphCount > 0 else { throw message.failure("is no SavedModel: it has no graph") }
    signatures.sort { $0.name < $1.name }
    runsCode = Array(Set(runsCode)).sorted()
  }

  private mutating func readInformation(_ message: ProtobufMessage) throws(FileError) {
    try message.forEachField { number, value throws(FileError) in
      if number == 5 { version = try message.text(value) }
    }
  }

  private mutating func readGraph(_ graph: ProtobufMessage) throws(FileError) {
    try graph.forEachField { number, value throws(FileError) in
      if number == 1 {
        guard nodes.count < TensorFlowFunction.mostNodes else {
          throw graph.failure("has more than \(TensorFlowFunction.mostNodes) operators")
        }
        let node = try TensorFlowNode(try graph.message(value))
        if Self.dangerous.contains(node.kind) { runsCode.append(node.kind) }
        nodes.append(node)
      }
      guard number == 2 else { return }
      let library = try graph.message(value)
      try library.forEachField { number, value throws(FileError) in
        guard number == 1 else { return }
        let function = try library.message(value)
        let name = try scan(function)
        if functions.updateValue(function, forKey: name) != nil {
          throw graph.failure("has the function \(name.prefix(80)) twice")
        }
      }
    }
  }

  /// The name of a function, after a look at its operators.
  private mutating func scan(_ function: ProtobufMessage) throws(FileError) -> String {
    var name = ""
    try function.forEachField { number, value throws(FileError) in
      guard number == 1 || number == 3 else { return }
      let part = try function.message(value)
      try part.forEachField { inner, value throws(FileError) in
        if number == 1, inner == 1 { name = try part.text(value) }
        if number == 3, inner == 2 {
          let kind = try part.text(value)
          if Self.dangerous.contains(kind) { runsCode.append(kind) }
        }
      }
    }
    return name
  }

  private static func signature(
    _ name: String, _ message: ProtobufMessage
  ) throws(FileError) -> Signature {
    var signature = Signature(name: name)
    try message.forEachField { number, value throws(FileError) in
      guard number == 1 || number == 2 else { return }
      let entry = try message.message(value).mapEntry()
      let tensor = entry.value
      var place = ""
      var shape: [Int]?
      try tensor.forEachField { inner, value throws(FileError) in
        if inner == 1 { place = try tensor.text(value) }
        if inner == 3 { shape = try TensorFlowTensor.shape(try tensor.message(value)) }
      }
      if number == 1 {
        signature.inputs.append((entry.name, shape))
      } else {
        signature.outputs.append((entry.name, place))
      }
    }
    return signature
  }

  private mutating func readObjects(_ graph: ProtobufMessage) throws(FileError) {
    hasObjects = true
    objects = try TensorFlowObjects(saved: graph)
    try graph.forEachField { number, value throws(FileError) in
      guard number == 2 else { return }
      let entry = try graph.message(value).mapEntry()
      var bound: [Int] = []
      try entry.value.forEachField { number, value throws(FileError) in
        if number == 2 { try entry.value.appendIntegers(value, to: &bound) }
      }
      boundInputs[entry.name] = bound
    }
  }

  /// The signature that serves.
  var serving: Signature? {
    for name in ["serving_default", "serve"] {
      if let found = signatures.first(where: { $0.name == name }) { return found }
    }
    let others = signatures.filter { !$0.name.hasPrefix("__saved_model") }
    return others.count == 1 ? others[0] : nil
  }
}
