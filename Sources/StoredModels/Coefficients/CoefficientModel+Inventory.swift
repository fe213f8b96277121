package import Files
package import Networks

extension CoefficientModel {
  /// What is in the file; a self-test is not.
  package var inventory: ModelInventory {
    let tensors = header.tensorsByName
    var layers: [ModelInventory.LayerEntry] = []
    if let scaling = header.scaling {
      let layer = AffineLayer(name: "scaling", scaling: scaling)
      layers.append(
        ModelInventory.LayerEntry(
          name: layer.name, className: layer.className, inputs: header.inputs,
          outputs: header.inputs))
    }
    var width = header.inputs
    for layer in header.layers {
      let entries = layer.tensors.compactMap { part in
        tensors[part.name].map { tensor in
          ModelInventory.TensorEntry(
            name: part.name, path: part.name, role: part.role, shape: tensor.shape,
            elementType: tensor.type.numPyName)
        }
      }
      let outputs = layer.outputs ?? layer.units
      layers.append(
        ModelInventory.LayerEntry(
          name: layer.name, className: layer.className, activation: layer.activation.description,
          inputs: width, outputs: outputs, tensors: entries))
      width = outputs
    }
    return ModelInventory(format: .mlpc, layers: layers)
  }

  /// Visits every tensor of the inventory; see ``ModelFile/forEachTensor(_:)``.
  package func forEachTensor(
    _ visit: (ModelInventory.TensorEntry, borrowing TensorValues<FileError>) throws(FileError) ->
      Void
  ) throws(FileError) {
    let tensors = header.tensorsByName
    for entry in inventory.layers.flatMap(\.tensors) {
      guard let tensor = tensors[entry.path] else { continue }
      let values = TensorValues<FileError>(
        count: tensor.count, isSinglePrecision: tensor.type != .float64,
        blocks: { visit throws(FileError) in try forEachBlock(of: tensor, visit) },
        all: { () throws(FileError) in try self.values(of: tensor) })
      try visit(entry, values)
    }
  }
}
