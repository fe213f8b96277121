import Files
import JSON
import Networks
import Numerics
import StoredModels

/// A network in named arrays, with what arrays do not say beside them: the JSON header that the same network
/// has as plain-binary coefficients.
///
/// Files of arrays carry order, activations, scaling and classes in this way, and are read back to the last
/// bit. The arrays themselves have the names that the format's users expect.
enum NetworkInArrays {
  /// The names of the texts: the header, and for each array of it the name that it has here.
  static let (headerKey, namesKey) = ("mlpkit.network", "mlpkit.arrays")
  /// Both names.
  static let keys: Set = [headerKey, namesKey]

  /// An array to be written.
  struct Array {
    /// Its name in the file.
    var name: String
    /// The extents.
    var shape: [Int]
    /// The type of its numbers.
    var type: ElementType
    /// The numbers, row-major.
    var values: [Double]
  }

  /// How arrays are called, and which way weights lie.
  enum Naming {
    /// As `nn.Sequential` names them, weights `[units × inputs]`.
    case torch
    /// `coefs_0`, `intercepts_0`, ..., weights `[inputs × units]`.
    case numPy
  }

  /// The arrays of a network, and the texts beside them.
  ///
  /// - Throws: `FileError` of kind `unsupported` when the network cannot be described.
  static func encode(
    _ network: NeuralNetwork, provenance: ModelProvenance, naming: Naming, path: String
  ) throws(FileError) -> (arrays: [Array], texts: [(name: String, value: String)]) {
    let model = try CoefficientReader.read(
      .memory(try CoefficientWriter.encode(network, provenance: provenance, path: path)),
      path: path)
    guard case .memory(let bytes) = model.source else { return ([], []) }
    let text = bytes[CoefficientPreamble.size..<model.payloadOffset]
    let tensors = model.header.tensorsByName
    var arrays: [Array] = []
    var names = JSONObject()
    for (own, name, isTransposed) in self.names(of: model.header, naming) {
      guard let tensor = tensors[own] else { continue }
      var values = try model.values(of: tensor)
      var shape = tensor.shape
      if isTransposed, shape.count == 2 {
        values = Matrix(rows: shape[0], columns: shape[1], values: values).transposed().values
        shape.reverse()
      }
      arrays.append(
        Array(
          name: name, shape: shape, type: ElementType(rawValue: tensor.type.numPyName) ?? .float64,
          values: values))
      names[own] = .string(name)
    }
    let header = String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    return (
      arrays, [(headerKey, header), (namesKey, JSONValue.object(names).serialized(pretty: false))]
    )
  }

  /// What each array of the header is called in the file, and whether it lies the other way there.
  private static func names(
    of header: CoefficientHeader, _ naming: Naming
  ) -> [(own: String, name: String, isTransposed: Bool)] {
    var names: [(own: String, name: String, isTransposed: Bool)] = []
    // A layer of Sequential is a layer or an activation; of NumPy's, a dense layer is one.
    var position = 0
    var dense = 0
    for layer in header.layers {
      var isDense = false
      if case .dense = layer.kind { isDense = true }
      let place = naming == .numPy && isDense ? dense : position
      for (role, own) in layer.tensors {
        let isWeights = isDense && role == "weights"
        let name: String
        switch (naming, role) {
        case (.torch, "weights"), (.torch, "gamma"): name = "\(place).weight"
        case (.torch, "bias"), (.torch, "beta"): name = "\(place).bias"
        case (.torch, "moving_mean") where !isDense: name = "\(place).running_mean"
        case (.torch, "moving_variance") where !isDense: name = "\(place).running_var"
        case (.torch, "alpha"): name = "\(layer.kind == .activation ? place : place + 1).weight"
        case (.numPy, "weights"): name = "coefs_\(place)"
        case (.numPy, "bias"): name = "intercepts_\(place)"
        default: name = naming == .torch ? "\(place).\(role)" : "layer_\(position)_\(role)"
        }
        names.append((own, name, naming == .torch && isWeights))
      }
      if isDense { dense += 1 }
      let hasOwnActivation = layer.kind != .activation && layer.activation != .known(.linear)
      position += naming == .torch && hasOwnActivation ? 2 : 1
    }
    return names
  }

  /// The model that texts and arrays of ``encode(_:provenance:naming:path:)`` describe.
  ///
  /// - Parameters:
  ///   - texts: those of the file; others are ignored.
  ///   - arrays: all arrays of the file.
  ///   - inventory: the kind of file.
  ///   - file: the path for messages.
  /// - Returns: `nil` when the file has no such texts.
  /// - Throws: `FileError` of kind `badData` when texts and arrays contradict each other.
  static func restore(
    _ texts: [(name: String, value: String)], _ arrays: [StoredArray],
    _ inventory: ModelInventory, file: String
  ) throws(FileError) -> (any OpenedModel)? {
    func text(_ key: String) -> String? { texts.first { $0.name == key }?.value }
    guard let header = text(headerKey), let names = text(namesKey) else { return nil }
    func failure(_ problem: String) -> FileError {
      FileError(.badData, file: file, object: headerKey, problem: problem)
    }
    let headerText = Swift.Array(header.utf8)
    let known: JSONObject
    let table: JSONObject
    do throws(JSONError) {
      known = try JSONParser.parse(Swift.Array(names.utf8), maximumDepth: 8).objectValue ?? [:]
      table = try JSONParser.parse(headerText)["tensors"]?.objectValue ?? [:]
    } catch {
      throw failure("is no JSON: \(error)")
    }
    let own = Dictionary(arrays.map { ($0.name, $0) }) { first, _ in first }
    // No more than the arrays have, and the padding between them.
    let available = arrays.reduce(0) {
      $0 + $1.count * $1.type.size + CoefficientPreamble.alignment
    }
    let ends = table.members.map { member in
      (member.value["offset"]?.intValue ?? -1, member.value["nbytes"]?.intValue ?? -1)
    }
    guard ends.allSatisfy({ $0 >= 0 && $1 >= 0 && $0 <= available && $1 <= available - $0 }) else {
      throw failure("describes more numbers than the file has")
    }
    let payloadCount = ends.map { $0 + $1 }.max() ?? 0
    let offset = CoefficientTensor.aligned(CoefficientPreamble.size + headerText.count)
    var bytes = [UInt8](repeating: 0, count: offset + payloadCount)
    do throws(CoefficientError) {
      let header = try CoefficientHeader(headerText, payloadCount: payloadCount)
      for tensor in header.tensors {
        guard let name = known[tensor.name]?.stringValue, let array = own[name] else {
          throw .badData(tensor.name, "is an array that the file does not have")
        }
        let isTransposed = array.name.hasSuffix(".weight")
        var values: [Double]
        do throws(FileError) {
          values = try array.values()
        } catch {
          throw .badData(tensor.name, error.problem)
        }
        if isTransposed, tensor.shape.count == 2 {
          guard array.shape == tensor.shape.reversed() else {
            throw .badData(tensor.name, "has another shape than its description")
          }
          values =
            Matrix(rows: array.shape[0], columns: array.shape[1], values: values)
            .transposed().values
        }
        guard values.count == tensor.count, values.allSatisfy(tensor.type.holds) else {
          throw .badData(tensor.name, "has other numbers than its description")
        }
        var packed: [UInt8] = []
        tensor.type.append(values, to: &packed)
        let start = offset + tensor.offset
        bytes.replaceSubrange(start..<(start + packed.count), with: packed)
      }
    } catch {
      throw error.inFile(file)
    }
    var checksum = CRC32()
    checksum.update(bytes[offset...])
    let preamble = CoefficientPreamble(
      headerCount: headerText.count, payloadOffset: offset, payloadCount: payloadCount,
      headerChecksum: CRC32(headerText).value, payloadChecksum: checksum.value)
    let start = preamble.bytes + headerText
    bytes.replaceSubrange(..<start.count, with: start)
    let model = try CoefficientReader.read(.memory(bytes), path: file)
    return RestoredModel(model: model, format: inventory.format, metadata: inventory.metadata)
  }
}

/// Coefficients that were found in a file of another kind.
private struct RestoredModel: OpenedModel {
  let model: CoefficientModel
  let format: ModelInventory.Format
  let metadata: [ModelInventory.MetadataEntry]

  var inventory: ModelInventory {
    var inventory = model.inventory
    inventory.format = format
    inventory.metadata = metadata
    return inventory
  }
  var obstacle: NotRunnable? { model.obstacle }
  var assumption: String? { model.assumption }
  var provenance: ModelProvenance { model.provenance }
  var extras: [String] { model.extras }

  func network() throws(FileError) -> NeuralNetwork { try model.network() }

  func outline() throws(FileError) -> NetworkOutline { try model.outline() }

  func forEachTensor(
    _ visit: (ModelInventory.TensorEntry, borrowing TensorValues<FileError>) throws(FileError) ->
      Void
  ) throws(FileError) {
    try model.forEachTensor(visit)
  }
}
