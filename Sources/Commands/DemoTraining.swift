import ArgumentParser
import MLPKit

/// The trained networks of `mlp demo`: the paper's, on 8×8 digits.
struct DemoTraining {
  /// The images that are trained on.
  private let training: LabeledSamples
  /// Their file.
  private let images: String
  /// The last fifth of the images, which no training sees.
  private let heldOut: LabeledSamples

  /// Reads the digits.
  ///
  /// - Throws: `FileError`.
  init(images: String, labels: String) throws {
    let all = try DatasetReader.labeledSamples(images: images, labels: labels, scale: .standard)
    let count = all.count * 4 / 5
    guard count > 0 else {
      throw FileError(.badData, file: images, problem: "has too few images to train on")
    }
    self.images = images
    training = all.rows(0..<count)
    heldOut = all.rows(count..<all.count)
  }

  /// Trains a network as `mlp train --preset` does.
  ///
  /// - Returns: the bytes of the model, and how the training ended.
  /// - Throws: what ``TrainingRun`` throws.
  func train(
    _ preset: TrainingPreset, path: String, console: Console
  ) throws -> (bytes: [UInt8], summary: String) {
    let plan = try TrainingPlan(
      try TrainingFlags.parse([]), preset: preset, activation: nil, output: nil)
    let run = try TrainingRun(
      plan, TrainingData(training, samplesFile: images), console: console)
    let encoding = try ModelFileKind.keras(.model).encode(
      run.network, provenance: run.provenance, path: path)
    return (encoding.bytes, run.summary)
  }

  /// How well a network knows both parts of the images, a line each.
  ///
  /// - Throws: `FileError` when the network in `file` is not one for these images.
  func accuracy(of network: NeuralNetwork, file: String) throws -> [String] {
    let (inputs, classes) = (training.samples.features, training.classNames.count)
    guard network.inputs == inputs, network.outputs == classes else {
      throw FileError(
        .badData, file: file,
        problem: "takes \(network.inputs) numbers and gives \(network.outputs); a network for the "
          + "digits, of \(inputs) and \(classes), was expected")
    }
    return [
      "images 1 to \(training.count), which mlp demo trains on: \(line(network, training))",
      "images \(training.count + 1) to \(training.count + heldOut.count), which it does not: "
        + line(network, heldOut),
    ]
  }

  private func line(_ network: NeuralNetwork, _ part: LabeledSamples) -> String {
    var report = EvaluationReport(classNames: part.classNames, head: network.head)
    report.add(logits: network.predict(part.samples).logits, labels: part.labels)
    return report.lines[0]
  }
}
