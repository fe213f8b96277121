package import Files
package import Formats
import Networks
import Numerics
package import Reports

extension ModelFile {
  /// Compares the model with another one, layer by layer, whatever kinds of file they are, and where both can
  /// be run by their answers to 1,000 samples from the ranges of the first one's inputs.
  ///
  /// - Parameters:
  ///   - other: the other model.
  ///   - tolerance: how far two numbers may differ, over the largest of 1 and their magnitudes.
  /// - Throws: `FileError` when a tensor is damaged.
  package func comparison(
    with other: ModelFile, tolerance: Double = 0
  ) throws(FileError) -> ModelComparison {
    if let mine = try runnableNetwork(), let others = try other.runnableNetwork() {
      var comparison = ModelComparison(mine, others, tolerance: tolerance)
      comparison.answers = AnswerDifference(
        mine, others, on: mine.inputSpace.drawn(1000),
        origin: "samples drawn from the range of the inputs")
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
