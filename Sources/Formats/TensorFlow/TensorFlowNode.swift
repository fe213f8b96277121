import Files
import Networks

/// One operator of a TensorFlow graph: fields of `NodeDef`.
struct TensorFlowNode: Sendable {
  private(set) var name = ""
  /// The operator, such as `MatMul`.
  private(set) var kind = ""
  /// What it takes, `^NAME` for what only has to come before it.
  private(set) var inputs: [String] = []
  private var attributes: [String: ProtobufMessage] = [:]

  /// Takes a message apart.
  ///
  /// - Throws: `FileError`.
  init(_ message: ProtobufMessage) throws(FileError) {
    try message.forEachField { number, value throws(FileError) in
      switch number {
      case 1: name = try message.text(value)
      case 2: kind = try message.text(value)
      case 3: inputs.append(try message.text(value))
      case 5:
        let entry = try message.message(value).mapEntry()
        attributes[entry.name] = entry.value
      default: break
      }
    }
    inputs.removeAll { $0.hasPrefix("^") }
  }

  /// A number, a truth value or an integer.
  ///
  /// - Throws: ``GraphError`` when it is something else.
  func number(_ name: String, default standard: Double) throws(GraphError) -> Double {
    guard let attribute = attributes[name] else { return standard }
    return try GraphError.reading { () throws(FileError) in
      var result = 0.0
      try attribute.forEachField { number, value throws(FileError) in
        switch (number, value) {
        case (4, .fixed32(let bits)): result = Double(shortest: Float(bitPattern: bits))
        case (3, _), (5, _), (6, _): result = Double(try attribute.integer(value))
        default: break
        }
      }
      return result
    }
  }

  /// The name of a function.
  ///
  /// - Throws: ``GraphError`` when it is none.
  func function(_ name: String) throws(GraphError) -> String? {
    guard let attribute = attributes[name] else { return nil }
    return try GraphError.reading { () throws(FileError) in
      var result: String?
      try attribute.forEachField { number, value throws(FileError) in
        guard number == 10 else { return }
        let function = try attribute.message(value)
        try function.forEachField { number, value throws(FileError) in
          if number == 1 { result = try function.text(value) }
        }
      }
      return result
    }
  }

  /// A constant.
  ///
  /// - Returns: `nil` when there is none, or it holds no numbers.
  /// - Throws: ``GraphError`` when it is damaged.
  func tensor(_ name: String) throws(GraphError) -> GraphTensor? {
    guard let attribute = attributes[name] else { return nil }
    return try GraphError.reading { () throws(FileError) in
      var result: GraphTensor?
      try attribute.forEachField { number, value throws(FileError) in
        if number == 8 { result = try TensorFlowTensor.tensor(try attribute.message(value)) }
      }
      return result
    }
  }
}

/// A function of a TensorFlow graph: fields of `FunctionDef`.
struct TensorFlowFunction: Sendable {
  /// Graphs of more operators are not followed.
  static let mostNodes = 100_000

  private(set) var name = ""
  private(set) var arguments: [String] = []
  private(set) var results: [String] = []
  /// Where each result comes from.
  private(set) var returns: [String: String] = [:]
  private(set) var nodes: [TensorFlowNode] = []

  /// Takes a message apart.
  ///
  /// - Throws: `FileError`.
  init(_ message: ProtobufMessage) throws(FileError) {
    try message.forEachField { number, value throws(FileError) in
      switch number {
      case 1:
        let signature = try message.message(value)
        try signature.forEachField { number, value throws(FileError) in
          if number == 1 { name = try signature.text(value) }
          guard number == 2 || number == 3 else { return }
          let argument = try signature.message(value)
          try argument.forEachField { inner, value throws(FileError) in
            guard inner == 1 else { return }
            let name = try argument.text(value)
            if number == 2 { arguments.append(name) } else { results.append(name) }
          }
        }
      case 3:
        guard nodes.count < Self.mostNodes else {
          throw FileError(
            .unsupported, file: message.file,
            problem: "has a function of more than \(Self.mostNodes) operators")
        }
        nodes.append(try TensorFlowNode(try message.message(value)))
      case 4:
        let entry = try message.message(value).mapEntry()
        returns[entry.name] = try message.text(entry.value.range)
      default: break
      }
    }
  }
}
