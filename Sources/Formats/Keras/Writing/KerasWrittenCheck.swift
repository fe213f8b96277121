import Files
import HDF5
import Networks
import Numerics
import StoredModels

/// Reads a file that was just built and makes sure that it says what it was meant to.
///
/// A full disk cannot be the reason, as nothing has been written yet; a fault of a library or of this
/// package could be, and must not cost anybody a model.
enum KerasWrittenCheck {
  /// A full model: as the package's own reader sees it.
  static func compareModel(
    _ bytes: [UInt8], with blueprint: KerasBlueprint, path: String
  ) throws(FileError) {
    let network: NeuralNetwork
    do throws(FileError) {
      network = try ModelFile(path: path, bytes: bytes).network()
    } catch {
      throw failure(path, error.description)
    }
    if let layer = network.firstDifference(from: blueprint.expected) { throw failure(path, layer) }
  }

  /// A legacy weights file: every variable.
  static func compareLegacyWeights(
    _ bytes: [UInt8], with blueprint: KerasBlueprint, path: String
  ) throws(FileError) {
    try compare(bytes, path) { root throws(HDF5Error) in
      for layer in blueprint.layers {
        for variable in layer.variables {
          try check(
            variable, try root.dataset(at: [layer.name, layer.name, "\(variable.name):0"]))
        }
      }
    }
  }

  /// A weights file of Keras 3: every variable.
  static func compareWeights(
    _ bytes: [UInt8], with blueprint: KerasBlueprint, path: String
  ) throws(FileError) {
    try compare(bytes, path) { root throws(HDF5Error) in
      let groupNames = KerasObjectWriter.groupNames(blueprint.layers)
      for (layer, groupName) in zip(blueprint.layers, groupNames) {
        for (index, variable) in layer.variables.enumerated() {
          try check(
            variable, try root.dataset(at: ["layers", groupName, "vars", String(index)]))
        }
      }
    }
  }

  /// An archive: every member.
  static func compareArchive(
    _ bytes: [UInt8], with members: [(name: String, bytes: [UInt8])], path: String
  ) throws(FileError) {
    let size = members.reduce(0) { $0 + $1.bytes.count }
    let read: [String: [UInt8]]
    do throws(FileError) {
      read = try ZipArchive.read(bytes, members: members.map(\.name), file: path, limit: size)
    } catch {
      throw failure(path, error.description)
    }
    for (name, bytes) in members where read[name] != bytes { throw failure(path, name) }
  }

  private static func compare(
    _ bytes: [UInt8], _ path: String,
    _ body: (borrowing HDF5Group) throws(HDF5Error) -> Void
  ) throws(FileError) {
    _ = try HDF5File.reading(
      bytes, isolation: .inProcess, wrapping: { failure(path, $0.description) }
    ) {
      root throws(FileError) -> Bool in
      do throws(HDF5Error) {
        try body(root)
      } catch {
        throw failure(path, error.description)
      }
      return true
    }
  }

  private static func check(
    _ variable: KerasWrittenVariable, _ dataset: borrowing HDF5Dataset
  ) throws(HDF5Error) {
    let isSame: Bool
    switch variable.values {
    case .floats(let numbers, let elementType):
      let stored = try dataset.doubles()
      isSame = dataset.elementType == elementType && isBitIdentical(stored, numbers)
    case .integer(let number):
      let stored = try dataset.integers()
      isSame = dataset.elementType == .int64 && stored == [number]
    }
    guard isSame, dataset.shape == variable.shape else {
      throw HDF5Error(.cannotWrite, object: dataset.path, problem: "differs from what was stored")
    }
  }

  private static func failure(_ path: String, _ problem: String) -> FileError {
    FileError(
      .inputOutput, file: path,
      problem: "was built wrong and is not written; please report it (\(problem))")
  }
}

extension NeuralNetwork {
  /// The first difference, of names, functions, shapes or a single bit of a number.
  ///
  /// - Returns: what differs; `nil` when nothing does.
  func firstDifference(from other: NeuralNetwork) -> String? {
    guard layers.count == other.layers.count else {
      return "\(layers.count) layers instead of \(other.layers.count)"
    }
    for (layer, wanted) in zip(layers, other.layers) where !layer.isBitIdentical(to: wanted) {
      return "layer \(wanted.name)"
    }
    if inputShape != other.inputShape { return "input shape \(inputShape)" }
    if StoredInputs(self) != StoredInputs(other) { return "inputs" }
    if task != other.task { return "task" }
    return classNames == other.classNames ? nil : "class names"
  }
}

extension NetworkLayer {
  fileprivate func isBitIdentical(to other: NetworkLayer) -> Bool {
    // Equality of values first: it sees everything but the sign of zero.
    guard self == other else { return false }
    switch (self, other) {
    case (.dense(let layer), .dense(let other)):
      return Formats.isBitIdentical(layer.weights.values, other.weights.values)
        && Formats.isBitIdentical(layer.bias ?? [], other.bias ?? [])
    case (.activation(let layer), .activation(let other)):
      guard case .parametricReLU(let slopes) = layer.activation,
        case .parametricReLU(let otherSlopes) = other.activation
      else { return true }
      return Formats.isBitIdentical(slopes, otherSlopes)
    case (.affine(let layer), .affine(let other)):
      return Formats.isBitIdentical(layer.scale, other.scale)
        && Formats.isBitIdentical(layer.shift, other.shift)
    case (.layerNormalization(let layer), .layerNormalization(let other)):
      return Formats.isBitIdentical(layer.gamma ?? [], other.gamma ?? [])
        && Formats.isBitIdentical(layer.beta ?? [], other.beta ?? [])
    default: return false
    }
  }
}

/// Whether two lists hold the same numbers to the last bit.
private func isBitIdentical(_ values: [Double], _ others: [Double]) -> Bool {
  values.count == others.count
    && zip(values, others).allSatisfy { $0.bitPattern == $1.bitPattern }
}
