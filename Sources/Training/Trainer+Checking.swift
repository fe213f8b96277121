import Networks

extension Trainer {
  /// Whether targets, architecture and loss fit each other.
  ///
  /// - Throws: ``TrainingError`` when they do not, or a class has no sample.
  static func check(
    _ targets: TrainingTargets, for architecture: NetworkArchitecture, _ options: TrainingOptions
  ) throws(TrainingError) {
    guard targets.count > 0 else { throw TrainingError(.badData, "there are no samples") }
    guard targets.outputs == architecture.outputs else {
      throw TrainingError(
        .badRequest,
        "targets for \(targets.outputs) outputs; the network has \(architecture.outputs)")
    }
    let last = architecture.stages.last?.activation ?? .linear
    let allowed: [Activation] =
      switch options.loss {
      case .crossEntropy: [.softmax, .linear]
      case .binaryCrossEntropy: [.sigmoid, .linear]
      case .meanSquaredError: [.linear]
      }
    guard allowed.contains(last) else {
      throw TrainingError(
        .badRequest, "the loss \(options.loss.rawValue) does not go with the output \(last)")
    }
    if architecture.outputs == 1, options.loss == .crossEntropy {
      throw TrainingError(.badRequest, "a softmax over one output is always 1: nothing to learn")
    }
    if case .values(let values, let width) = targets, options.loss != .meanSquaredError,
      let index = values.firstIndex(where: { !(0...1 ~= $0) })
    {
      throw TrainingError(
        .badData,
        "target \(index % width) of sample \(index / width) is \(values[index]), and "
          + "\(options.loss.rawValue) wants probabilities, 0...1; linear outputs learn other numbers"
      )
    }
    guard case .classes(let labels, let count) = targets else { return }
    if let sample = labels.firstIndex(where: { !(0..<count ~= $0) }) {
      throw TrainingError(
        .badData, "label \(labels[sample]) of sample \(sample) is not in 0...\(count - 1)")
    }
    if count == 1 { throw TrainingError(.badData, "there is only one class: nothing to learn") }
    if let empty = targets.missingClass(among: labels.indices) {
      throw TrainingError(.badData, "no sample is of class \(empty)")
    }
  }
}
