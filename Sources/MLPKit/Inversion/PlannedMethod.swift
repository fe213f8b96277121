package import Inversion
package import Networks

/// One method that is to run, with the choices it runs with.
package struct PlannedMethod: Sendable {
  /// The method.
  package let method: any InversionMethod
  /// A filter for its inverse matrices or its solutions.
  package var filter: PercentileFilter?
  /// Choices of its own.
  package var options: InversionOptions?
  /// The number of the paper's figure that it draws.
  package var figure: String?

  /// The methods that a request comes to for a network.
  ///
  /// One that was asked for and does not apply is an error; of the rest those that do not apply are
  /// left out, with the reason.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - request: what is asked for.
  ///   - targets: how many targets there are.
  ///   - note: receives the reasons.
  /// - Throws: `InversionError` that names the layer in the way.
  package static func all(
    for network: NeuralNetwork, _ request: InversionRequest, targets: Int,
    note: (String) -> Void = { _ in }
  ) throws(InversionError) -> [PlannedMethod] {
    if request.preset == .paper {
      let planned = paperFigures(of: network, options: request.options)
      for one in planned {
        if let obstacle = one.method.obstacle(for: network) { throw obstacle }
      }
      return planned
    }
    let methods = try methods(for: network, request.methods, targets: targets, note: note)
    guard request.filters.isEmpty || methods.contains(where: \.usesInverseMatrices) else {
      throw InversionError(
        .badRequest, problem: "--filter: no method that runs uses inverse matrices; analytical does"
      )
    }
    return methods.flatMap { method in
      let filters: [PercentileFilter?] =
        [nil] + (method.usesInverseMatrices ? request.completeFilters : [])
      return filters.map { PlannedMethod(method: method, filter: $0) }
    }
  }

  private static func methods(
    for network: NeuralNetwork, _ asked: [any InversionMethod], targets: Int,
    note: (String) -> Void
  ) throws(InversionError) -> [any InversionMethod] {
    if !asked.isEmpty {
      for method in asked {
        if let obstacle = method.obstacle(for: network) { throw obstacle }
      }
      return asked
    }
    return InversionMethods.defaults.filter { method in
      if method.isIterative, cost(of: network, targets) > largestCost {
        note(
          "method \(method.name) would take long for a network of this size; "
            + "--method \(method.name) asks for it")
        return false
      }
      guard let obstacle = method.obstacle(for: network) else { return true }
      note("method \(method.name) does not apply: \(obstacle)")
      return false
    }
  }

  /// The paper's figures 3.1 to 3.5, as its code draws them.
  ///
  /// Of a single layer: the empirical method, the analytical one without biases (section 2.2.2), and its
  /// two filters, where the code does take the biases into account. Of more layers: both methods, which
  /// carry the number 3.5 both.
  private static func paperFigures(
    of network: NeuralNetwork, options: InversionOptions
  ) -> [PlannedMethod] {
    let empirical = EmpiricalMethod()
    let analytical = AnalyticalMethod()
    let isSingle = network.layersToLogits.count { if case .dense = $0 { true } else { false } } == 1
    guard isSingle else {
      return [
        PlannedMethod(method: empirical, figure: "3.5-empirical"),
        PlannedMethod(method: analytical, figure: "3.5-analytical"),
      ]
    }
    var unbiased = options
    unbiased.ignoresBias = true
    return [
      PlannedMethod(method: empirical, figure: "3.1"),
      PlannedMethod(method: analytical, options: unbiased, figure: "3.2"),
      PlannedMethod(
        method: analytical, filter: PercentileFilter(.topAndBottom, fraction: 0.05), figure: "3.3"),
      PlannedMethod(
        method: analytical, filter: PercentileFilter(.middle, fraction: 0.2), figure: "3.4"),
    ]
  }

  /// About a minute of searching; the paper's networks cost a thousandth of it.
  private static let largestCost = 3e8

  /// Multiplications of one step of a search, for all targets.
  private static func cost(of network: NeuralNetwork, _ targets: Int) -> Double {
    var weights = 0.0
    for case .dense(let layer) in network.layersToLogits {
      weights += Double(layer.weights.values.count)
    }
    let projection = Double(network.inputs) * Double(network.outputs) * Double(network.outputs)
    return (weights + projection) * Double(targets)
  }
}
