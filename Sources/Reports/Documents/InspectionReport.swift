package import JSON
package import Networks

/// What `mlp inspect` shows of a file.
package struct InspectionReport: Sendable, Equatable {
  /// The file's path as the caller gave it.
  package var file: String
  /// The layers to show, in the file's order.
  package var inventory: ModelInventory
  /// The number of values in the whole file, whichever layers are shown.
  package var parameterCount: Int
  /// How many layers are left out.
  package var omittedLayers: Int
  /// The tensors of the shown layers, by HDF5 path.
  package var tensors: [String: TensorReport]
  /// What the network is.
  package var network: NetworkSummary

  /// Gathers a report.
  ///
  /// - Parameters:
  ///   - file: the path for the heading.
  ///   - inventory: the layers to show.
  ///   - parameterCount: the number of values in the whole file.
  ///   - omittedLayers: how many layers are left out.
  ///   - tensors: one for each tensor of the shown layers, by HDF5 path.
  ///   - network: what the network is.
  package init(
    file: String, inventory: ModelInventory, parameterCount: Int, omittedLayers: Int,
    tensors: [String: TensorReport], network: NetworkSummary
  ) {
    self.file = file
    self.inventory = inventory
    self.parameterCount = parameterCount
    self.omittedLayers = omittedLayers
    self.tensors = tensors
    self.network = network
  }

  /// The JSON document of `mlp inspect --json`, schema 1.
  package var json: JSONValue {
    var document: JSONObject = [
      "schema": 1,
      "file": .string(file),
      "format": .string(inventory.format.rawValue),
      "kerasVersion": inventory.kerasVersion.map(JSONValue.string) ?? nil,
      "backend": inventory.backend.map(JSONValue.string) ?? nil,
      "modelName": inventory.modelName.map(JSONValue.string) ?? nil,
      "parameterCount": .number(parameterCount),
      "layers": .array(inventory.layers.map(layerJSON)),
    ]
    if let producer = inventory.producer { document["producer"] = .string(producer) }
    if !inventory.runsCode.isEmpty {
      document["runsCode"] = .array(inventory.runsCode.map(JSONValue.string))
    }
    if !inventory.metadata.isEmpty {
      document["metadata"] = .array(
        inventory.metadata.map { ["name": .string($0.name), "value": .string($0.value)] })
    }
    if omittedLayers > 0 { document["omittedLayers"] = .number(omittedLayers) }
    document["warnings"] = .array(verdicts.map(\.json))
    document["network"] = network.json
    if let space = network.inputSpace { document["inputSpace"] = space.json }
    return .object(document)
  }

  private func layerJSON(_ layer: ModelInventory.LayerEntry) -> JSONValue {
    [
      "name": .string(layer.name),
      "class": .string(layer.className),
      "activation": layer.activation.map(JSONValue.string) ?? nil,
      "inputs": layer.inputs.map { JSONValue.number($0) } ?? nil,
      "outputs": layer.outputs.map { JSONValue.number($0) } ?? nil,
      "parameterCount": .number(layer.parameterCount),
      "tensors": .array(layer.tensors.compactMap { tensors[$0.path]?.json }),
    ]
  }
}

extension TensorReport {
  /// One entry of `tensors` in the JSON document.
  var json: JSONValue {
    let names = TensorStatistics.percentileRanks.map(String.init)
    var object: JSONObject = [
      "name": .string(entry.name),
      "path": .string(entry.path),
      "role": .string(entry.role),
      "shape": .array(entry.shape.map { JSONValue.number($0) }),
      "dtype": .string(entry.elementType),
      "count": .number(statistics.count),
      "mean": .number(statistics.mean),
      "std": .number(statistics.standardDeviation),
      "min": .number(statistics.minimum),
      "max": .number(statistics.maximum),
      "absMax": .number(statistics.absoluteMaximum),
      "l2Norm": .number(statistics.l2Norm),
      "zeros": .number(statistics.zeros),
      "nans": .number(statistics.nans),
      "infs": .number(statistics.infinities),
      "percentiles": .object(
        JSONObject(zip(names, statistics.percentiles.map { JSONValue.number($0) }))),
    ]
    if let histogram {
      object["histogram"] = [
        "edges": .array(histogram.edges.map { JSONValue.number($0) }),
        "counts": .array(histogram.counts.map { JSONValue.number($0) }),
      ]
    }
    if let spectrum {
      object["rank"] = .number(spectrum.rank)
      object["conditionNumber"] = .number(spectrum.conditionNumber)
      object["singularValues"] = [
        "max": .number(spectrum.largest), "min": .number(spectrum.smallest),
      ]
    }
    return .object(object)
  }
}
