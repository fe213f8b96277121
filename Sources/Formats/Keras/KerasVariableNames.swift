import JSON

/// The variables of a layer in the order in which Keras stores them where it gives no names.
enum KerasVariableNames {
  /// The names for a layer's numbered variables; those beyond the list keep their numbers.
  static func names(for node: KerasNode) -> [String] {
    func isOn(_ keys: String...) -> Bool {
      keys.lazy.compactMap { node.configuration[$0]?.boolValue }.first ?? true
    }
    switch node.className {
    case "Dense":
      let bias = isOn("use_bias", "bias") ? ["bias"] : []
      return ["kernel"] + bias + quantization(of: node)
    case "EinsumDense":
      let hasBias = node.configuration["bias_axes"]?.stringValue != nil
      return ["kernel"] + (hasBias ? ["bias"] : []) + quantization(of: node)
    case "BatchNormalization":
      return (isOn("scale") ? ["gamma"] : []) + (isOn("center") ? ["beta"] : [])
        + ["moving_mean", "moving_variance"]
    case "LayerNormalization" where node.configuration["rms_scaling"]?.boolValue == true:
      return ["gamma"]
    case "LayerNormalization", "GroupNormalization":
      return (isOn("scale") ? ["gamma"] : []) + (isOn("center") ? ["beta"] : [])
    case "RMSNormalization": return ["scale"]
    case "PReLU": return ["alpha"]
    case "Normalization": return ["mean", "variance", "count"]
    default: return []
    }
  }

  /// What follows kernel and bias in a quantized layer.
  private static func quantization(of node: KerasNode) -> [String] {
    if KerasQuantization(of: node) == .float8 {
      return [
        "inputs_scale", "inputs_amax_history", "kernel_scale", "kernel_amax_history",
        "outputs_grad_scale", "outputs_grad_amax_history",
      ]
    }
    return ["kernel_scale", "kernel_zero", "g_idx"]
  }

  /// Names a layer's numbered variables.
  static func rename(_ tensors: [KerasTensor], for node: KerasNode) -> [KerasTensor] {
    var tensors = tensors
    for (index, name) in zip(tensors.indices, names(for: node)) { tensors[index].rename(name) }
    return tensors
  }
}
