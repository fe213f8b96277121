package import Files
package import Formats
import Networks
package import Numerics
package import Reports

extension ModelFile {
  /// Compares the model with another one, layer by layer, whatever kinds of file they are, and by their answers
  /// where both can be run.
  ///
  /// - Parameters:
  ///   - other: the other model.
  ///   - tolerance: how far two numbers may differ, over the largest of 1 and their magnitudes.
  ///   - samples: what both are run on; when `nil`, 1,000 samples drawn evenly from the first one's input range.
  /// - Throws: `FileError` when a tensor is damaged.
  package func comparison(
    with other: ModelFile, tolerance: Double = 0, samples: ComparisonSamples? = nil
  ) throws(FileError) -> ModelComparison {
    if let mine = try runnableNetwork(), let others = try other.runnableNetwork() {
      var comparison = ModelComparison(mine, others, tolerance: tolerance)
      let samples = samples ?? ComparisonSamples(drawnFor: mine)
      comparison.answers = AnswerDifference(
        mine, others, on: samples.values, origin: samples.origin)
      return comparison
    }
    return ModelComparison(
      try storedLayers(), try other.storedLayers(), tolerance: tolerance)
  }

  /// The network; `nil` when it cannot be run, which does not keep its numbers from being compared.
  private func runnableNetwork() throws(FileError) -> NeuralNetwork? {
    guard obstacle == nil else { return nil }
    do throws(FileError) {
      return try network()
    } catch {
      guard error.kind == .unsupported || error.object != nil else { throw error }
      return nil
    }
  }

  /// The layers that have weights, as the file lists them.
  private func storedLayers() throws(FileError) -> [ComparedLayer] {
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

/// What two networks are run on to see how far their answers are apart.
package struct ComparisonSamples: Sendable {
  /// `[samples × inputs]`.
  package let values: Matrix
  /// Where they come from, in a few words.
  package let origin: String

  /// Samples of the caller's.
  package init(values: Matrix, origin: String) {
    self.values = values
    self.origin = origin
  }

  /// 1,000 samples drawn evenly from the input range of a network, the same every time.
  init(drawnFor network: NeuralNetwork) {
    let range = network.inputRange ?? -1...1
    let width = range.upperBound - range.lowerBound
    var generator = RandomGenerator(seed: 0, stream: .probes)
    let count = 1000
    values = Matrix(
      rows: count, columns: network.inputs,
      values: (0..<count * network.inputs).map { _ in
        range.lowerBound + width * generator.uniform()
      })
    origin = "samples drawn from the range of the inputs"
  }
}
