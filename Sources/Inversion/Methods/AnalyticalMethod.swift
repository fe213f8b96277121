import LinearAlgebra
public import Networks
import Numerics

/// The paper's analytical method (sections 2.2.2, 2.2.3): from the wanted logits backwards, each
/// layer's bias subtracted, times the Moore-Penrose inverse of its weights, through the inverse of the
/// activation before it.
///
/// Exact whenever every weight matrix has full column rank and every activation reaches all values.
public struct AnalyticalMethod: InversionMethod {
  /// `analytical`.
  public let name = "analytical"
  /// `analytic`, as the paper's code has it.
  public let otherNames = ["analytic"]
  /// One line for a listing.
  public let summary = "layer by layer backwards through Moore-Penrose inverses (paper 2.2)"

  /// It does.
  public let usesInverseMatrices = true
  /// Nothing.
  public let needs = "an inverse for every activation"
  /// It is one of the paper's.
  public let isDefault = true
  /// What the way back depends on; the precision has a name of its own there.
  public let parameters: [InversionParameter] = [.ignoreBias, .cutoff, .branch]

  /// Creates the method.
  public init() {}

  /// It always is.
  public func isRepeatable(for request: InversionRequest, on network: NeuralNetwork) -> Bool {
    true
  }

  /// The factorization's rounding, as the layers amplify it.
  public func repetitionTolerance(_ layers: [LayerInverse]) -> Double {
    min(1e-6, layers.reduce(1e-13) { $0 * max(1, $1.pseudoInverse.conditionNumber) })
  }

  /// Why the method does not apply: an activation that has no inverse.
  public func obstacle(for network: NeuralNetwork) -> InversionError? {
    obstacle(for: network.outline)
  }

  /// Why the method does not apply to a network whose weights are not at hand.
  package func obstacle(for outline: NetworkOutline) -> InversionError? {
    for step in outline.stepsToLogits {
      switch step {
      case .dense, .other(.dense), .other(.affine): continue
      case .other(.activation(let activation)):
        guard let reason = activation.activation.inverseObstacle else { continue }
        return InversionError(
          .unsupported, layer: activation.name,
          problem: "\(activation.activation) has no inverse: \(reason)")
      case .other(.layerNormalization(let layer)):
        return InversionError(
          .unsupported, layer: layer.name,
          problem:
            "is a \(layer.className): it loses what it was given, so it has no inverse")
      }
    }
    return nil
  }

  /// Inverts all targets at once.
  public func solve(_ request: MethodRequest) -> MethodSolutions {
    let options = request.options
    let inverses = request.inverses.map(\.pseudoInverse.matrix)
    let filtered = request.filter.map { $0.applied(to: inverses) } ?? inverses
    let chain = walk(request, filtered, ignoresBias: options.ignoresBias)
    var solutions: [InverseSolution] = []
    for row in 0..<chain.inputs.rows {
      solutions.append(
        InverseSolution(
          target: row, input: Array(chain.inputs.row(row)), adjustments: chain.adjustments[row]))
      solutions[row].layerResiduals = chain.residuals[row].reversed()
    }
    if let filter = request.filter, filter.scope == .result {
      for index in solutions.indices {
        let row = solutions[index].input
        solutions[index].input =
          filter.applied(to: Matrix(rows: 1, columns: row.count, values: row)).values
      }
    }
    if request.filter == nil || request.filter?.scope == .result {
      PaperPicture.scaleTogether(&solutions, as: options.byteConversion)
    } else {
      // The paper's code keeps the scale of the unfiltered image without bias, class by class.
      let reference = walk(request, inverses, ignoresBias: true).inputs
      PaperPicture.scale(&solutions, each: reference, as: options.byteConversion)
    }
    return MethodSolutions(
      method: name, filter: request.filter?.description,
      parameters: [
        InversionParameter.ignoreBias.value(in: options),
        .init("precision", options.precision == .double ? "float64" : "float32"),
        InversionParameter.cutoff.value(in: options), InversionParameter.branch.value(in: options),
      ],
      solutions: solutions)
  }

  private func walk(
    _ request: MethodRequest, _ inverses: [Matrix], ignoresBias: Bool
  ) -> (inputs: Matrix, adjustments: [[ActivationAdjustment]], residuals: [[Double]]) {
    var values = request.targets.logits
    var residuals = [[Double]](repeating: [], count: values.rows)
    var adjustments = [[ActivationAdjustment]](repeating: [], count: values.rows)
    var remaining = inverses[...]
    for layer in request.network.layersToLogits.reversed() {
      switch layer {
      case .dense(let dense):
        if let bias = dense.bias, !ignoresBias { values.subtractFromRows(bias) }
        guard let inverse = remaining.popLast() else { continue }
        let wanted = values
        values = values.multiplied(by: inverse)
        let reached = values.multiplied(by: dense.weights)
        for row in 0..<values.rows {
          residuals[row].append(
            zip(wanted.row(row), reached.row(row)).map { $0 - $1 }.euclideanNorm)
        }
      case .activation(let activation):
        invert(activation, request.options.branch, &values, &adjustments)
      case .affine(let affine):
        invert(affine, &values, &adjustments)
      case .layerNormalization: preconditionFailure("an obstacle was overlooked")
      }
    }
    return (values, adjustments, residuals)
  }

  private func invert(
    _ layer: ActivationLayer, _ branch: Activation.Branch, _ values: inout Matrix,
    _ adjustments: inout [[ActivationAdjustment]]
  ) {
    for row in 0..<values.rows {
      let wanted = Array(values.row(row))
      guard let preimage = layer.activation.preimage(of: wanted, branch: branch) else { continue }
      for (column, value) in preimage.values.enumerated() { values[row, column] = value }
      guard preimage.clippedCount + preimage.ambiguousCount > 0 else { continue }
      adjustments[row].append(
        ActivationAdjustment(
          layer: layer.name, activation: layer.activation.description,
          clippedCount: preimage.clippedCount, largestClip: preimage.largestClip,
          ambiguousCount: preimage.ambiguousCount, intervalCount: preimage.intervalCount))
    }
  }

  /// A feature whose scale is 0 gives the same output for every input: 0 is as good as any.
  private func invert(
    _ layer: AffineLayer, _ values: inout Matrix, _ adjustments: inout [[ActivationAdjustment]]
  ) {
    let dead = layer.scale.count { $0 == 0 }
    for row in 0..<values.rows {
      var largest = 0.0
      for column in 0..<values.columns {
        let difference = values[row, column] - layer.shift[column]
        if layer.scale[column] == 0 { largest = max(largest, abs(difference)) }
        values[row, column] = layer.scale[column] == 0 ? 0 : difference / layer.scale[column]
      }
      guard dead > 0 else { continue }
      adjustments[row].append(
        ActivationAdjustment(
          layer: layer.name, activation: layer.className, clippedCount: dead, largestClip: largest,
          ambiguousCount: dead, intervalCount: dead))
    }
  }
}
