import HDF5

/// The HDF5 layout of Keras 3: a group for each object, named after its class.
enum KerasObjectWriter {
  /// The weights, as `save_weights("....weights.h5")` writes them and as they stand in an archive.
  ///
  /// - Throws: `HDF5Error` of kind `cannotWrite`.
  static func weights(_ blueprint: KerasBlueprint) throws(HDF5Error) -> [UInt8] {
    try HDF5Builder.image { root throws(HDF5Error) in
      try blueprint.ownAttributes.write(to: root)
      try root.group("layers") { layers throws(HDF5Error) in
        for (layer, groupName) in zip(blueprint.layers, groupNames(blueprint.layers)) {
          try layers.group(groupName) { group throws(HDF5Error) in
            try group.group("vars") { variables throws(HDF5Error) in
              try variables.setAttribute("name", layer.name)
              for (index, variable) in layer.variables.enumerated() {
                try variable.write(as: String(index), to: variables, bfloat16: .opaque)
              }
            }
          }
        }
      }
      // The model's own variables: without the group Keras before 3.9 does not read the file.
      try root.group("vars") { variables throws(HDF5Error) in
        try variables.setAttribute("name", "model")
      }
    }
  }

  /// `dense`, `dense_1`, `leaky_re_lu`, ...: the class and its number among the layers of that class.
  static func groupNames(_ layers: [KerasWrittenLayer]) -> [String] {
    var counts: [String: Int] = [:]
    return layers.map { layer in
      let name = snakeCase(layer.className)
      let count = counts[name, default: 0]
      counts[name] = count + 1
      return count == 0 ? name : "\(name)_\(count)"
    }
  }
}
