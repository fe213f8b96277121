import Files
import JSON
import Networks
import StoredModels

/// Named tensors without an architecture, as PyTorch's `state_dict()` and safetensors have them, and the
/// one chain that they can make.
///
/// Names tell the layers; nothing tells the activations, which are never guessed.
struct StateDictionary {
  /// The tensors that share a name up to the last point: those of one layer.
  struct Module {
    /// The name before the last point; empty without one.
    var name: String
    /// The tensors by the rest of their names.
    var tensors: [String: StoredArray] = [:]

    /// The weights of a dense layer, and whether they are `[units × inputs]`.
    var dense: (weights: StoredArray, isTransposed: Bool)? {
      if let weights = tensors["weight"], weights.shape.count == 2 { return (weights, true) }
      if let kernel = tensors["kernel"], kernel.shape.count == 2 { return (kernel, false) }
      return nil
    }

    /// Whether it normalizes by running statistics.
    var isNormalization: Bool {
      tensors["running_mean"]?.shape.count == 1 && tensors["running_var"]?.shape.count == 1
    }

    /// The widths before and behind it.
    var widths: (inputs: Int, outputs: Int)? {
      if let (weights, isTransposed) = dense {
        let (rows, columns) = (weights.shape[0], weights.shape[1])
        return isTransposed ? (columns, rows) : (rows, columns)
      }
      return tensors["running_mean"].map { ($0.count, $0.count) }
    }

    /// The digits at the end of the name, and what is before them.
    var numbered: (stem: String, number: Int)? {
      let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }
      guard !digits.isEmpty, digits.count <= 9, let number = Int(String(digits.reversed())) else {
        return nil
      }
      return (String(name.dropLast(digits.count)), number)
    }
  }

  /// PyTorch's epsilon where nobody changes it; a state dictionary does not have it.
  private static let usualEpsilon = 1e-5
  /// What wrappers put before every name.
  private static let prefixes = ["module.", "_orig_mod.", "model.", "net.", "params."]

  /// All tensors.
  let arrays: [StoredArray]
  /// Whether the order of the tensors is that of the layers.
  let isInOrder: Bool
  private let file: String

  /// - Parameters:
  ///   - arrays: the tensors.
  ///   - isInOrder: whether their order is that of the layers.
  ///   - file: the path for messages.
  init(_ arrays: [StoredArray], isInOrder: Bool, file: String) {
    self.arrays = arrays
    self.isInOrder = isInOrder
    self.file = file
  }

  /// The layers of tensors, without saying what they do.
  static func entries(of arrays: [StoredArray]) -> [ModelInventory.LayerEntry] {
    modules(of: arrays).map { module, arrays in
      let roles = ["weight": "weights", "kernel": "weights"]
      return ModelInventory.LayerEntry(
        name: module.name.isEmpty ? "model" : module.name,
        className: module.dense != nil
          ? "Linear" : module.isNormalization ? "BatchNorm1d" : "unknown",
        inputs: module.widths?.inputs, outputs: module.widths?.outputs,
        tensors: arrays.map { array in
          let key =
            array.name.split(whereSeparator: { ".".contains($0) }).last.map(String.init) ?? ""
          let isDense = module.dense != nil
          return array.entry(role: (isDense ? roles[key] : nil) ?? key)
        })
    }
  }

  private static func modules(of arrays: [StoredArray]) -> [(module: Module, arrays: [StoredArray])]
  {
    var modules: [(module: Module, arrays: [StoredArray])] = []
    var places: [String: Int] = [:]
    for array in arrays {
      let point = array.name.lastIndex { $0 == "." || $0 == "/" }
      let name = point.map { String(array.name[..<$0]) } ?? ""
      let key = point.map { String(array.name[array.name.index(after: $0)...]) } ?? array.name
      let place = places[name] ?? modules.count
      if place == modules.count {
        places[name] = place
        modules.append((Module(name: name), []))
      }
      modules[place].module.tensors[key] = array
      modules[place].arrays.append(array)
    }
    return modules
  }

  /// The model: a chain when names and shapes allow one only, and the user names the activations.
  ///
  /// - Parameters:
  ///   - inventory: the kind of file, and who wrote it.
  ///   - hints: the activations.
  func model(_ inventory: ModelInventory, hints: ArchitectureHints) -> ArrayModel {
    var inventory = inventory
    do throws(NotRunnable) {
      guard hints.document == nil else {
        throw obstacle(
          "--architecture is for Keras weights; --activation and --output-activation name the "
            + "activations of a state dictionary")
      }
      let chain = try chain(try ordered(), hints)
      guard let stored = chain.stored else { throw obstacle("holds no dense layer") }
      do throws(FileError) {
        _ = try stored.fitted()
      } catch {
        throw obstacle(
          "its layers do not make a chain in the order that they are in: \(error.object ?? "") "
            + error.problem)
      }
      inventory.layers = chain.entries
      var model = ArrayModel(inventory, chain: .success(stored), arrays: chain.arrays)
      model.assumption = chain.notes.isEmpty ? nil : chain.notes.joined(separator: "; ")
      return model
    } catch {
      inventory.layers = Self.entries(of: arrays)
      return ArrayModel(inventory, chain: .failure(error), arrays: arrays)
    }
  }

  private func obstacle(_ reason: String) -> NotRunnable {
    NotRunnable(layer: nil, className: nil, reason: reason)
  }

  /// The layers in the order in which they are used.
  private func ordered() throws(NotRunnable) -> [Module] {
    let modules = Self.modules(of: arrays).map(\.module)
    let known: Set = [
      "weight", "kernel", "bias", "running_mean", "running_var", "num_batches_tracked",
    ]
    for module in modules {
      let others = module.tensors.keys.filter { !known.contains($0) }.sorted()
      guard others.isEmpty, module.dense != nil || module.isNormalization else {
        let shape = module.tensors["weight"].map { " of the shape \($0.shape)" } ?? ""
        throw NotRunnable(
          layer: module.name.isEmpty ? "model" : String(module.name.prefix(80)), className: nil,
          reason:
            "holds \((others.first ?? "weight").prefix(80))\(others.isEmpty ? shape : ""), which is "
            + "of no dense layer and no batch normalization")
      }
    }
    if isInOrder { return modules }
    let numbers = modules.compactMap(\.numbered)
    if numbers.count == modules.count, Set(numbers.map(\.stem)).count <= 1 {
      return zip(modules, numbers).sorted { $0.1.number < $1.1.number }.map(\.0)
    }
    return try StateDictionaryOrder(modules).onlyOne()
  }

  private func chain(
    _ modules: [Module], _ hints: ArchitectureHints
  ) throws(NotRunnable) -> ChainBuilder {
    var chain = ChainBuilder(file: file)
    let slots = try activationSlots(modules)
    if !slots.isEmpty, hints.activation == nil {
      throw obstacle(
        "its activations are not in the file: --activation NAME says which function stands between "
          + "the layers (relu, tanh, leaky_relu:0.01, linear, ...), and --output-activation NAME which one is last"
      )
    }
    let names = Self.stripped(modules.map(\.name))
    for (index, module) in modules.enumerated() {
      let name = names[index].isEmpty ? "model" : names[index]
      if let (weights, isTransposed) = module.dense {
        let bias = module.tensors["bias"]
        let units = module.widths?.outputs ?? 0
        guard weights.count > 0, bias == nil || bias?.shape == [units] else {
          throw NotRunnable(
            layer: name, className: "Linear",
            reason: "has weights of \(weights.shape) and a bias of \(bias?.shape ?? [])")
        }
        chain.add(
          weights: weights, bias: bias, isTransposed: isTransposed, name: name, className: "Linear")
      } else if let mean = module.tensors["running_mean"],
        let variance = module.tensors["running_var"]
      {
        do throws(FileError) {
          try chain.add(
            normalization: mean, variance, gamma: module.tensors["weight"],
            beta: module.tensors["bias"], epsilon: Self.usualEpsilon, name: name)
        } catch {
          throw NotRunnable(layer: name, className: "BatchNorm1d", reason: error.problem)
        }
      }
      if slots.contains(index) {
        chain.append(try activation(hints.activation, "--activation"), to: name)
      }
    }
    if let last = hints.output {
      chain.append(try activation(last, "--output-activation"), to: names.last ?? "model")
    } else {
      chain.notes.append(
        "no activation is assumed behind the last layer; --output-activation NAME names one")
    }
    if modules.contains(where: \.isNormalization) {
      chain.notes.append(
        "the epsilon of batch normalization is not in the file: \(Self.usualEpsilon), PyTorch's own, "
          + "is assumed")
      if modules.contains(where: { $0.numbered == nil }), !slots.isEmpty {
        chain.notes.append("activations are taken to follow batch normalizations")
      }
    }
    return chain
  }

  private func activation(
    _ hint: JSONValue?, _ option: String
  ) throws(NotRunnable) -> Activation {
    let decoded = try? KerasActivationDecoder(version: nil).decode(hint, layer: "")
    guard case .known(let activation)? = decoded else {
      throw obstacle(
        "\(option) names an activation with weights of its own, which are not in the file")
    }
    return activation
  }

  /// The layers behind which a hidden activation stands.
  ///
  /// In an `nn.Sequential` names are positions, and a gap shows that something stands there. Elsewhere an
  /// activation stands before every dense layer but the first.
  private func activationSlots(_ modules: [Module]) throws(NotRunnable) -> Set<Int> {
    let numbers = modules.compactMap { module in
      // `fc1` counts layers; only a whole component of digits is a position.
      module.numbered.flatMap { $0.stem.isEmpty || $0.stem.hasSuffix(".") ? $0 : nil }
    }
    let isSequential = numbers.count == modules.count && Set(numbers.map(\.stem)).count == 1
    let first = modules.firstIndex { $0.dense != nil } ?? 0
    var slots: Set<Int> = []
    var sinceDense: [Int] = []
    for index in modules.indices.dropLast() where index >= first {
      if modules[index].dense != nil { sinceDense = [] }
      let isGap = isSequential && numbers[index + 1].number > numbers[index].number + 1
      if isSequential {
        if isGap { sinceDense.append(index) }
      } else if modules[index + 1].dense != nil {
        sinceDense.append(index)
      }
      guard sinceDense.count <= 1 else {
        throw obstacle(
          "its activation could stand in several places between "
            + "\(modules[sinceDense[0]].name) and \(modules[index + 1].name); save the whole module"
        )
      }
      slots.formUnion(sinceDense)
    }
    // Behind the last dense layer stands the output's activation.
    let last = modules.lastIndex { $0.dense != nil } ?? 0
    return slots.filter { $0 < last }
  }

  /// Names without what is before all of them.
  private static func stripped(_ names: [String]) -> [String] {
    var names = names
    while let prefix = prefixes.first(where: { prefix in names.allSatisfy { $0.hasPrefix(prefix) } }
    ),
      !names.isEmpty
    {
      names = names.map { String($0.dropFirst(prefix.count)) }
    }
    return names.map { String($0.prefix(80)) }
  }
}
