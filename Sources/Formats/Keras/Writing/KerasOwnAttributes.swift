import HDF5
import JSON
import Networks
import StoredModels

/// What this package adds to Keras files: Keras itself looks at none of it.
///
/// `mlpkit_input_range` is two float64 numbers; where there is more to say of the inputs, `mlpkit_features` is
/// a JSON array with an object for each. `mlpkit_class_names` is a list of texts, `mlpkit_task` a text; all are
/// attributes of the HDF5 root. A long list is split into `mlpkit_class_names0`, `...1`, and so on.
/// `mlpkit_provenance` is a JSON object of names and texts; the entry `history`, itself JSON, stands in an
/// attribute of its own, `mlpkit_history`.
struct KerasOwnAttributes: Sendable, Equatable {
  private static let rangeName = "mlpkit_input_range"
  private static let featuresName = "mlpkit_features"
  private static let namesName = "mlpkit_class_names"
  private static let taskName = "mlpkit_task"
  private static let provenanceName = "mlpkit_provenance"
  private static let historyName = "mlpkit_history"
  /// Elements of one attribute: 16 bytes each, of 64 KiB.
  private static let pieceCount = 4000

  /// What is said of the inputs.
  var inputs: StoredInputs?
  /// A name for each class.
  var classNames: [String]?
  /// What the outputs are for.
  var task: OutputTask?
  /// Where the model comes from.
  var provenance = ModelProvenance()

  /// None.
  init() {}

  /// Those of a network.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - provenance: where it comes from.
  init(_ network: NeuralNetwork, provenance: ModelProvenance) {
    self.provenance = provenance
    inputs = StoredInputs(network)
    classNames = network.classNames
    task = network.task
  }

  /// Those of a file; what is not as this package writes it is passed over, as in a file without any.
  ///
  /// - Parameter root: the file's root.
  init(_ root: borrowing HDF5Group) {
    if let bounds = try? root.numbers(Self.rangeName), bounds.count == 2, bounds[0] <= bounds[1] {
      inputs = .range(bounds[0]...bounds[1])
    }
    if let text = try? root.text(Self.featuresName),
      let list = (try? JSONParser.parse(Array(text.utf8)))?.arrayValue,
      let features = try? StoredInputs(json: list)
    {
      inputs = features
    }
    classNames = try? Self.names(root)
    if let name = try? root.text(Self.taskName) { task = OutputTask(rawValue: name) }
    var entries: JSONObject = [:]
    if let text = try? root.text(Self.provenanceName),
      let object = (try? JSONParser.parse(Array(text.utf8)))?.objectValue
    {
      entries = object
    }
    if let text = try? root.text(Self.historyName) {
      entries[ModelProvenance.historyName] = .string(text)
    }
    provenance = ModelProvenance(json: entries)
  }

  private static func names(_ root: borrowing HDF5Group) throws(HDF5Error) -> [String]? {
    if let names = try root.texts(namesName) { return names }
    var names: [String] = []
    var index = 0
    while let piece = try root.texts("\(namesName)\(index)") {
      names += piece
      index += 1
    }
    return index > 0 ? names : nil
  }

  /// Tells a chain, which takes what fits it.
  func apply(to chain: inout StoredChain<KerasNumbersPlace>) {
    chain.add(inputs)
    chain.classNames = classNames
    chain.task = task
  }

  /// Writes the attributes.
  ///
  /// - Throws: `HDF5Error` of kind `cannotWrite`.
  func write(to root: borrowing HDF5GroupBuilder) throws(HDF5Error) {
    if case .range(let range)? = inputs {
      try root.setAttribute(Self.rangeName, [range.lowerBound, range.upperBound])
    }
    if let features = inputs?.json {
      try root.setAttribute(Self.featuresName, features.serialized(pretty: false))
    }
    if let task { try root.setAttribute(Self.taskName, task.rawValue) }
    try writeProvenance(to: root)
    guard let classNames else { return }
    if classNames.count <= Self.pieceCount {
      try root.setAttribute(Self.namesName, classNames)
    } else {
      for (index, start) in stride(from: 0, to: classNames.count, by: Self.pieceCount).enumerated()
      {
        let end = min(start + Self.pieceCount, classNames.count)
        try root.setAttribute("\(Self.namesName)\(index)", Array(classNames[start..<end]))
      }
    }
  }

  private func writeProvenance(to root: borrowing HDF5GroupBuilder) throws(HDF5Error) {
    var others = provenance.json
    if let history = others[ModelProvenance.historyName]?.stringValue {
      try root.setAttribute(Self.historyName, history)
      others[ModelProvenance.historyName] = nil
    }
    if !others.isEmpty {
      try root.setAttribute(Self.provenanceName, JSONValue.object(others).serialized(pretty: false))
    }
  }

  /// The same for the metadata of an archive; `nil` when there is nothing to say.
  var json: JSONValue? {
    var object = JSONObject()
    if case .range(let range)? = inputs {
      object["input_range"] = [.number(range.lowerBound), .number(range.upperBound)]
    }
    if let features = inputs?.json { object["features"] = features }
    if let classNames { object["class_names"] = .array(classNames.map(JSONValue.string)) }
    if let task { object["task"] = .string(task.rawValue) }
    if !provenance.isEmpty { object["provenance"] = .object(provenance.json) }
    return object.isEmpty ? nil : .object(object)
  }
}
