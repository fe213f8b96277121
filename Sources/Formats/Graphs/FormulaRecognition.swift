import Networks
import Numerics

/// Recognizes a formula as an activation.
///
/// Exporters spell activations in many ways: ELU, GELU or hard shrinkage as half a dozen operators in any
/// order. Two formulas are taken for the same function when they agree at a few hundred places: small and
/// large, on both sides, and close to every constant of the formula, where it may have a kink. Nothing is
/// taken for the nearest thing: what agrees with no activation is refused.
struct FormulaRecognition {
  /// How far two values of the same function may be apart, relative to the larger of 1 and their size:
  /// what float32 constants leave.
  private static let tolerance = 2e-6
  private static let widest = 4096

  private let formula: GraphFormula?

  /// A formula of some steps; see ``GraphFormula``.
  init(_ graph: ChainGraph, nodes: [Int], input: Int) {
    formula = GraphFormula(graph, nodes: nodes, input: input)
  }

  /// What a formula is.
  struct Found {
    /// The layers, whose names are to be set; none when it changes nothing.
    var layers: [NetworkLayer]
    /// What the outputs are for, when the formula is the last of a classifier.
    var task: OutputTask?
  }

  /// The layers that the formula is.
  ///
  /// - Returns: `nil` when it is none that is known.
  func layers() -> Found? {
    guard let formula, formula.inputs <= Self.widest else { return nil }
    if formula.isUniform { return uniform(formula) }
    if formula.isElementwise { return featureByFeature(formula) }
    return overRows(formula)
  }

  // MARK: Number by number

  private func probes(_ formula: GraphFormula) -> [Double] {
    var places: [Double] = [0]
    var size = 1e-4
    while size < 80 {
      places += [size, -size]
      size *= 1.37
    }
    for parameter in formula.parameters where abs(parameter) < 1e4 {
      for step in [1e-3, 0.017, 0.4] { places += [parameter - step, parameter + step] }
    }
    return places
  }

  private func uniform(_ formula: GraphFormula) -> Found? {
    let places = probes(formula)
    guard let values = formula.values(column(places)) else { return nil }
    let wanted = values.values
    func slope() -> Double? {
      formula.values(column([-1])).map { Self.shortest(-$0.values[0]) }
    }
    if agree(wanted, places) { return Found(layers: []) }
    let candidates = candidates(formula, below: slope()).map { activation in
      (activation: activation, values: activation.function.map { places.map($0.value) } ?? [])
    }
    if let same = candidates.first(where: { agree(wanted, $0.values) }) {
      return Found(layers: [layer(same.activation)])
    }
    for candidate in candidates {
      // The same, stretched and moved: two places tell by how much.
      let own = candidate.values
      guard let other = own.firstIndex(where: { abs($0 - own[0]) > 0.1 }) else { continue }
      let scale = (wanted[other] - wanted[0]) / (own[other] - own[0])
      let shift = wanted[0] - scale * own[0]
      guard scale.isFinite, scale != 0, agree(wanted, own.map { scale * $0 + shift }) else {
        continue
      }
      let width = formula.outputs
      return Found(layers: [
        layer(candidate.activation),
        .affine(
          AffineLayer(
            name: "", className: "Mul", scale: [Double](repeating: scale, count: width),
            shift: [Double](repeating: shift, count: width))),
      ])
    }
    if let scaled = affine(wanted, places, width: formula.outputs) {
      return Found(layers: [scaled])
    }
    return movedThreshold(formula, wanted, places)
  }

  /// `scale · x + shift`, the same for all features.
  private func affine(_ wanted: [Double], _ places: [Double], width: Int) -> NetworkLayer? {
    guard let one = places.firstIndex(where: { $0 > 0.9 }) else { return nil }
    let shift = wanted[0]
    let scale = (wanted[one] - shift) / places[one]
    guard agree(wanted, places.map { scale * $0 + shift }) else { return nil }
    return .affine(
      AffineLayer(
        name: "", className: "Mul", scale: [Double](repeating: scale, count: width),
        shift: [Double](repeating: shift, count: width)))
  }

  /// PyTorch's Threshold: x above a threshold, otherwise some number.
  private func movedThreshold(
    _ formula: GraphFormula, _ wanted: [Double], _ places: [Double]
  ) -> Found? {
    for threshold in formula.parameters {
      for other in formula.parameters + [0] {
        guard agree(wanted, places.map { $0 > threshold ? $0 : other }) else { continue }
        func move(_ shift: Double) -> NetworkLayer {
          let width = formula.outputs
          return .affine(
            AffineLayer(
              name: "", className: "Add", scale: [Double](repeating: 1, count: width),
              shift: [Double](repeating: shift, count: width)))
        }
        return Found(layers: [
          move(-other), layer(.thresholdedReLU(theta: threshold - other)), move(other),
        ])
      }
    }
    return nil
  }

  private func candidates(_ formula: GraphFormula, below slope: Double?) -> [Activation] {
    var list: [Activation] = [
      .relu(), .sigmoid, .tanh, .silu, .gelu(approximate: false), .gelu(approximate: true), .mish,
      .softplus, .softsign, .elu(alpha: 1), .selu, .exponential, .logSigmoid, .tanhShrink,
      .hardSilu, .hardSigmoid(slope: 1.0 / 6), .hardSigmoid(slope: 0.2), .hardTanh,
      .relu(maximum: 6), .sparsePlus, .sparseSigmoid, .squareplus(b: 4), .celu(alpha: 1),
    ]
    if let slope, slope != 0 { list.append(.leakyReLU(slope: slope)) }
    for parameter in formula.parameters {
      if parameter >= 0 {
        list += [.hardShrink(threshold: parameter), .softShrink(threshold: parameter)]
      }
      if parameter > 0 {
        list += [.celu(alpha: parameter), .squareplus(b: parameter)]
        list += [.squareplus(b: 4 * parameter), .squareplus(b: 2 * parameter)]
        list.append(.hardSigmoid(slope: parameter))
      }
      list += [.thresholdedReLU(theta: parameter), .elu(alpha: parameter)]
    }
    let thresholds = [0] + formula.parameters
    for threshold in thresholds {
      let value = formula.values(column([threshold - 1]))?.values[0] ?? 0
      let below = Self.shortest(-value)
      for maximum in [nil] + formula.parameters.filter({ $0 > 0 }).map(Optional.some) {
        list.append(.relu(negativeSlope: below, maximum: maximum, threshold: threshold))
      }
    }
    return list
  }

  /// PReLU, whose slope differs from feature to feature.
  private func featureByFeature(_ formula: GraphFormula) -> Found? {
    let places = probes(formula)
    let samples = Matrix(
      rows: places.count, columns: formula.inputs,
      values: places.flatMap { [Double](repeating: $0, count: formula.inputs) })
    let below = Matrix(rows: 1, columns: formula.inputs, repeating: -1)
    guard let values = formula.values(samples), let slopes = formula.values(below) else {
      return nil
    }
    let activation = Activation.parametricReLU(slopes: slopes.values.map { -$0 })
    guard agree(values.values, activation.applied(to: samples).values) else { return nil }
    return Found(layers: [layer(activation)])
  }

  // MARK: Over whole samples

  private func overRows(_ formula: GraphFormula) -> Found? {
    var state: UInt64 = 7
    func samples(_ rows: Int) -> Matrix {
      Matrix(
        rows: rows, columns: formula.inputs,
        values: (0..<(rows * formula.inputs)).map { index in
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          let size = [0.3, 1, 4, 12][index / formula.inputs % 4]
          return (Double(state >> 11) / Double(1 << 53) * 2 - 1) * size
        })
    }
    let places = samples(24)
    guard let values = formula.values(places) else { return nil }
    for activation in [Activation.softmax, .logSoftmax, .sparsemax, .glu] {
      guard activation.outputs(forInputs: formula.inputs) == formula.outputs else { continue }
      if agree(values.values, activation.applied(to: places).values) {
        return Found(layers: [layer(activation)])
      }
    }
    guard formula.outputs == formula.inputs else { return nil }
    var shares = Activation.sigmoid.applied(to: places)
    shares.mapRowsInPlace { row in
      let sum = row.reduce(0, +)
      for index in row.indices { row[index] /= sum }
    }
    if agree(values.values, shares.values) {
      return Found(layers: [layer(.sigmoid)], task: .oneVsRest)
    }
    return normalization(formula, places, values)
  }

  /// LayerNormalization and RMSNormalization: factors and summands follow from two samples, the others judge.
  private func normalization(
    _ formula: GraphFormula, _ places: Matrix, _ values: Matrix
  ) -> Found? {
    let width = formula.inputs
    let statistics: [LayerNormalizationLayer.Statistic] = [.standard, .rootMeanSquare]
    let candidates = formula.parameters.filter { $0 > 0 && $0 < 1 }
    for (statistic, epsilon) in statistics.flatMap({ s in candidates.map { (s, $0) } }) {
      // The graph has the epsilon in 32 bits; with it the factors come out as they were before rounding.
      let plain = LayerNormalizationLayer(
        name: "", statistic: statistic, gamma: nil, beta: nil, epsilon: Double(Float(epsilon)),
        width: width)
      let normal = NetworkLayer.layerNormalization(plain).applied(to: places)
      var gamma: [Double] = []
      var beta: [Double] = []
      for column in 0..<width {
        // The two samples in which the feature differs most.
        let order = (0..<places.rows).sorted { normal[$0, column] < normal[$1, column] }
        let (low, high) = (order[0], order[order.count - 1])
        let distance = normal[high, column] - normal[low, column]
        let factor =
          distance > 1e-6 ? (values[high, column] - values[low, column]) / distance : 1
        gamma.append(Self.single(factor))
        beta.append(Self.single(values[low, column] - factor * normal[low, column]))
      }
      let layer = LayerNormalizationLayer(
        name: "", statistic: statistic, gamma: gamma.allSatisfy { $0 == 1 } ? nil : gamma,
        beta: beta.allSatisfy { $0 == 0 } ? nil : beta, epsilon: epsilon, width: width)
      let own = NetworkLayer.layerNormalization(layer).applied(to: places)
      if agree(values.values, own.values) { return Found(layers: [.layerNormalization(layer)]) }
    }
    return nil
  }

  /// The float32 number that a value was before rounding, when it is as good as one.
  private static func single(_ value: Double) -> Double {
    let rounded = Double(Float(value))
    if abs(value) < 1e-11 { return 0 }
    return abs(rounded - value) <= 1e-11 * max(1, abs(value)) ? rounded : value
  }

  /// The number of fewest digits that is the same float32: what was meant by a parameter.
  private static func shortest(_ value: Double) -> Double {
    let single = Float(value)
    guard abs(Double(single) - value) <= 1e-12 * max(1, abs(value)) else { return value }
    return Double(shortest: single)
  }

  private func layer(_ activation: Activation) -> NetworkLayer {
    .activation(ActivationLayer(name: "", activation: activation))
  }

  private func column(_ values: [Double]) -> Matrix {
    Matrix(rows: values.count, columns: 1, values: values)
  }

  private func agree(_ first: [Double], _ second: [Double]) -> Bool {
    zip(first, second).allSatisfy { pair in
      abs(pair.0 - pair.1) <= Self.tolerance * max(1, abs(pair.0), abs(pair.1))
    }
  }
}
