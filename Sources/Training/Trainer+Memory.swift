import Numerics

extension Trainer {
  /// About how many bytes of memory a training takes, with the network that comes of it and its file.
  ///
  /// A `Double`, which no product of sizes overflows.
  ///
  /// - Parameters:
  ///   - architecture: what is trained.
  ///   - options: how.
  ///   - samples: how many samples there are.
  ///   - keepsCheckpoints: whether the state is encoded after each epoch.
  package static func memory(
    for architecture: NetworkArchitecture, options: TrainingOptions, samples: Int,
    keepsCheckpoints: Bool
  ) -> Double {
    let float = Double(MemoryLayout<Float>.size)
    var (parameters, weights, widths) = (0.0, 0.0, 0.0)
    var inputs = Double(architecture.inputs)
    for stage in architecture.stages {
      let width = Double(PanelLayout.padded(stage.units))
      parameters += inputs * width + width * (stage.hasBatchNormalization ? 5 : 1)
      weights += inputs * Double(stage.units)
      // z, a and their gradient; what goes into a normalization, and into Dropout and out of it.
      widths += width * (3 + (stage.hasBatchNormalization ? 1 : 0) + (stage.dropout > 0 ? 2 : 0))
      inputs = Double(stage.units)
    }
    // The parameters, their gradient, what the optimizer remembers, and the best epoch's parameters.
    let slots = Double(options.optimizer.slotCount)
    let keepsBest = options.patience != nil && options.validationShare > 0
    var arrays = 2 + slots + (keepsBest ? 1 : 0)
    if keepsCheckpoints { arrays += arrays - 1 }
    let batch = Double(min(options.batchSize, samples))
    let buffers = batch * (Double(architecture.inputs) + widths)
    // The network has its weights in 64 bits, its file in 32.
    let result = weights * (Double(MemoryLayout<Double>.size) + float)
    return float * (arrays * parameters + buffers) + result
  }
}
