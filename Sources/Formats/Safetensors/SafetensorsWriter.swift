import Files
import JSON
import Networks
import Numerics

/// Writes networks as safetensors, with names that `load_state_dict` of an `nn.Sequential` takes.
enum SafetensorsWriter {
  /// The complete bytes of a file.
  ///
  /// - Throws: `FileError` of kind `unsupported` when the network cannot be described.
  static func encode(
    _ network: NeuralNetwork, provenance: ModelProvenance, path: String
  ) throws(FileError) -> ModelEncoding {
    var (arrays, texts) = try NetworkInArrays.encode(
      network, provenance: provenance, naming: .torch, path: path)
    // What BatchNorm1d counts in training, and strict loading asks for.
    for array in arrays where array.name.hasSuffix(".running_var") {
      arrays.append(
        NetworkInArrays.Array(
          name: array.name.dropLast(11) + "num_batches_tracked", shape: [], type: .int64,
          values: [0]))
    }
    // As the library sorts: wide types first, then by name.
    arrays.sort { ($1.type.size, $0.name) < ($0.type.size, $1.name) }
    texts.insert(("format", "pt"), at: 0)
    var header: JSONObject = [
      "__metadata__": .object(JSONObject(texts.map { ($0.name, JSONValue.string($0.value)) }))
    ]
    var data: [UInt8] = []
    for array in arrays {
      let start = data.count
      switch array.type {
      case .int64: data.append(littleEndian: array.values) { UInt64(bitPattern: Int64($0)) }
      case .float16: data.append(littleEndian: array.values) { HalfPrecision.bits($0) ?? 0x7E00 }
      case .float32: data.append(littleEndian: array.values) { Float($0).bitPattern }
      default: data.append(littleEndian: array.values, as: \.bitPattern)
      }
      let code = SafetensorsFormat.types.first { $0.value == array.type }?.key ?? "F64"
      header[array.name] = [
        "dtype": .string(code), "shape": .array(array.shape.map { JSONValue.number($0) }),
        "data_offsets": [.number(start), .number(data.count)],
      ]
    }
    var text = Swift.Array(JSONValue.object(header).serialized(pretty: false).utf8)
    text += [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
    var bytes: [UInt8] = []
    bytes.append(littleEndian: [Double(text.count)]) { UInt64($0) }
    return ModelEncoding(bytes: bytes + text + data, notes: notes(network))
  }

  /// What PyTorch does not see: it stands in the metadata.
  private static func notes(_ network: NeuralNetwork) -> [String] {
    let unseen = network.layers.filter { layer in
      if case .affine(let affine) = layer {
        if case .batchNormalization = affine.origin { return false }
        return true
      }
      return false
    }
    guard !unseen.isEmpty else { return [] }
    let names = unseen.prefix(8).map(\.name).joined(separator: ", ")
    return [
      "PyTorch has no layer for \(names): only mlp reads them, from the metadata; in PyTorch scale the "
        + "inputs yourself"
    ]
  }
}

extension ModelFileKind {
  /// Named arrays for PyTorch, `.safetensors`.
  public static let safetensors = ModelFileKind(
    name: "safetensors", extensions: [".safetensors"], summary: "safetensors for PyTorch"
  ) { network, provenance, path throws(FileError) in
    try SafetensorsWriter.encode(network, provenance: provenance, path: path)
  }

  /// Arrays of NumPy, `.npz`.
  public static let numPyArchive = ModelFileKind(
    name: "npz", extensions: [".npz"], summary: "arrays of NumPy"
  ) { network, provenance, path throws(FileError) in
    try NumPyArchiveWriter.encode(network, provenance: provenance, path: path)
  }
}
