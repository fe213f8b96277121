import Files
import Networks
import Numerics
import StoredModels

/// Weights in NumPy's `.npz`: `coefs_0`, `intercepts_0`, `coefs_1`, ..., or `coef_` and `intercept_`.
///
/// Activations are not in such a file: the user names them.
enum NumPyArchiveFormat: ModelFormat {
  /// What the arrays of a layer are called, besides its number; the first is what is documented.
  private static let spellings = [
    ("coefs_", "intercepts_"), ("coef_", "intercept_"), ("W", "b"), ("A", "b"),
  ]

  static func recognizes(_ input: ModelInput) -> Bool {
    guard let names = input.memberNames else { return false }
    return names.contains(where: isArray) && !names.contains("config.json")
  }

  private static func isArray(_ member: String) -> Bool { member.hasSuffix(".npy") }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    if let restored = try restored(input) { return restored }
    return try ArrayChain.model(
      layers(of: input), format: .numpy, hints: hints, file: input.path)
  }

  /// The network of a file that was written here, which says everything about it.
  private static func restored(_ input: ModelInput) throws(FileError) -> (any OpenedModel)? {
    let names = input.memberNames ?? []
    let texts = NetworkInArrays.keys.map { "\($0).npy" }
    guard texts.allSatisfy(names.contains) else { return nil }
    let members = try ZipArchive.read(
      try input.bytes(), members: names, file: input.path, limit: FileBytes.defaultLimit)
    var found: [(name: String, value: String)] = []
    var arrays: [StoredArray] = []
    for name in names where isArray(name) {
      let (bytes, own) = (members[name] ?? [], String(name.dropLast(4)))
      if NetworkInArrays.keys.contains(own) {
        let array = try PythonArray(npy: bytes, file: input.path, object: own)
        guard case .bytes(let text) = array.storage, array.type.size == 1 else { continue }
        found.append((own, String(decoding: text, as: UTF8.self)))
      } else {
        arrays.append(try StoredArray(npy: bytes, name: own, file: input.path, object: own))
      }
    }
    return try NetworkInArrays.restore(
      found, arrays, ModelInventory(format: .numpy, layers: []), file: input.path)
  }

  private static func layers(of input: ModelInput) throws(FileError) -> [ArrayLayer] {
    let file = input.path
    let arrays = Set((input.memberNames ?? []).filter(isArray).map { String($0.dropLast(4)) })
    if arrays.contains("coef_") {
      let found = try read(["coef_", "intercept_"].filter(arrays.contains), input)
      guard let coefficients = found["coef_"] else { return [] }
      return [try linear(coefficients, found["intercept_"], file)]
    }
    guard let (weight, bias) = spellings.first(where: { arrays.contains($0.0 + "0") }) else {
      let listed = arrays.sorted().prefix(8).joined(separator: ", ")
      throw FileError(
        .badData, file: file,
        problem: "has no array coefs_0, so it holds no weights; it holds: "
          + (listed.isEmpty ? "nothing" : listed))
    }
    let count = (0...).first { !arrays.contains("\(weight)\($0)") } ?? 0
    if let gap = arrays.first(where: { number(of: $0, weight).map { $0 >= count } == true }) {
      throw FileError(
        .badData, file: file, object: gap, problem: "has no \(weight)\(count) before it")
    }
    let found = try read(
      (0..<count).flatMap { ["\(weight)\($0)", "\(bias)\($0)"] }.filter(arrays.contains), input)
    return (0..<count).compactMap { index in
      found["\(weight)\(index)"].map {
        ArrayLayer(name: "layer_\(index)", weights: $0, bias: found["\(bias)\(index)"])
      }
    }
  }

  private static func number(of name: String, _ prefix: String) -> Int? {
    name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
  }

  private static func read(
    _ names: [String], _ input: ModelInput
  ) throws(FileError) -> [String: StoredArray] {
    let members = try ZipArchive.read(
      try input.bytes(), members: names.map { "\($0).npy" }, file: input.path,
      limit: FileBytes.defaultLimit)
    var arrays: [String: StoredArray] = [:]
    for name in names {
      arrays[name] = try StoredArray(
        npy: members["\(name).npy"] ?? [], name: name, file: input.path, object: name)
    }
    return arrays
  }

  /// `coef_` of a linear model is `[outputs × features]`, or `[features]` for one output; an intercept
  /// that is one number stands for all outputs.
  private static func linear(
    _ coefficients: StoredArray, _ intercept: StoredArray?, _ file: String
  ) throws(FileError) -> ArrayLayer {
    var weights = coefficients
    if weights.shape.count == 1 { weights.shape = [1, weights.shape[0]] }
    guard weights.shape.count == 2 else {
      throw FileError(
        .badData, file: file, object: "coef_",
        problem: "has the shape \(weights.shape); [outputs, features] was expected")
    }
    var bias = intercept
    if let intercept, intercept.count == 1 {
      let outputs = weights.shape[0]
      let number = try intercept.values()[0]
      bias = StoredArray(
        intercept.name, shape: [outputs], type: intercept.type,
        numbers: [Double](repeating: number, count: outputs), file: file)
    }
    return ArrayLayer(name: "layer_0", weights: weights, bias: bias, isTransposed: true)
  }
}

/// A lone NumPy array, `.npy`: the weights of one layer, when the user says that it is that.
enum NumPyArrayFormat: ModelFormat {
  static func recognizes(_ input: ModelInput) -> Bool {
    input.start.starts(with: NumPyHeader.magic)
  }

  static func open(
    _ input: ModelInput, hints: ArchitectureHints
  ) throws(FileError) -> any OpenedModel {
    let array = try StoredArray(
      npy: try input.bytes(), name: "coefs_0", file: input.path, object: nil)
    var model = try ArrayChain.model(
      [ArrayLayer(name: "layer_0", weights: array)], format: .numpy, hints: hints,
      file: input.path)
    if hints.isEmpty {
      model.chain = .failure(
        NotRunnable(
          layer: nil, className: nil,
          reason:
            "a lone array may be data as well as weights: --output-activation linear says that it is the "
            + "weights of a layer, or names its activation"))
      model.assumption = nil
    }
    return model
  }
}
