import Files
import JSON
import Networks
import StoredModels

/// ONNX, `.onnx`: a graph of operators with its constants.
enum ONNXFormat: ModelFormat {
  /// No magic number: a protobuf message whose first fields are those of `ModelProto`, with a graph.
  static func recognizes(_ input: ModelInput) -> Bool {
    guard input.folder == nil, input.start.first == 0x08 else { return false }
    return ProtobufMessage(input.start, file: input.path).looksLikeONNX
  }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    let model = try ONNXModel(
      input.bytes(), file: input.path, folder: input.surroundings())
    return try opened(model, file: input.path)
  }

  /// Follows the graph of a model that was taken apart.
  ///
  /// - Throws: `FileError` when the file is at fault; what is no chain is opened with an obstacle.
  private static func opened(
    _ model: ONNXModel, file: String
  ) throws(FileError) -> ArrayModel {
    var inventory = GraphInventory(model.tensors.compactMap(\.array))
    let result: Result<StoredChain<StoredArray>, NotRunnable>
    do throws(GraphError) {
      var reader = try ONNXGraphReader(model, file: file)
      let output = try reader.output()
      let reduction = try ChainReduction(reader.graph, output: output)
      var chain = reduction.chain(of: reader.graph, file: file)
      chain.classNames = reader.classNames ?? model.classNames
      chain.task = model.task ?? chain.task ?? reader.task
      chain.add(model.storedInputs)
      try chain.checkGraph()
      inventory.add(reduction, of: reader.graph)
      result = .success(chain)
    } catch {
      switch error {
      case .file(let error): throw error
      case .notRunnable(let obstacle):
        for node in model.nodes {
          inventory.add(operator: node.label, kind: node.kindWithDomain, tensors: node.inputs)
        }
        result = .failure(obstacle)
      }
    }
    inventory.addRest("constants")
    var opened = ArrayModel(
      ModelInventory(
        format: .onnx, producer: model.producerText, metadata: model.metadataEntries,
        modelName: model.graphName.isEmpty ? nil : model.graphName, layers: inventory.layers),
      chain: result, arrays: inventory.arrays)
    opened.provenance = model.provenance
    return opened
  }
}

extension ProtobufMessage {
  /// Whether the first bytes of a file are those of an ONNX model.
  ///
  /// The graph, which is most of it, may reach beyond them.
  fileprivate var looksLikeONNX: Bool {
    var place = 0
    while place < bytes.count {
      guard let key = try? varint(at: &place, before: bytes.count) else { return false }
      switch (key >> 3, key & 7) {
      case (7, 2): return true
      case (1, 0), (5, 0):
        guard (try? varint(at: &place, before: bytes.count)) != nil else { return false }
      case (2, 2), (3, 2), (4, 2), (6, 2), (8, 2), (14, 2), (20, 2), (25, 2):
        guard let length = try? varint(at: &place, before: bytes.count),
          length <= UInt64(bytes.count - place)
        else { return false }
        place += Int(length)
      default: return false
      }
    }
    return false
  }
}

extension ONNXModel {
  /// What wrote the file, with its version.
  fileprivate var producerText: String? {
    let words = [producer, producerVersion].filter { !$0.isEmpty }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// What the file says of itself: versions, inputs, outputs, and the author's own entries.
  fileprivate var metadataEntries: [ModelInventory.MetadataEntry] {
    var entries = [ModelInventory.MetadataEntry("IR version", String(irVersion))]
    for (domain, version) in operatorSets.sorted(by: { $0.key < $1.key }) {
      entries.append(
        ModelInventory.MetadataEntry(
          "opset \(domain.isEmpty ? "ai.onnx" : domain)", String(version)))
    }
    for (kind, list) in [("input", callerInputs), ("output", outputs)] {
      for value in list.prefix(100) {
        let shape = value.shape.map { shape in
          "[\(shape.map { $0.map(String.init) ?? "?" }.joined(separator: ", "))]"
        }
        entries.append(
          ModelInventory.MetadataEntry("\(kind) \(value.name)", shape ?? "no shape"))
      }
    }
    return entries + metadata.map { ModelInventory.MetadataEntry($0.name, $0.value) }
  }

  /// An entry of a file that this package wrote.
  fileprivate func own(_ name: String) -> String? {
    producer == ONNXMetadata.producer ? metadata.first { $0.name == name }?.value : nil
  }

  /// The classes, as this package writes them.
  fileprivate var classNames: [String]? {
    guard let list = ownList(ONNXMetadata.classes) else { return nil }
    let names = list.compactMap(\.stringValue)
    return names.count == list.count ? names : nil
  }

  /// What is said of the inputs, as this package writes it.
  fileprivate var storedInputs: StoredInputs? {
    if let list = ownList(ONNXMetadata.features), let features = try? StoredInputs(json: list) {
      return features
    }
    guard let bounds = ownList(ONNXMetadata.inputRange)?.compactMap(\.doubleValue),
      bounds.count == 2, bounds[0].isFinite, bounds[1].isFinite, bounds[0] < bounds[1]
    else { return nil }
    return .range(bounds[0]...bounds[1])
  }

  /// An entry that is a list in JSON.
  private func ownList(_ name: String) -> [JSONValue]? {
    own(name).flatMap { try? JSONParser.parse(Array($0.utf8)) }?.arrayValue
  }
}

extension ONNXModel {
  /// Where the model comes from, of a file that this package wrote.
  fileprivate var provenance: ModelProvenance {
    guard producer == ONNXMetadata.producer else { return ModelProvenance() }
    let own = [
      ONNXMetadata.classes, ONNXMetadata.inputRange, ONNXMetadata.features, ONNXMetadata.task,
    ]
    return ModelProvenance(
      entries: metadata.filter { !own.contains($0.name) }.map {
        ModelProvenance.Note($0.name, $0.value)
      })
  }

  /// What the outputs are for, as this package writes it.
  fileprivate var task: OutputTask? {
    own(ONNXMetadata.task).flatMap(OutputTask.init(rawValue:))
  }
}

/// The keys of what this package writes beside an ONNX graph.
enum ONNXMetadata {
  /// The name under which this package is the producer.
  static let producer = "mlp"
  /// The names of the classes, a JSON array of texts.
  static let classes = "classes"
  /// Where inputs are allowed to lie: a JSON array of two numbers.
  static let inputRange = "input_range"
  /// What is said of each input: a JSON array of objects.
  static let features = "features"
  /// What the outputs are for.
  static let task = "task"
}
