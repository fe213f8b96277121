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
    let all = try DatasetReader.labeledSamples(images: images, labels: labels)
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
  /// - Throws: as ``TrainingSession/run(checkpoint:console:)``.
  func train(
    _ preset: TrainingPreset, path: String, console: Console
  ) throws -> (bytes: [UInt8], summary: String) {
    var session = try TrainingSession(
      TrainingRecipe(preset), on: try TrainingSet(training, samplesFile: images), flags: nil)
    try session.run(checkpoint: nil, console: console)
    let trained = try session.model()
    let encoding = try ModelFileKind.keras(.model).encode(
      trained.network, provenance: trained.provenance, path: path)
    return (encoding.bytes, trained.summary)
  }

  /// How well a network knows both parts of the images, a line each.
  ///
  /// - Throws: `FileError` when the network is not one for these images.
  func accuracy(of model: RunnableModel) throws -> [String] {
    let network = model.network
    let (inputs, classes) = (training.samples.features, training.classNames.count)
    guard network.inputs == inputs, network.outputs == classes else {
      throw FileError(
        .badData, file: model.path,
        problem: "takes \(network.inputs) numbers and gives \(network.outputs); a network for the "
          + "digits, of \(inputs) and \(classes), was expected")
    }
    return [
      "images 1 to \(training.count), which mlp demo trains on: \(try line(model, training))",
      "images \(training.count + 1) to \(training.count + heldOut.count), which it does not: "
        + (try line(model, heldOut)),
    ]
  }

  private func line(_ model: RunnableModel, _ part: LabeledSamples) throws -> String {
    try model.evaluate(part, of: images, head: model.network.head).report.lines[0]
  }
}
