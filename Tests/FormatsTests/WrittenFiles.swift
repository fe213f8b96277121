import Files
import HDF5
import JSON
import Networks
import Numerics
import TestSupport

@testable import Formats

/// What the tests of the Keras writers share.
enum WrittenFiles {
  /// Every fixture that is a chain; of `keras/` without the folder's name and extension.
  static let chains =
    ["mnist/mlp.h5", "mnist/slp.h5", "mnist/slp_softmax.h5", "digits/mlp.h5"]
    + [
      "keras-1.2.2/mlp_layers", "keras-1.2.2/mlp_leaky_default", "keras-2.2.4-tf115/act_layers",
      "keras-2.2.4-tf115/bn_opts", "keras-2.2.4-tf115/names_slash", "keras-2.2.4-tf115/nested_bn",
      "keras-2.2.4-tf115/nested_frozen", "keras-3.15.1/dtype_bfloat16",
      "keras-3.15.1/dtype_float16", "keras-3.15.1/func_chain", "keras-3.15.1/mix2",
      "keras-3.15.1/mlp_leaky_str", "keras-3.15.1/mlp_obj", "keras-3.15.1/names_unicode",
      "keras-3.15.1/nested", "keras-3.15.1/slp_deferred", "tf-2.12/dtype_float64", "tf-2.12/mix",
      "tf-2.12/mlp_obj", "tf-2.4/func_plain", "tf-2.4/mix2", "tf-2.4/mlp_obj",
    ].map { "keras/\($0).h5" }

  static func network(_ fixture: String) throws -> NeuralNetwork {
    try ModelFile.open(Fixture.path(fixture)).network()
  }

  static func encode(_ network: NeuralNetwork, _ kind: KerasFileKind) throws(FileError)
    -> ModelEncoding
  {
    try KerasModelWriter.encode(network, as: kind, path: "out")
  }

  /// Reads a full model back.
  static func read(_ encoding: ModelEncoding) throws -> NeuralNetwork {
    try ModelFile(path: "out", bytes: encoding.bytes).network()
  }

  /// The architecture in a full model or an archive.
  static func configuration(_ bytes: [UInt8], _ kind: KerasFileKind) throws -> JSONValue {
    if kind == .archive {
      return try JSONParser.parse(try member("config.json", of: bytes))
    }
    let text = try hdf5(bytes) { root throws(HDF5Error) in
      try root.text("model_config", limit: 1 << 24)
    }
    return try JSONParser.parse(Array((text ?? "").utf8))
  }

  /// The layers of the configuration of a full model or an archive, without the input.
  static func layers(_ network: NeuralNetwork, _ kind: KerasFileKind) throws -> [JSONValue] {
    let configuration = try configuration(encode(network, kind).bytes, kind)
    return Array((configuration["config"]?["layers"]?.arrayValue ?? []).dropFirst())
  }

  static func member(_ name: String, of archive: [UInt8]) throws -> [UInt8] {
    try ZipArchive.read(archive, members: [name], file: "out", limit: 1 << 24)[name] ?? []
  }

  static func hdf5<Result: Sendable>(
    _ bytes: [UInt8], _ body: (borrowing HDF5Group) throws(HDF5Error) -> Result
  ) throws(HDF5Error) -> Result {
    try HDF5File.reading(bytes, wrapping: { $0 }, body)
  }

  /// The weights below `layers` of a file of Keras 3 (or of an archive's), by path, with their types.
  static func variables(_ bytes: [UInt8]) throws -> [String: Stored] {
    try hdf5(bytes) { root throws(HDF5Error) in
      var found: [String: Stored] = [:]
      let layers = try root.group("layers")
      for layer in try layers.childNames() {
        let group = try layers.group(layer).group("vars")
        for name in try group.childNames() {
          let dataset = try group.dataset(name)
          found["\(layer)/\(name)"] = Stored(
            values: try dataset.doubles(), shape: dataset.shape, type: dataset.elementType.rawValue)
        }
      }
      return found
    }
  }

  /// A dataset.
  struct Stored: Equatable, Sendable {
    var values: [Double]
    var shape: [Int]
    var type: String
  }

  /// A Dense with weights that look random.
  static func dense(
    _ name: String, _ inputs: Int, _ units: Int, bias: Bool = true, type: String = "float32"
  ) -> NetworkLayer {
    var numbers = SeededNumbers(seed: UInt64(inputs * 31 + units))
    // Eighths are exact in every type.
    func next(_ count: Int) -> [Double] { numbers.next(count).map { ($0 * 16).rounded() / 8 } }
    return .dense(
      DenseLayer(
        name: name, weights: Matrix(rows: inputs, columns: units, values: next(inputs * units)),
        bias: bias ? next(units) : nil, storedType: type))
  }

  static func activation(_ name: String, _ activation: Activation) -> NetworkLayer {
    .activation(ActivationLayer(name: name, activation: activation))
  }
}
