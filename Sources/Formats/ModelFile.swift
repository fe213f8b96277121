public import Files
import HDF5
public import Networks

/// A model file that has been read and checked, but for the values of its tensors.
///
/// The bytes stay in memory; tensors are read from them on demand, one at a time.
public struct ModelFile: Sendable {
  /// The path as the caller gave it.
  public let path: String
  /// What is in the file.
  public let inventory: ModelInventory
  /// Why the model cannot be run; `nil` when it can.
  public let obstacle: NotRunnable?
  let bytes: [UInt8]
  let contents: Contents

  /// What kind of file it turned out to be.
  enum Contents: Sendable {
    case keras(KerasModel)
    case results([ResultsDataset])
  }

  /// The SHA-256 of the file, in hexadecimal.
  public var sha256: String { FileDigest.sha256(bytes) }

  /// Reads a file, recognizes it by its content, and checks everything but its values.
  ///
  /// - Parameters:
  ///   - path: a Keras full-model `.h5` or a results file; `-` for standard input.
  ///   - limit: the largest file accepted, in bytes.
  /// - Throws: `FileError`: `cannotOpen`, `badData` when it is damaged or contradicts itself,
  ///   `unsupported` for another kind of file.
  public static func open(
    _ path: String, limit: Int = FileBytes.defaultLimit
  ) throws(FileError) -> ModelFile {
    try ModelFile(path: path, bytes: FileBytes.read(path, limit: limit))
  }

  /// Reads a file that is already in memory; see ``open(_:limit:)``.
  ///
  /// - Parameters:
  ///   - path: the name for messages.
  ///   - bytes: the whole file.
  /// - Throws: `FileError`.
  public init(path: String, bytes: [UInt8]) throws(FileError) {
    switch FileContents(bytes) {
    case .hdf5: break
    case .zip:
      throw FileError(
        .unsupported, file: path,
        problem: "is a zip archive, such as a .keras file, which is not supported yet; "
          + "model.save('model.h5') in Keras writes a file that is")
    case .other(let description): throw FileError(.badData, file: path, problem: description)
    }
    let contents = try HDF5File.reading(bytes, wrapping: { Self.fileError($0, path) }) {
      root throws(FileError) in
      try Self.readContents(root, path: path)
    }
    self.path = path
    self.bytes = bytes
    self.contents = contents
    switch contents {
    case .keras(let model):
      inventory = model.inventory
      if case .failure(let reason) = model.plan { obstacle = reason } else { obstacle = nil }
    case .results(let datasets):
      inventory = ResultsInventory.make(datasets)
      obstacle = NotRunnable(
        layer: nil, className: nil, reason: "the file holds results of an inversion, not a model")
    }
  }

  private static func readContents(
    _ root: borrowing HDF5Group, path: String
  ) throws(FileError) -> Contents {
    do throws(HDF5Error) {
      if try root.text("format") == ResultsFormat.name {
        return .results(try ResultsInventory.list(root))
      }
      let hasWeights = try root.child("model_weights") != .missing
      if root.hasAttribute("model_config") || hasWeights {
        return .keras(try KerasModel.read(root))
      }
      throw try Self.otherLayout(root)
    } catch {
      throw fileError(error, path)
    }
  }

  /// Recognizes the HDF5 layouts that have no architecture in them, and says so.
  private static func otherLayout(_ root: borrowing HDF5Group) throws(HDF5Error) -> HDF5Error {
    let weightsOnly =
      "holds weights only: it has no architecture, so layers and activations are unknown; "
      + "only full models, as model.save('model.h5') writes them, are supported yet"
    for attribute in ["layer_names", "layer_names0", "nb_layers"] where root.hasAttribute(attribute)
    {
      return HDF5Error(.unsupported, object: "/", problem: weightsOnly)
    }
    for group in ["layers", "_layer_checkpoint_dependencies"] {
      if try root.child(group) == .group {
        return HDF5Error(.unsupported, object: "/", problem: weightsOnly)
      }
    }
    let names = try root.childNames().prefix(8).joined(separator: ", ")
    return HDF5Error(
      .badData, object: "attribute model_config of /",
      problem: "is missing, so this is no Keras model; the file holds: "
        + (names.isEmpty ? "nothing" : names))
  }

  /// The network, with all its weights.
  ///
  /// - Throws: `FileError`: `unsupported` with the layer's name and class when the model is not a chain
  ///   that can be run, `badData` when a tensor is damaged, or holds NaN or infinity.
  public func network() throws(FileError) -> Network {
    guard case .keras(let model) = contents, case .success(let plan) = model.plan else {
      throw FileError(
        .unsupported, file: path, object: obstacle?.layer.map { "layer \($0)" },
        problem: obstacle?.reasonWithClass ?? "holds no model")
    }
    let network = try HDF5File.reading(bytes, wrapping: { Self.fileError($0, path) }) {
      root throws(FileError) in
      do throws(HDF5Error) {
        return try KerasNetworkBuilder.build(plan, from: root)
      } catch {
        throw Self.fileError(error, path)
      }
    }
    for layer in network.layers {
      if let part = layer.nonFiniteParameter {
        throw FileError(
          .badData, file: path, object: "layer \(layer.name)",
          problem: "its \(part) hold NaN or infinite values; mlp inspect counts them")
      }
    }
    return network
  }

  /// Visits every tensor with its values, one at a time, in the order of the inventory.
  ///
  /// - Parameter visit: receives the tensor's entry and its values, row-major.
  /// - Throws: `FileError` of kind `badData` when a tensor is damaged.
  public func forEachTensor(
    _ visit: (ModelInventory.TensorEntry, [Double]) -> Void
  ) throws(FileError) {
    _ = try HDF5File.reading(bytes, wrapping: { Self.fileError($0, path) }) {
      root throws(FileError) -> Bool in
      do throws(HDF5Error) {
        switch contents {
        case .keras(let model):
          for tensor in model.tensors {
            visit(tensor.entry, try KerasTensorData.values(tensor, root))
          }
        case .results(let datasets):
          for dataset in datasets {
            visit(dataset.entry, try root.dataset(at: dataset.components).doubles())
          }
        }
      } catch {
        throw Self.fileError(error, path)
      }
      return true
    }
  }

  static func fileError(_ error: HDF5Error, _ path: String) -> FileError {
    FileError(
      error.kind == .unsupported ? .unsupported : error.kind == .badData ? .badData : .inputOutput,
      file: path, object: error.object == "/" ? nil : error.object, problem: error.problem)
  }
}
