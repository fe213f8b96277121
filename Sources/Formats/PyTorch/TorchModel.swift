import Files
import Networks
import StoredModels

/// Makes a model of what a file of PyTorch holds: a module, a state dictionary, or a checkpoint with one.
enum TorchModel {
  /// Where checkpoints keep the state dictionary or the module.
  private static let places = [
    "state_dict", "model_state_dict", "model", "net", "weights", "params", "module", "network",
  ]

  /// The model.
  ///
  /// - Throws: `FileError` of kind `badData` when a tensor is damaged.
  static func make(
    _ tensors: TorchTensors, format: ModelInventory.Format, hints: ArchitectureHints
  ) throws(FileError) -> ArrayModel {
    let graph = tensors.graph
    let all = try tensors.all()
    let inventory = ModelInventory(
      format: format, producer: "PyTorch", runsCode: graph.runsCode, layers: [])
    if format == .torchScript {
      return unrunnable(
        inventory, all,
        "is TorchScript: what it computes is code, which is not run; save the state_dict() of "
          + "torch.jit.load with torch.save, and name its activations")
    }
    var root = graph.root
    if let entries = graph.entries(root), try !holdsTensors(entries, tensors) {
      var found: [(key: String, value: PythonValue)] = []
      for place in places {
        guard let entry = entries.last(where: { $0.key == place }) else { continue }
        let isModule = graph.className(entry.value)?.isTorchModule == true
        let isState = try graph.entries(entry.value).map { entries throws(FileError) in
          try holdsTensors(entries, tensors)
        }
        if isModule || isState == true { found.append(entry) }
      }
      guard let only = found.first, found.count == 1 else {
        let names = found.map(\.key).joined(separator: ", ")
        return unrunnable(
          inventory, all,
          found.isEmpty
            ? "holds no state dictionary where checkpoints keep one (\(places.joined(separator: ", ")))"
            : "holds several models (\(names)); save the one that is meant by itself")
      }
      // Averages of the weights that are kept beside them are another model.
      let names = Set((graph.entries(only.value) ?? []).map(\.key))
      let twins = entries.filter { entry in
        entry.key != only.key && !names.isEmpty
          && Set((graph.entries(entry.value) ?? []).map(\.key)) == names
      }
      guard twins.isEmpty else {
        let names = ([only] + twins).map { String($0.key.prefix(40)) }.joined(separator: ", ")
        return unrunnable(
          inventory, all,
          "holds several models with the same tensors (\(names)); save the one that is meant by itself"
        )
      }
      root = only.value
    }
    if let entries = graph.entries(root) {
      var named: [StoredArray] = []
      for (key, value) in entries {
        let name = String(key.prefix(200))
        guard let tensor = try tensors.tensor(value, name: name) else {
          guard case .object = value else { continue }
          return unrunnable(
            inventory, all,
            "its entry \(name.prefix(80)) is no dense tensor"
              + (graph.className(value).map { ", but \($0.description)" } ?? ""))
        }
        named.append(tensor)
      }
      return StateDictionary(named, isInOrder: true, file: tensors.file).model(
        inventory, hints: hints)
    }
    guard let className = graph.className(root) else {
      return unrunnable(inventory, all, "holds no module and no state dictionary")
    }
    var reader = TorchModuleReader(tensors)
    do throws(TorchModuleReader.Failure) {
      try reader.read(root, path: "", depth: 0)
    } catch {
      switch error {
      case .file(let error): throw error
      case .obstacle(let obstacle):
        return unrunnable(inventory, all, obstacle)
      }
    }
    guard let chain = reader.chain.stored else {
      return unrunnable(inventory, all, "is \(className.description) without a layer with weights")
    }
    var filled = inventory
    filled.layers = reader.chain.entries
    filled.modelName = className.name
    do throws(FileError) {
      _ = try chain.fitted()
    } catch {
      return unrunnable(inventory, all, "its layers do not fit together: \(error.problem)")
    }
    return ArrayModel(filled, chain: .success(chain), arrays: reader.chain.arrays)
  }

  private static func holdsTensors(
    _ entries: [(key: String, value: PythonValue)], _ tensors: TorchTensors
  ) throws(FileError) -> Bool {
    for entry in entries where try tensors.tensor(entry.value, name: entry.key) != nil {
      return true
    }
    return false
  }

  private static func unrunnable(
    _ inventory: ModelInventory, _ arrays: [StoredArray], _ reason: String
  ) -> ArrayModel {
    unrunnable(inventory, arrays, NotRunnable(layer: nil, className: nil, reason: reason))
  }

  private static func unrunnable(
    _ inventory: ModelInventory, _ arrays: [StoredArray], _ obstacle: NotRunnable
  ) -> ArrayModel {
    var inventory = inventory
    inventory.layers = StateDictionary.entries(of: arrays)
    return ArrayModel(inventory, chain: .failure(obstacle), arrays: arrays)
  }
}
