import JSON
import Networks

/// Whether a Dense layer's configuration and tensors agree; checked for every file, run or not.
enum KerasDenseCheck {
  /// What a Dense layer holds once it is known to be whole.
  struct Parts: Equatable {
    var kernel: KerasKernel
    var bias: KerasTensor?
    var quantization: KerasQuantization?
    /// How its weights are not simply numbers, for the user.
    var note: String?
  }

  /// Checks one layer.
  ///
  /// - Parameters:
  ///   - layer: the layer.
  ///   - inputs: how many inputs it has, when that is known: packed kernels do not say it.
  /// - Returns: its parts, or `nil` when its weights are stored in a way that is listed, not run.
  /// - Throws: ``KerasConfigurationError`` when something is missing or of the wrong rank or shape.
  static func parts(
    of layer: KerasLayer, inputs: Int? = nil
  ) throws(KerasConfigurationError) -> Parts? {
    let units = try units(of: layer.node)
    if obstacle(of: layer) != nil { return nil }
    let name = layer.node.qualifiedName
    guard let tensor = layer.tensor("kernel") else {
      throw KerasConfigurationError(
        layer: name,
        problem: layer.tensors.isEmpty
          ? "its kernel is missing: the group has no weights (was the model saved before it was built?)"
          : "its kernel is missing among \(layer.tensors.map(\.entry.name).joined(separator: ", "))"
      )
    }
    let quantization = KerasQuantization(of: layer.node)
    var kernel = try kernel(tensor, of: layer, quantization, units: units, inputs: inputs)
    let adaptation = try adaptation(of: layer, kernel)
    kernel.adaptation = adaptation
    let bias = try bias(of: layer, units: units)
    if quantization == nil, adaptation == nil { try checkCount(of: layer, hasBias: bias != nil) }
    return Parts(
      kernel: kernel, bias: bias, quantization: quantization,
      note: note(quantization, isAdapted: hasRank(layer)))
  }

  private static func kernel(
    _ tensor: KerasTensor, of layer: KerasLayer, _ quantization: KerasQuantization?, units: Int,
    inputs: Int?
  ) throws(KerasConfigurationError) -> KerasKernel {
    let shape = tensor.entry.shape
    func failure(_ problem: String) -> KerasConfigurationError {
      KerasConfigurationError(layer: layer.node.qualifiedName, problem: problem)
    }
    func scale() throws(KerasConfigurationError) -> KerasTensor {
      guard let scale = layer.tensor("kernel_scale"), scale.entry.count % units == 0,
        scale.entry.count > 0
      else { throw failure("its kernel_scale is missing or does not fit \(units) units") }
      return scale
    }
    guard shape.count == 2 else {
      throw failure("its kernel has rank \(shape.count) (shape \(shape)); rank 2 was expected")
    }
    guard shape[0] > 0, shape[1] > 0 else {
      throw failure("its kernel has the shape \(shape): zero inputs or zero units")
    }
    var kernel = KerasKernel(tensor: tensor, rows: shape[0], columns: units)
    switch quantization {
    case .int4:
      let half = (units + 1) / 2
      let isByRows =
        shape[1] == units && (shape[1] != half || inputs.map { $0 != shape[0] } == true)
      guard isByRows || shape[1] == half else {
        throw failure("its kernel of four-bit integers has the shape \(shape) for \(units) units")
      }
      if isByRows {
        kernel.rows = inputs ?? 2 * shape[0]
        guard (kernel.rows + 1) / 2 == shape[0] else {
          throw failure("its packed kernel has the shape \(shape) for \(kernel.rows) inputs")
        }
      }
      let axis = isByRows ? KerasKernel.PackedAxis.rows : .columns
      let scale = try scale()
      if let zero = layer.tensor("kernel_zero"), let group = layer.tensor("g_idx") {
        guard zero.entry.count == scale.entry.count, group.entry.count == kernel.rows else {
          throw failure("its kernel_zero or g_idx does not fit its kernel_scale")
        }
        kernel.storage = .packedGroups(axis, scale: scale, zero: zero, group: group)
      } else {
        guard scale.entry.count == units else { throw failure("its kernel_scale does not fit") }
        kernel.storage = .packed(axis, scale: scale)
      }
      return kernel
    case .int8:
      let scale = try scale()
      guard scale.entry.count == units else { throw failure("its kernel_scale does not fit") }
      kernel.storage = .integers(scale: scale)
    case .float8:
      let scales = [layer.tensor("kernel_scale"), layer.tensor("inputs_scale")]
      guard scales.allSatisfy({ $0?.entry.count == 1 }), let scale = scales[0] else {
        throw failure("its kernel_scale or inputs_scale is missing or no number")
      }
      kernel.storage = .float8(scale: scale)
      kernel.roundsBias = layer.node.configuration["dtype"]?["config"]?["source_name"] == "float32"
    case .other, nil: break
    }
    switch quantization {
    case .int4, .int8: break
    case .float8, .other, nil:
      guard tensor.entry.elementType.contains("float") else {
        throw failure("its kernel has the element type \(tensor.entry.elementType), not a float")
      }
    }
    guard shape[1] == units else {
      let hint = shape[0] == units ? "; is the kernel transposed?" : ""
      throw failure("its kernel has the shape \(shape), but units is \(units)\(hint)")
    }
    return kernel
  }

  /// Refuses tensors beside kernel and bias; the slopes of an activation inside the layer have a name of their own.
  private static func checkCount(
    of layer: KerasLayer, hasBias: Bool
  ) throws(KerasConfigurationError) {
    let own = layer.tensors.filter { $0.shortName != "alpha" && !$0.shortName.contains("/") }
    guard own.count == (hasBias ? 2 : 1) else {
      throw KerasConfigurationError(
        layer: layer.node.qualifiedName,
        problem:
          "has \(own.count) tensors (\(own.map(\.entry.name).joined(separator: ", "))); a kernel"
          + (hasBias ? " and a bias were expected" : " was expected"))
    }
  }

  /// The factors of LoRA, where they are not merged into the kernel already, as `.keras` has it.
  private static func adaptation(
    of layer: KerasLayer, _ kernel: KerasKernel
  ) throws(KerasConfigurationError) -> KerasKernel.Adaptation? {
    let (first, second) = (layer.tensor("lora_kernel_a"), layer.tensor("lora_kernel_b"))
    if first == nil, second == nil { return nil }
    guard let a = first, let b = second else {
      throw KerasConfigurationError(
        layer: layer.node.qualifiedName,
        problem: "has one of its LoRA factors lora_kernel_a and lora_kernel_b; both were expected")
    }
    let rank = layer.node.configuration["lora_rank"]?.intValue
    let alpha = KerasNumbers.scalar(layer.node.configuration["lora_alpha"]) ?? rank.map(Double.init)
    guard let rank, let alpha, rank > 0, alpha.isFinite,
      a.entry.shape == [kernel.rows, rank], b.entry.shape == [rank, kernel.columns]
    else {
      throw KerasConfigurationError(
        layer: layer.node.qualifiedName,
        problem:
          "its LoRA factors have the shapes \(a.entry.shape) and \(b.entry.shape), which do not "
          + "fit its kernel and lora_rank")
    }
    return KerasKernel.Adaptation(a: a, b: b, factor: alpha / Double(rank))
  }

  private static func note(_ quantization: KerasQuantization?, isAdapted: Bool) -> String? {
    let lora = isAdapted ? "its LoRA factors are merged into the kernel" : nil
    let stored: String? =
      switch quantization {
      case .int8(let rounds):
        "its weights are int8"
          + (rounds ? ", and its inputs are rounded to 8 bits as in Keras" : "")
      case .int4(let rounds):
        "its weights are int4"
          + (rounds ? ", and its inputs are rounded to 8 bits as in Keras" : "")
      case .float8: "its weights and inputs are rounded to float8 as in Keras"
      case .other, nil: nil
      }
    let parts = [stored, lora].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
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

  /// Why a layer's weights can be listed only, or `nil`.
  static func obstacle(of layer: KerasLayer) -> String? {
    let hasFactors = layer.tensors.contains { $0.shortName.hasPrefix("lora_") }
    switch KerasQuantization(of: layer.node) {
    case .other(let name): return "its weights are quantized (\(name))"
    case .int8(let rounds), .int4(let rounds):
      if rounds, hasFactors {
        return
          "its weights are quantized and have LoRA factors beside them; saved as .keras they are "
          + "merged"
      }
    case .float8 where hasFactors: return "its weights are float8 with LoRA factors beside them"
    case .float8: break
    case nil:
      if layer.tensor("kernel_scale") != nil { return "its weights are quantized" }
      if hasFactors, !hasRank(layer) {
        return "has LoRA factors, but its configuration has no lora_rank"
      }
    }
    return nil
  }

  private static func hasRank(_ layer: KerasLayer) -> Bool {
    layer.node.configuration["lora_rank"].map { !$0.isNull } ?? false
  }
}
