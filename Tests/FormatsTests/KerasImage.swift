import CHDF5
import Formats

@testable import HDF5

/// A minimal Keras full model, for what no real Keras would write.
///
/// The image is made by calls of the HDF5 library alone, not by the package's own writer.
struct KerasImage {
  /// A weight under `model_weights/LAYER`.
  struct Tensor {
    var name: String
    var shape: [Int]
    var values: [Double]
  }

  /// The attribute `model_config`.
  var configuration: String
  /// The attribute `keras_version`; none when `nil`.
  var kerasVersion: String? = "2.12.0"
  /// The groups under `model_weights`, in the order of `layer_names`.
  var groups: [(layer: String, tensors: [Tensor])] = []

  /// The attribute `layer_names`; the groups' own names when `nil`.
  var layerNames: [String]?

  /// Opens the image as `model.h5`.
  func open() throws -> ModelFile {
    try ModelFile(path: "model.h5", bytes: try bytes())
  }

  /// The whole file.
  func bytes() throws -> [UInt8] {
    try HDF5Library.withLock { () throws(HDF5Error) -> [UInt8] in
      let access = try owned(H5Pcreate(CHDF5_file_access()), H5Pclose)
      try check(H5Pset_fapl_core(access.id, 1 << 16, false))
      let file = try owned(
        H5Fcreate("keras", CHDF5_truncate(), CHDF5_default(), access.id), H5Fclose)
      try write(to: file.id)
      try check(H5Fflush(file.id, H5F_SCOPE_GLOBAL))
      let size = H5Fget_file_image(file.id, nil, 0)
      var bytes = [UInt8](repeating: 0, count: max(size, 0))
      guard H5Fget_file_image(file.id, &bytes, bytes.count) == size else { throw failure }
      return bytes
    }
  }

  private func write(to file: hid_t) throws(HDF5Error) {
    try setText("model_config", configuration, of: file)
    if let kerasVersion { try setText("keras_version", kerasVersion, of: file) }
    let weights = try owned(createGroup("model_weights", in: file), H5Gclose)
    try setTexts("layer_names", layerNames ?? groups.map(\.layer), of: weights.id)
    for (layer, tensors) in groups {
      let group = try owned(createGroup(layer, in: weights.id), H5Gclose)
      try setTexts("weight_names", tensors.map(\.name), of: group.id)
      for tensor in tensors { try write(tensor, to: group.id) }
    }
  }

  private func write(_ tensor: Tensor, to group: hid_t) throws(HDF5Error) {
    let extents = tensor.shape.map(UInt64.init)
    let space = try owned(H5Screate_simple(Int32(extents.count), extents, nil), H5Sclose)
    let dataset = try owned(
      H5Dcreate2(
        group, tensor.name, CHDF5_ieee_f32le(), space.id, CHDF5_default(), CHDF5_default(),
        CHDF5_default()), H5Dclose)
    try check(
      H5Dwrite(
        dataset.id, CHDF5_native_double(), CHDF5_all(), CHDF5_all(), CHDF5_default(), tensor.values)
    )
  }

  private func setText(_ name: String, _ text: String, of object: hid_t) throws(HDF5Error) {
    let space = try owned(H5Screate(H5S_SCALAR), H5Sclose)
    try setFixed(name, [text], space.id, of: object)
  }

  private func setTexts(_ name: String, _ texts: [String], of object: hid_t) throws(HDF5Error) {
    let space = try owned(H5Screate_simple(1, [UInt64(texts.count)], nil), H5Sclose)
    try setFixed(name, texts, space.id, of: object)
  }

  /// Texts of fixed length, padded with zeros, as Keras 1 and 2 write them.
  private func setFixed(
    _ name: String, _ texts: [String], _ space: hid_t, of object: hid_t
  ) throws(HDF5Error) {
    let size = (texts.map(\.utf8.count).max() ?? 0) + 1
    let padded = texts.flatMap {
      Array($0.utf8) + [UInt8](repeating: 0, count: size - $0.utf8.count)
    }
    let type = try owned(H5Tcopy(CHDF5_c_s1()), H5Tclose)
    try check(H5Tset_size(type.id, size))
    let attribute = try owned(
      H5Acreate2(object, name, type.id, space, CHDF5_default(), CHDF5_default()), H5Aclose)
    if !texts.isEmpty { try check(H5Awrite(attribute.id, type.id, padded)) }
  }

  private func createGroup(_ name: String, in parent: hid_t) -> hid_t {
    H5Gcreate2(parent, name, CHDF5_default(), CHDF5_default(), CHDF5_default())
  }

  private func owned(
    _ id: hid_t, _ close: @escaping (hid_t) -> herr_t
  ) throws(HDF5Error) -> HDF5Handle {
    guard let handle = HDF5Handle(id, closing: close) else { throw failure }
    return handle
  }

  private func check(_ status: herr_t) throws(HDF5Error) {
    if status < 0 { throw failure }
  }

  private var failure: HDF5Error {
    HDF5Error(.cannotWrite, object: "/", problem: HDF5Library.takeMessage())
  }
}
