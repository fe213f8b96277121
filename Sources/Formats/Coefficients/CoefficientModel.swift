import Files
import JSON
import Networks

/// A coefficient file that has been read: everything but its padding.
struct CoefficientModel: Sendable {
  /// The preamble and the JSON header, byte for byte.
  let start: [UInt8]
  /// Where the payload begins.
  let payloadOffset: Int
  /// The tensors in the order of the payload, each with its values.
  let tensors: [(tensor: CoefficientTensor, values: [Double])]
  /// What is in the file; a self-test is not.
  let inventory: ModelInventory
  /// The network.
  let network: Network
  /// Where the coefficients came from, in the writer's words.
  let provenance: JSONObject?
  /// What else the file holds that the network does not carry.
  let extras: [String]
  /// Whether all numbers of the payload were found to be finite while it was read.
  let isKnownFinite: Bool
  /// What the file says and the network does not carry.
  let note: String?

  /// The bytes of the file, made again: tensors keep their types, and all padding is zero.
  var fileBytes: [UInt8] {
    var bytes = start
    for (tensor, values) in tensors {
      let place = payloadOffset + tensor.offset
      bytes += [UInt8](repeating: 0, count: place - bytes.count)
      tensor.type.append(values, to: &bytes)
    }
    return bytes
  }

  /// The values of a tensor of the inventory.
  func values(of entry: ModelInventory.TensorEntry) -> [Double] {
    tensors.first { $0.tensor.name == entry.path }?.values ?? []
  }
}
