import JSON
package import Networks

/// The JSON header of a coefficient file, checked in itself and against the size of the payload.
package struct CoefficientHeader {
  /// Inputs and outputs that the writer recorded.
  package struct SelfTest: Equatable {
    package var inputs: String
    package var outputs: String
    /// How far an output may be off, over the larger of 1 and its magnitude.
    package var tolerance: Double
  }

  package var inputs: Int
  package var inputShape: [Int]?
  /// What the file says of its features.
  package var storedInputs: StoredInputs?
  package var scaling: InputScaling?
  package var layers: [CoefficientLayer]
  package var task: OutputTask?
  package private(set) var classes: [String]?
  package var provenance: ModelProvenance
  /// In the order of the payload.
  package var tensors: [CoefficientTensor]
  package var selfTest: SelfTest?

  /// How many outputs the last layer has.
  package var outputs: Int

  /// What is here and not in a network.
  package var extras: [String] { selfTest == nil ? [] : ["the self-test"] }

  /// Reads and checks a header.
  ///
  /// - Parameters:
  ///   - bytes: the JSON text.
  ///   - payloadCount: the size of the payload.
  /// - Throws: ``CoefficientError``: every rule has its own.
  package init(_ bytes: [UInt8], payloadCount: Int) throws(CoefficientError) {
    let json = try CoefficientJSON(try Self.parse(bytes), nil)
    guard try json.text("format") == "mlpc" else { throw json.wrong("format", "\"mlpc\"") }
    try Self.checkRequirements(json)
    let input = try CoefficientJSON(json.value("input"), "input")
    inputs = try input.integer("size", 1...(1 << 31))
    inputShape = try Self.shape(input, inputs)
    storedInputs = try Self.storedInputs(input, inputs)
    scaling = try Self.scaling(input, inputs, payloadCount: payloadCount)
    (layers, outputs) = try Self.layers(json, inputs)
    task = try Self.task(json)
    provenance = ModelProvenance(
      json: try json.value("provenance").map { value throws(CoefficientError) in
        try CoefficientJSON(value, "provenance").object
      } ?? [:])
    tensors = try CoefficientTensor.table(json.value("tensors"), payloadCount: payloadCount)
    selfTest = try Self.selfTest(json)
    try checkUses()
    try CoefficientTensor.checkTiling(tensors, payloadCount: payloadCount)
    try checkShapes()
    try checkTask()
    classes = try Self.classes(json, task, outputs)
  }

  private static func parse(_ bytes: [UInt8]) throws(CoefficientError) -> JSONValue {
    let place = "JSON header"
    guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
      throw .badData(place, "begins with a byte order mark; a { was expected")
    }
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONParser.parse(bytes, maximumDepth: 64, repairsSurrogates: false)
    } catch {
      let isDuplicate = error.problem.hasSuffix("appears twice in one object")
      throw .badData(place, error.description + (isDuplicate ? ": a duplicate key" : ""))
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw .badData(place, "is not valid UTF-8")
    }
    if let name = nonFiniteNumber(value) {
      throw .badData(place, "holds the number \(name); JSON has finite numbers only")
    }
    return value
  }

  /// The tokens of Python's JSON that are no JSON, anywhere.
  private static func nonFiniteNumber(_ value: JSONValue) -> String? {
    switch value {
    case .number(let number): number.doubleValue.isFinite ? nil : String(number.text.prefix(40))
    case .array(let elements): elements.lazy.compactMap(nonFiniteNumber).first
    case .object(let object): object.members.lazy.compactMap { nonFiniteNumber($0.value) }.first
    case .null, .bool, .string: nil
    }
  }

  private static func checkRequirements(_ json: CoefficientJSON) throws(CoefficientError) {
    for value in try json.array("requires") ?? [] {
      guard let name = value.stringValue else {
        throw json.wrong("requires", "an array of strings")
      }
      throw .unsupported(
        nil, "requires \"\(name.prefix(60))\", which this version does not know; use a newer one")
    }
  }

  private static func layers(
    _ json: CoefficientJSON, _ inputs: Int
  ) throws(CoefficientError) -> ([CoefficientLayer], outputs: Int) {
    let values = try json.array("layers") ?? []
    guard !values.isEmpty else { throw .badData("layers", "there are none; a layer was expected") }
    var layers: [CoefficientLayer] = []
    var width = inputs
    for (index, value) in values.enumerated() {
      let layer = try CoefficientLayer(value, index: index, width: width)
      guard let outputs = layer.outputs else {
        throw .badData(
          "layer \(layer.name)", "its activation cannot work on \(layer.units) units")
      }
      layers.append(layer)
      width = outputs
    }
    return (layers, width)
  }

  private static func task(_ json: CoefficientJSON) throws(CoefficientError) -> OutputTask? {
    guard let name = try json.text("task") else { return nil }
    guard let task = OutputTask(rawValue: name) else {
      throw .unsupported("task", "\"\(name.prefix(60))\" is not known to this version")
    }
    return task
  }

  private static func selfTest(_ json: CoefficientJSON) throws(CoefficientError) -> SelfTest? {
    guard let value = json.value("selftest") else { return nil }
    let test = try CoefficientJSON(value, "selftest")
    let tolerance = try test.number("atol")
    guard tolerance >= 0 else { throw test.wrong("atol", "a number that is not negative") }
    return SelfTest(
      inputs: try test.requiredText("inputs"), outputs: try test.requiredText("outputs"),
      tolerance: tolerance)
  }
}
