package import Datasets
package import Files
package import Networks
import Numerics
package import Reports

extension RunnableModel {
  /// Whether the model predicts numbers and no classes: it says so, or has one output and no sigmoid.
  ///
  /// - Parameter asked: what the outputs are to be read as.
  package func isRegressor(asked: OutputHead?) -> Bool {
    if let task = network.task { return task == .regression }
    return network.outputs == 1 && head(asked: asked) == .linear
  }

  /// Compares the outputs with wanted numbers.
  ///
  /// - Parameters:
  ///   - samples: the samples.
  ///   - samplesFile: where they come from, for errors.
  ///   - wanted: the numbers, a row for each sample.
  ///   - file: where these come from, for errors.
  ///   - names: what the outputs are called; their numbers when `nil`.
  /// - Throws: `FileError` of kind `badData` when samples or numbers do not fit the network.
  package func compare(
    _ samples: Samples, of samplesFile: String, with wanted: DataArray, of file: String,
    names: [String]? = nil
  ) throws(FileError) -> RegressionReport {
    let values = wanted.doubles
    guard
      wanted.shape == [samples.count, network.outputs]
        || wanted.shape == [samples.count] && network.outputs == 1,
      values.allSatisfy(\.isFinite)
    else {
      throw FileError(
        .badData, file: file,
        problem: "has numbers of the shape \(wanted.shape); \(network.outputs) finite "
          + "\(network.outputs == 1 ? "number" : "numbers") for each of \(samples.count) samples were "
          + "expected")
    }
    let outputs = try prediction(for: samples, of: samplesFile).outputs
    return RegressionReport(
      outputs: outputs,
      wanted: Matrix(rows: samples.count, columns: network.outputs, values: values), names: names)
  }
}
