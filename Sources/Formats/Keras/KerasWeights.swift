import HDF5
import Networks

/// One dataset under `model_weights`, with what it is to its layer.
struct KerasTensor: Sendable, Equatable {
  /// Name, path, shape and type.
  var entry: ModelInventory.TensorEntry
  /// The path from the root, component by component.
  var components: [String]
  /// The short name in today's spelling: `kernel`, `bias`, `gamma`, `moving_mean`, ...
  var shortName: String
  /// The components of the stored name before the last: the layer it belongs to, in a nested model.
  var owner: String
}

/// The tensors of one entry of `layer_names`.
struct KerasGroup: Sendable, Equatable {
  /// The layer's name, or that of a nested model.
  var layer: String
  /// Its tensors, in the order of `weight_names`.
  var tensors: [KerasTensor]
}

/// Reads the names and shapes of the legacy layout: groups named in `layer_names`; no data.
enum KerasWeights {
  /// More tensors than any real model has.
  private static let largestTensorCount = 1_000_000

  /// The tensors of every group, in the order of `layer_names` and `weight_names`.
  ///
  /// The order of links in the file means nothing: HDF5 keeps them alphabetically.
  ///
  /// - Parameters:
  ///   - group: `/model_weights`, or the root of a file without architecture.
  ///   - above: the path of that group from the root.
  /// - Throws: `HDF5Error` that names the attribute or the object.
  static func read(
    _ group: borrowing HDF5Group, above: [String]
  ) throws(HDF5Error) -> [KerasGroup] {
    var result: [KerasGroup] = []
    var seen: Set<String> = []
    var count = 0
    for layer in try names("layer_names", of: group) {
      guard seen.insert(layer).inserted else {
        throw HDF5Error(
          .badData, object: "attribute layer_names of \(group.path)",
          problem: "'\(layer)' appears twice")
      }
      let components = hdf5PathComponents(layer)
      let layerGroup = try group.group(at: components)
      var tensors: [KerasTensor] = []
      for name in try names("weight_names", of: layerGroup) {
        count += 1
        guard count <= largestTensorCount else {
          throw HDF5Error(
            .badData, object: group.path, problem: "has more than \(largestTensorCount) tensors")
        }
        tensors.append(try tensor(name, in: layerGroup, above: above + components))
      }
      result.append(KerasGroup(layer: layer, tensors: tensors))
    }
    return result
  }

  /// A list of names; h5py splits one that exceeds HDF5's 64 KiB into `NAME0`, `NAME1`, ...
  private static func names(
    _ attribute: String, of group: borrowing HDF5Group
  ) throws(HDF5Error) -> [String] {
    if let names = try group.texts(attribute) { return names }
    var names: [String] = []
    var index = 0
    while let piece = try group.texts("\(attribute)\(index)") {
      names += piece
      index += 1
    }
    guard index > 0 else {
      throw HDF5Error(
        .badData, object: "attribute \(attribute) of \(group.path)", problem: "is missing")
    }
    return names
  }

  private static func tensor(
    _ name: String, in group: borrowing HDF5Group, above: [String]
  ) throws(HDF5Error) -> KerasTensor {
    let components = hdf5PathComponents(name)
    guard let last = components.last, !name.hasPrefix("/") else {
      throw HDF5Error(
        .badData, object: "attribute weight_names of \(group.path)",
        problem: "'\(name)' is an illegal path; a path below the group was expected")
    }
    let dataset = try group.dataset(at: components)
    let (shortName, prefix) = shortName(last)
    let owner = (components.dropLast() + (prefix.isEmpty ? [] : [prefix])).joined(separator: "/")
    return KerasTensor(
      entry: ModelInventory.TensorEntry(
        name: name, path: dataset.path, role: role(shortName), shape: dataset.shape,
        elementType: dataset.elementType.rawValue),
      components: above + components, shortName: shortName, owner: owner)
  }

  /// Keras 1 joins the layer's name and the variable's: `dense_1_W`; later ones use a path and `:0`.
  private static func shortName(_ component: String) -> (name: String, prefix: String) {
    var base = component[...]
    if let colon = base.lastIndex(of: ":"), base[base.index(after: colon)...].allSatisfy(\.isNumber)
    {
      base = base[..<colon]
    }
    let old = [
      "_W": "kernel", "_b": "bias", "_gamma": "gamma", "_beta": "beta", "_alphas": "alpha",
      "_running_mean": "moving_mean", "_running_std": "moving_variance",
    ]
    // lora_kernel_b is a variable of Keras 3, and no bias of a layer lora_kernel.
    if base.hasPrefix("lora_") { return (String(base), "") }
    for (suffix, name) in old where base.hasSuffix(suffix) && base.count > suffix.count {
      return (name, String(base.dropLast(suffix.count)))
    }
    return (String(base), "")
  }

  static func role(_ shortName: String) -> String {
    shortName == "kernel" ? "weights" : shortName
  }
}
