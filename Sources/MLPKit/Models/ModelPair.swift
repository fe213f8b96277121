package import Datasets
package import Files
package import Formats
import Networks
import Numerics
package import Reports

/// Two models that are to be compared, whatever kinds of file they are.
package struct ModelPair: Sendable {
  /// What a file that has weights and says nothing of the layers is compared as.
  private enum Reading: Sendable {
    /// A model that has the architecture of the other one.
    case borrowed
    /// Weights alone: activations are left out on both sides.
    case bare
  }

  /// The models, read as far as they can be.
  private let files: [ModelFile]
  /// Those of them that are no whole models.
  private let readings: [Int: Reading]
  /// The networks, where both can be run.
  private let networks: [RunnableModel]?
  /// How many numbers may be multiplied for the samples that are drawn, by each network.
  private static let affordable = 2_000_000_000

  /// Puts two files side by side.
  ///
  /// - Throws: `FileError` when one of them is damaged.
  package init(_ first: ModelFile, _ second: ModelFile) throws(FileError) {
    var files = [first, second]
    var readings: [Int: Reading] = [:]
    for (index, other) in [(0, files[1]), (1, files[0])] {
      guard let (file, reading) = Self.reading(files[index], beside: other) else { continue }
      (files[index], readings[index]) = (file, reading)
    }
    var networks: [RunnableModel] = []
    for file in files where file.obstacle == nil {
      do throws(FileError) {
        networks.append(try RunnableModel(file))
      } catch {
        // That it cannot be run does not keep its numbers from being compared.
        guard error.kind == .unsupported || error.object != nil else { throw error }
      }
    }
    self.files = files
    self.readings = readings
    self.networks = networks.count == 2 ? networks : nil
  }

  /// Reads weights that have no architecture once more, so that layers are paired as they belong together.
  ///
  /// - Returns: `nil` for a whole model, or when nothing helps.
  private static func reading(
    _ file: ModelFile, beside other: ModelFile
  ) -> (ModelFile, Reading)? {
    guard !file.tellsItsArchitecture, file.obstacle != nil, file.path != "-" else { return nil }
    if file.isKeras, other.isKeras, other.tellsItsArchitecture, other.path != "-",
      let hints = try? ArchitectureHints(architecture: other.path),
      let read = try? ModelFile.open(file.path, hints: hints)
    {
      return (read, .borrowed)
    }
    guard let hints = ArchitectureHints(activation: "linear", output: "linear"),
      let read = try? ModelFile.open(file.path, hints: hints), read.obstacle == nil
    else { return nil }
    return (read, .bare)
  }

  /// The first model, where both can be run: samples are read as it takes them.
  package var runnable: RunnableModel? { networks?.first }

  /// What was assumed or taken from elsewhere because a file does not say it: a sentence each.
  package var notes: [String] {
    files.enumerated().compactMap { index, file in
      switch readings[index] {
      case .borrowed: "\(file.path): has no architecture; that of the other file is taken"
      case .bare: "\(file.path): has weights and no activations; nothing but weights is compared"
      case nil: file.assumption.map { "\(file.path): \($0)" }
      }
    }
  }

  /// Compares the models layer by layer, and where both can be run by their answers: to the samples given, or
  /// else, unless they are equal anyway, to up to 1,000 from the ranges of the first one's inputs.
  ///
  /// - Parameters:
  ///   - tolerance: how far two numbers may differ, over the largest of 1 and their magnitudes.
  ///   - samples: what both are to be run on, and their file.
  /// - Throws: `FileError` when a tensor is damaged, or the models cannot both be run on the samples.
  package func comparison(
    tolerance: Double = 0, on samples: (Samples, file: String)? = nil
  ) throws(FileError) -> ModelComparison {
    var comparison: ModelComparison
    let isBare = readings.values.contains { if case .bare = $0 { true } else { false } }
    if let networks {
      let (mine, others) = (networks[0].network, networks[1].network)
      if isBare {
        comparison = ModelComparison(
          ComparedLayer.layers(of: mine).filter(\.holdsNumbers),
          ComparedLayer.layers(of: others).filter(\.holdsNumbers), tolerance: tolerance)
      } else {
        comparison = ModelComparison(mine, others, tolerance: tolerance)
        comparison.answers = answers(mine, others, comparison, samples)
      }
    } else {
      comparison = ModelComparison(
        try files[0].storedLayers(), try files[1].storedLayers(), tolerance: tolerance)
    }
    if let samples, comparison.answers == nil { throw refusal(of: samples, isBare) }
    comparison.isOfWeights = !readings.isEmpty
    return comparison
  }

  private func answers(
    _ mine: NeuralNetwork, _ others: NeuralNetwork, _ comparison: ModelComparison,
    _ samples: (Samples, file: String)?
  ) -> AnswerDifference? {
    if let (samples, file) = samples {
      return AnswerDifference(
        mine, others, count: samples.count, origin: "samples of \(file)", isAsked: true
      ) { samples.rows($0) }
    }
    // Equal networks give equal answers: there is nothing to be found out by running them.
    if comparison.verdict == .equal { return nil }
    let numbers = comparison.layers.flatMap(\.tensors).reduce(1) { $0 + $1.size }
    let drawn = mine.inputSpace.drawn(min(1000, max(50, Self.affordable / numbers)))
    return AnswerDifference(
      mine, others, count: drawn.rows, origin: "samples drawn from the range of the inputs"
    ) { drawn.rows($0) }
  }

  /// Why there are no answers to samples that were asked for.
  private func refusal(of samples: (Samples, file: String), _ isBare: Bool) -> FileError {
    for file in files {
      if let obstacle = file.obstacle {
        return FileError(.unsupported, file: file.path, problem: obstacle.description)
      }
    }
    for (index, file) in files.enumerated() where isBare && readings[index] != nil {
      return FileError(
        .unsupported, file: file.path,
        problem: "has no activations, so it gives no answers that could be compared")
    }
    let widths = networks.map { "\($0[0].network.inputs) and \($0[1].network.inputs)" } ?? ""
    return FileError(
      .badData, file: samples.file,
      problem:
        "has \(samples.0.features) features in each sample; the models take \(widths), or give "
        + "different numbers of outputs")
  }
}

extension ModelFile {
  /// The layers that have weights, as the file lists them.
  fileprivate func storedLayers() throws(FileError) -> [ComparedLayer] {
    var values: [String: [Double]] = [:]
    try forEachTensor { entry, numbers throws(FileError) in
      values[entry.path] = try numbers.all()
    }
    return inventory.layers.filter { !$0.tensors.isEmpty }.map { layer in
      ComparedLayer(
        name: layer.name, kind: layer.className + (layer.activation.map { " \($0)" } ?? ""),
        tensors: layer.tensors.map {
          ComparedLayer.Tensor(role: $0.role, shape: $0.shape, values: values[$0.path] ?? [])
        })
    }
  }
}

extension InputSpace {
  /// Samples drawn evenly from the ranges, the same every time.
  ///
  /// - Parameter count: how many.
  /// - Returns: `[count × inputs]`.
  fileprivate func drawn(_ count: Int) -> Matrix {
    var generator = RandomGenerator(seed: 0, stream: .probes)
    let ranges = features.map(\.range)
    return Matrix(
      rows: count, columns: ranges.count,
      values: (0..<count).flatMap { _ in
        ranges.map { $0.lowerBound + ($0.upperBound - $0.lowerBound) * generator.uniform() }
      })
  }
}
