import HDF5
import Networks

/// Reads the layout of Keras 0.1 to 0.3: `layer_0`, `layer_1`, ...
///
/// with `param_0`, `param_1`, ...
///
/// Every layer counts, those without weights too, and nothing has a name.
enum KerasNumberedWeights {
  /// The groups in order, named `layer_<index>`.
  ///
  /// - Throws: `HDF5Error` that names the attribute or the object.
  static func read(_ root: borrowing HDF5Group) throws(HDF5Error) -> [KerasGroup] {
    var groups: [KerasGroup] = []
    for index in 0..<(try count("nb_layers", of: root)) {
      let name = "layer_\(index)"
      let group = try root.group(name)
      var tensors: [KerasTensor] = []
      for parameter in 0..<(try count("nb_params", of: group)) {
        let dataset = try group.dataset("param_\(parameter)")
        tensors.append(
          KerasTensor(
            entry: ModelInventory.TensorEntry(
              name: "\(name)/param_\(parameter)", path: dataset.path, role: "param_\(parameter)",
              shape: dataset.shape, elementType: dataset.elementType.rawValue),
            components: [name, "param_\(parameter)"], shortName: "param_\(parameter)", owner: name))
      }
      groups.append(KerasGroup(layer: name, tensors: tensors))
    }
    return groups
  }

  private static func count(
    _ attribute: String, of group: borrowing HDF5Group
  ) throws(HDF5Error) -> Int {
    guard let value = try group.numbers(attribute)?.first, value >= 0, value <= 100_000,
      value == value.rounded()
    else {
      throw HDF5Error(
        .badData, object: "attribute \(attribute) of \(group.path)",
        problem: "is missing or not a number of objects")
    }
    return Int(value)
  }
}
