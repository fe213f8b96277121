import Files
import Networks
import Numerics

/// Weights in NumPy's own files: `.npz` with `coefs_0`, `intercepts_0`, `coefs_1`, ..., or one `.npy`.
///
/// Activations are not in such a file: the user names them.
enum NumPyWeights {
  /// What the arrays of a layer are called, besides its number; the first is what is documented.
  private static let spellings = [
    ("coefs_", "intercepts_"), ("coef_", "intercept_"), ("W", "b"), ("A", "b"),
  ]

  /// Whether the members of an archive are those of an `.npz` file.
  static func areMembers(_ names: [String]) -> Bool {
    names.contains(where: isArray) && !names.contains("config.json")
  }

  private static func isArray(_ member: String) -> Bool { member.hasSuffix(".npy") }

  /// Reads the members of an `.npz` archive that make a chain of dense layers.
  ///
  /// - Parameters:
  ///   - bytes: the archive.
  ///   - names: all of its members.
  ///   - file: its path.
  ///   - hints: the activations.
  /// - Throws: `FileError`.
  static func read(
    archive bytes: [UInt8], names: [String], file: String, hints: ArchitectureHints
  ) throws(FileError) -> NumPyModel {
    let arrays = Set(names.filter(isArray).map { String($0.dropLast(4)) })
    if arrays.contains("coef_") {
      let wanted = ["coef_", "intercept_"].filter(arrays.contains)
      var found = try read(wanted, from: bytes, file)
      try found["coef_"]?.makeLinearWeights(file)
      let bias = try found["intercept_"].map { array throws(FileError) in
        try spread(array, over: found["coef_"]?.shape.last ?? 0, file)
      }
      return try model([("coef_", found["coef_"], "intercept_", bias)], file, hints)
    }
    guard let (weight, bias) = spellings.first(where: { arrays.contains($0.0 + "0") }) else {
      let listed = arrays.sorted().prefix(8).joined(separator: ", ")
      throw FileError(
        .badData, file: file,
        problem: "has no array coefs_0, so it holds no weights; it holds: "
          + (listed.isEmpty ? "nothing" : listed))
    }
    let count = (0...).first { !arrays.contains("\(weight)\($0)") } ?? 0
    let wanted = (0..<count).flatMap { ["\(weight)\($0)", "\(bias)\($0)"] }.filter(arrays.contains)
    if let gap = arrays.first(where: { isNumbered($0, weight) && !wanted.contains($0) }) {
      throw FileError(
        .badData, file: file, object: gap, problem: "has no \(weight)\(count) before it")
    }
    let found = try read(wanted, from: bytes, file)
    return try model(
      (0..<count).map {
        ("\(weight)\($0)", found["\(weight)\($0)"], "\(bias)\($0)", found["\(bias)\($0)"])
      }, file, hints)
  }

  /// Reads a `.npy` file: the weights of one layer without a bias.
  ///
  /// - Throws: `FileError`.
  static func read(
    array bytes: [UInt8], file: String, hints: ArchitectureHints
  ) throws(FileError) -> NumPyModel {
    try model([("coefs_0", NumPyArray(bytes, file: file, object: nil), "", nil)], file, hints)
  }

  private static func isNumbered(_ name: String, _ prefix: String) -> Bool {
    name.hasPrefix(prefix) && Int(name.dropFirst(prefix.count)) != nil
  }

  private static func read(
    _ names: [String], from bytes: [UInt8], _ file: String
  ) throws(FileError) -> [String: NumPyArray] {
    let members = try ZipArchive.read(
      bytes, members: names.map { "\($0).npy" }, file: file, limit: FileBytes.defaultLimit)
    var arrays: [String: NumPyArray] = [:]
    for name in names {
      arrays[name] = try NumPyArray(members["\(name).npy"] ?? [], file: file, object: name)
    }
    return arrays
  }

  /// An intercept that is one number stands for all outputs.
  private static func spread(
    _ array: NumPyArray, over count: Int, _ file: String
  ) throws(FileError) -> NumPyArray {
    guard array.values.count == 1 else { return array }
    return NumPyArray(
      shape: [count], values: [Double](repeating: array.values[0], count: count),
      elementType: array.elementType)
  }

  private typealias Pair = (name: String, weight: NumPyArray?, biasName: String, bias: NumPyArray?)

  private static func model(
    _ pairs: [Pair], _ file: String, _ hints: ArchitectureHints
  ) throws(FileError) -> NumPyModel {
    guard hints.document == nil else {
      throw FileError(
        .unsupported, file: file, object: "--architecture",
        problem: "is for Keras weights; --activation and --output name the activations of arrays")
    }
    var layers: [NetworkLayer] = []
    var entries: [ModelInventory.LayerEntry] = []
    var values: [String: [Double]] = [:]
    for (index, pair) in pairs.enumerated() {
      guard let weight = pair.weight, weight.shape.count == 2, !weight.values.isEmpty else {
        throw FileError(
          .badData, file: file, object: pair.name,
          problem: "has the shape \(pair.weight?.shape ?? []); [inputs, units] was expected")
      }
      let units = weight.shape[1]
      if let bias = pair.bias, bias.shape != [units] {
        throw FileError(
          .badData, file: file, object: pair.biasName,
          problem: "has the shape \(bias.shape); [\(units)] was expected")
      }
      let activation = try hints.decodedActivation(isLast: index == pairs.count - 1, file)
      let name = "layer_\(index)"
      layers.append(
        .dense(
          DenseLayer(
            name: name,
            weights: Matrix(rows: weight.shape[0], columns: units, values: weight.values),
            bias: pair.bias?.values, storedType: weight.elementType)))
      if activation != .linear {
        layers.append(.activation(ActivationLayer(name: name, activation: activation)))
      }
      var entry = ModelInventory.LayerEntry(
        name: name, className: "Dense",
        activation: activation == .linear ? nil : activation.description,
        inputs: weight.shape[0], outputs: units)
      for (role, name, array) in [
        ("weights", pair.name, pair.weight), ("bias", pair.biasName, pair.bias),
      ] {
        guard let array else { continue }
        entry.tensors.append(
          ModelInventory.TensorEntry(
            name: name, path: name, role: role, shape: array.shape,
            elementType: array.elementType))
        values[name] = array.values
      }
      entries.append(entry)
    }
    do throws(NetworkError) {
      let network = try NeuralNetwork(layers: layers, inputs: pairs[0].weight?.shape[0] ?? 0)
      return NumPyModel(
        inventory: ModelInventory(format: .numpy, layers: entries), network: network,
        values: values, note: KerasAssumedChain.assumptions(hints, layers: pairs.count))
    } catch {
      throw FileError(
        .badData, file: file, object: error.layer.map { "layer \($0)" }, problem: error.problem)
    }
  }
}

extension NumPyArray {
  /// An array from its parts.
  fileprivate init(shape: [Int], values: [Double], elementType: String) {
    (self.shape, self.values, self.elementType) = (shape, values, elementType)
  }

  /// `coef_` of a linear model is `[outputs × features]`, or `[features]` for one output.
  fileprivate mutating func makeLinearWeights(_ file: String) throws(FileError) {
    if shape.count == 1 { shape = [1, shape[0]] }
    guard shape.count == 2 else {
      throw FileError(
        .badData, file: file, object: "coef_",
        problem: "has the shape \(shape); [outputs, features] was expected")
    }
    values = Matrix(rows: shape[0], columns: shape[1], values: values).transposed().values
    shape.reverse()
  }
}

extension ArchitectureHints {
  /// The activation of a hidden layer, or of the last one; linear when it is not known.
  fileprivate func decodedActivation(
    isLast: Bool, _ file: String
  ) throws(FileError) -> Activation {
    let configuration = isLast ? output : activation
    let decoded = try? KerasActivationDecoder(version: nil).decode(configuration, layer: "")
    guard case .known(let activation)? = decoded else {
      throw FileError(
        .unsupported, file: file, object: isLast ? "--output" : "--activation",
        problem: "is an activation with weights of its own, which arrays do not have")
    }
    return activation
  }
}
