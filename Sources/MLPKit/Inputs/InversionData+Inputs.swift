import Datasets
package import Files
package import Networks

extension InversionData {
  /// What the rows that tell what is likely say of a network's inputs, below what the model says.
  ///
  /// - Parameter network: the network.
  /// - Returns: `nil` when there are none, or they are pictures.
  /// - Throws: `FileError` when their names do not go with the network's inputs.
  package func inputs(of network: NeuralNetwork) throws(FileError) -> InputSpace? {
    guard let priorImages, !network.inputSpace.isPicture,
      priorImages.isTable || !priorImages.areBytes, priorImages.features == network.inputs
    else { return nil }
    do throws(InputSpaceError) {
      return try network.inputSpace.adding(ColumnSummary(priorImages))
    } catch {
      throw FileError(.badData, file: files.priorImages ?? "-", problem: error.description)
    }
  }
}
