import MLPKit

/// One method, with the choices it runs with.
struct InversionJob {
  /// The method.
  let method: any InversionMethod
  /// A filter for its inverse matrices or its solutions.
  var filter: PercentileFilter?
  /// Choices of its own.
  var options: InversionOptions?
  /// The number of the paper's figure that it draws.
  var figure: String?

  /// The paper's figures 3.1 to 3.5, as its code draws them.
  ///
  /// Of a single layer: the empirical method, the analytical one without biases (section 2.2.2), and its
  /// two filters, where the code does take the biases into account. Of more layers: both methods, which
  /// carry the number 3.5 both.
  static func paperFigures(of network: NeuralNetwork, options: InversionOptions) -> [InversionJob] {
    let empirical = EmpiricalMethod()
    let analytical = AnalyticalMethod()
    let isSingle = network.layersToLogits.count { if case .dense = $0 { true } else { false } } == 1
    guard isSingle else {
      return [
        InversionJob(method: empirical, figure: "3.5-empirical"),
        InversionJob(method: analytical, figure: "3.5-analytical"),
      ]
    }
    var unbiased = options
    unbiased.ignoresBias = true
    return [
      InversionJob(method: empirical, figure: "3.1"),
      InversionJob(method: analytical, options: unbiased, figure: "3.2"),
      InversionJob(
        method: analytical, filter: PercentileFilter(.topAndBottom, fraction: 0.05), figure: "3.3"),
      InversionJob(
        method: analytical, filter: PercentileFilter(.middle, fraction: 0.2), figure: "3.4"),
    ]
  }
}
