import Files

/// One operator of an ONNX graph: fields of `NodeProto`.
struct ONNXNode: Sendable {
  var inputs: [String] = []
  var outputs: [String] = []
  var name = ""
  /// The operator, such as `Gemm`.
  var kind = ""
  /// Whose operator it is; `""` is ONNX's own.
  var domain = ""
  /// The attributes, not looked into yet.
  private var attributes: [String: ProtobufMessage] = [:]

  /// Takes a message apart.
  ///
  /// - Throws: `FileError`.
  init(_ message: ProtobufMessage) throws(FileError) {
    try message.forEachField { number, value throws(FileError) in
      switch number {
      case 1: inputs.append(try message.text(value))
      case 2: outputs.append(try message.text(value))
      case 3: name = try message.text(value)
      case 4: kind = try message.text(value)
      case 5:
        let attribute = try message.message(value)
        var key = ""
        try attribute.forEachField { number, value throws(FileError) in
          if number == 1 { key = try attribute.text(value) }
        }
        if attributes.updateValue(attribute, forKey: key) != nil {
          throw message.failure("has the attribute \"\(key.prefix(80))\" twice in one node")
        }
      case 7: domain = try message.text(value)
      default: break
      }
    }
    if domain == "ai.onnx" { domain = "" }
  }

  /// What it is called in messages: its name, or the first name that it makes.
  var label: String { name.isEmpty ? outputs.first ?? kind : name }

  /// The operator with the domain when it is not ONNX's own.
  var kindWithDomain: String { domain.isEmpty ? kind : "\(domain).\(kind)" }

  /// An input by its place; `nil` when it is left out.
  func input(_ index: Int) -> String? {
    index < inputs.count && !inputs[index].isEmpty ? inputs[index] : nil
  }

  /// Whether there is such an attribute.
  func has(_ name: String) -> Bool { attributes[name] != nil }

  /// Whether an attribute is a graph, as those of `If`, `Loop` and `Scan` are.
  var hasGraph: Bool { ["If", "Loop", "Scan", "SequenceMap"].contains(kind) }

  /// A float32 attribute.
  ///
  /// - Throws: ``GraphError`` when it is something else.
  func number(_ name: String, default standard: Double) throws(GraphError) -> Double {
    var result: Double?
    try forEachField(of: name) { attribute, number, value throws(FileError) in
      guard number == 2 else { return }
      guard case .fixed32(let bits) = value else { throw Self.mistyped(name, attribute) }
      result = Double(shortest: Float(bitPattern: bits))
    }
    return result ?? (has(name) ? 0 : standard)
  }

  /// An integer attribute; one that is 0 may have no field at all.
  ///
  /// - Throws: ``GraphError`` when it is something else.
  func integer(_ name: String, default standard: Int) throws(GraphError) -> Int {
    var result: Int?
    try forEachField(of: name) { attribute, number, value throws(FileError) in
      if number == 3 { result = try attribute.integer(value) }
    }
    return result ?? (has(name) ? 0 : standard)
  }

  /// A text attribute.
  ///
  /// - Throws: ``GraphError`` when it is something else.
  func text(_ name: String, default standard: String) throws(GraphError) -> String {
    var result: String?
    try forEachField(of: name) { attribute, number, value throws(FileError) in
      if number == 4 { result = try attribute.text(value) }
    }
    return result ?? (has(name) ? "" : standard)
  }

  /// A list of float32 numbers.
  ///
  /// - Returns: `nil` when there is no such attribute.
  /// - Throws: ``GraphError`` when it is something else.
  func numbers(_ name: String) throws(GraphError) -> [Double]? {
    var result: [Double] = []
    try forEachField(of: name) { attribute, number, value throws(FileError) in
      if number == 7 { try attribute.appendFloats(value, to: &result) }
    }
    return has(name) ? result : nil
  }

  /// A list of integers.
  ///
  /// - Returns: `nil` when there is no such attribute.
  /// - Throws: ``GraphError`` when it is something else.
  func integers(_ name: String) throws(GraphError) -> [Int]? {
    var result: [Int] = []
    try forEachField(of: name) { attribute, number, value throws(FileError) in
      if number == 8 { try attribute.appendIntegers(value, to: &result) }
    }
    return has(name) ? result : nil
  }

  /// A list of texts.
  ///
  /// - Returns: `nil` when there is no such attribute.
  /// - Throws: ``GraphError`` when it is something else.
  func texts(_ name: String) throws(GraphError) -> [String]? {
    var result: [String] = []
    try forEachField(of: name) { attribute, number, value throws(FileError) in
      if number == 9 { result.append(try attribute.text(value)) }
    }
    return has(name) ? result : nil
  }

  /// A tensor.
  ///
  /// - Returns: `nil` when there is no such attribute.
  /// - Throws: ``GraphError`` when it is something else.
  func tensor(_ name: String) throws(GraphError) -> ONNXTensor? {
    var result: ONNXTensor?
    try forEachField(of: name) { attribute, number, value throws(FileError) in
      guard number == 5 else { return }
      var alone = ONNXNeighbors(nil)
      result = try ONNXTensor(try attribute.message(value), &alone)
    }
    return result
  }

  private func forEachField(
    of name: String,
    _ visit: (ProtobufMessage, Int, ProtobufMessage.Value) throws(FileError) -> Void
  ) throws(GraphError) {
    guard let attribute = attributes[name] else { return }
    try GraphError.reading { () throws(FileError) in
      try attribute.forEachField { number, value throws(FileError) in
        try visit(attribute, number, value)
      }
    }
  }

  private static func mistyped(_ name: String, _ message: ProtobufMessage) -> FileError {
    message.failure("has an attribute \(name.prefix(80)) of another type than the operator's")
  }
}

/// A name with a type and a shape: fields of `ValueInfoProto`.
struct ONNXValueInfo: Sendable {
  var name = ""
  /// The code of the element type; 0 when it is no tensor.
  var elementType = 0
  /// The extents, `nil` where they are open; `nil` as a whole when nothing is said.
  var shape: [Int?]?

  /// Takes a message apart.
  ///
  /// - Throws: `FileError`.
  init(_ message: ProtobufMessage) throws(FileError) {
    var types: [ProtobufMessage] = []
    try message.forEachField { number, value throws(FileError) in
      if number == 1 { name = try message.text(value) }
      if number == 2 { types.append(try message.message(value)) }
    }
    for type in types {
      try type.forEachField { number, value throws(FileError) in
        if number == 1 { try readTensorType(try type.message(value)) }
      }
    }
  }

  private mutating func readTensorType(_ message: ProtobufMessage) throws(FileError) {
    try message.forEachField { number, value throws(FileError) in
      if number == 1 { elementType = try message.integer(value) }
      guard number == 2 else { return }
      let list = try message.message(value)
      var extents: [Int?] = []
      try list.forEachField { number, value throws(FileError) in
        guard number == 1 else { return }
        let extent = try list.message(value)
        var size: Int?
        try extent.forEachField { number, value throws(FileError) in
          if number == 1 { size = try extent.integer(value) }
        }
        guard extents.count < 64 else { throw message.failure("has a shape of more than 64 axes") }
        extents.append(size)
      }
      shape = extents
    }
  }
}
