package import Datasets
package import Inversion
package import Networks

extension ImagePrior {
  /// What samples tell about real inputs, some at a time: bytes stay bytes but for those.
  ///
  /// - Throws: `InversionError` when they do not fit the network, or tell nothing.
  package init(of samples: Samples, for network: NeuralNetwork) throws(InversionError) {
    var builder = try ImagePriorBuilder(
      network: network, count: samples.count, features: samples.features)
    // Blocks of about 8 MB.
    let blockRows = max(1, min(1024, (1 << 20) / samples.features))
    for start in stride(from: 0, to: samples.count, by: blockRows) {
      builder.add(samples.rows(start..<min(start + blockRows, samples.count)))
    }
    self = try builder.finish()
  }
}
