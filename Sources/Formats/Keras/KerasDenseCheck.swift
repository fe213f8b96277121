import JSON
import Networks

/// Whether a Dense layer's configuration and tensors agree; checked for every file, run or not.
enum KerasDenseCheck {
  /// What a Dense layer holds once it is known to be whole.
  struct Parts: Equatable {
    var kernel: KerasTensor
    var bias: KerasTensor?
    var inputs: Int { kernel.entry.shape[0] }
    var units: Int { kernel.entry.shape[1] }
  }

  /// Checks one layer.
  ///
  /// - Returns: its parts, or `nil` when it is quantized or carries LoRA factors: such a layer is
  ///   listed, not run.
  /// - Throws: ``KerasConfigurationError`` when something is missing or of the wrong rank or shape.
  static func parts(of layer: KerasLayer) throws(KerasConfigurationError) -> Parts? {
    let name = layer.node.qualifiedName
    func failure(_ problem: String) -> KerasConfigurationError {
      KerasConfigurationError(layer: name, problem: problem)
    }
    let units = try units(of: layer.node)
    if specialStorage(of: layer) != nil { return nil }
    guard let kernel = layer.tensor("kernel") else {
      throw failure(
        layer.tensors.isEmpty
          ? "its kernel is missing: the group has no weights (was the model saved before it was built?)"
          : "its kernel is missing among \(layer.tensors.map(\.entry.name).joined(separator: ", "))"
      )
    }
    let shape = kernel.entry.shape
    guard kernel.entry.elementType.contains("float") else {
      throw failure("its kernel has the element type \(kernel.entry.elementType), not a float")
    }
    guard shape.count == 2 else {
      throw failure("its kernel has rank \(shape.count) (shape \(shape)); rank 2 was expected")
    }
    guard shape[0] > 0, shape[1] > 0 else {
      throw failure("its kernel has the shape \(shape): zero inputs or zero units")
    }
    guard shape[1] == units else {
      let hint = shape[0] == units ? "; is the kernel transposed?" : ""
      throw failure("its kernel has the shape \(shape), but units is \(units)\(hint)")
    }
    let bias = try bias(of: layer, units: units)
    // The slopes of an activation inside the layer have a name of their own.
    let own = layer.tensors.filter { $0.shortName != "alpha" && !$0.shortName.contains("/") }
    guard own.count == (bias == nil ? 1 : 2) else {
      throw failure(
        "has \(own.count) tensors (\(own.map(\.entry.name).joined(separator: ", "))); a kernel"
          + (bias == nil ? " was expected" : " and a bias were expected"))
    }
    return Parts(kernel: kernel, bias: bias)
  }

  private static func bias(
    of layer: KerasLayer, units: Int
  ) throws(KerasConfigurationError) -> KerasTensor? {
    let configuration = layer.node.configuration
    let flag = configuration["use_bias"] ?? configuration["bias"]
    let uses = flag?.boolValue ?? true
    func failure(_ problem: String) -> KerasConfigurationError {
      KerasConfigurationError(layer: layer.node.qualifiedName, problem: problem)
    }
    guard let bias = layer.tensor("bias") else {
      if uses { throw failure("its bias is missing, but use_bias is true") }
      return nil
    }
    guard uses else { throw failure("has a bias, but use_bias is false") }
    guard bias.entry.shape == [units] else {
      throw failure("its bias has the shape \(bias.entry.shape); \([units]) was expected")
    }
    guard bias.entry.elementType.contains("float") else {
      throw failure("its bias has the element type \(bias.entry.elementType), not a float")
    }
    return bias
  }

  /// The number of units the configuration asks for; Keras 1 calls it `output_dim`.
  private static func units(of node: KerasNode) throws(KerasConfigurationError) -> Int {
    let value = node.configuration["units"] ?? node.configuration["output_dim"]
    guard let units = value?.intValue, (1...Int(Int32.max)).contains(units) else {
      let found = value.map { String($0.serialized(pretty: false).prefix(40)) } ?? "missing"
      throw KerasConfigurationError(
        layer: node.qualifiedName,
        problem: "units is \(found); a whole number from 1 to \(Int32.max) was expected")
    }
    return units
  }

  /// Weights that are not simply numbers to multiply with: what they are.
  static func specialStorage(of layer: KerasLayer) -> String? {
    let policy = layer.node.configuration["dtype"]
    let policyName = policy?.stringValue ?? policy?.objectValue?["class_name"]?.stringValue ?? ""
    if layer.tensor("kernel_scale") != nil || policyName.contains("Quantized")
      || policyName.contains("_from_")
    {
      return "its weights are quantized"
    }
    let hasRank = layer.node.configuration["lora_rank"].map { !$0.isNull } ?? false
    if hasRank || layer.tensors.contains(where: { $0.shortName.hasPrefix("lora_") }) {
      return "its weights are split into LoRA factors"
    }
    return nil
  }
}
