import Files
import Networks
import Numerics

/// Writes networks as `.npz`, with the names that scikit-learn has for weights.
///
/// These are `coefs_0`, `intercepts_0` and so on; texts beside them describe the rest.
enum NumPyArchiveWriter {
  /// The complete bytes of a file.
  ///
  /// - Throws: `FileError`: `unsupported` when the network cannot be described, `inputOutput`.
  static func encode(
    _ network: NeuralNetwork, provenance: ModelProvenance, path: String
  ) throws(FileError) -> ModelEncoding {
    let (arrays, texts) = try NetworkInArrays.encode(
      network, provenance: provenance, naming: .numPy, path: path)
    var members: [(name: String, bytes: [UInt8])] = arrays.map { array in
      var data: [UInt8] = []
      let descr: String
      switch array.type {
      case .float16:
        descr = "<f2"
        data.append(littleEndian: array.values) { HalfPrecision.bits($0) ?? 0x7E00 }
      case .float32:
        descr = "<f4"
        data.append(littleEndian: array.values) { Float($0).bitPattern }
      default:
        descr = "<f8"
        data.append(littleEndian: array.values, as: \.bitPattern)
      }
      return ("\(array.name).npy", NumPyArray.header(descr, array.shape) + data)
    }
    for text in texts {
      let bytes = Array(text.value.utf8)
      members.append(("\(text.name).npy", NumPyArray.header("|u1", [bytes.count]) + bytes))
    }
    return ModelEncoding(bytes: try ZipArchive.write(members, file: path))
  }
}
