import Networks
import Numerics

/// A network between straight lines: for every input of a box, what a unit gives lies between a line below
/// and a line above its pre-activation.
///
/// Interval bounds first, then CROWN (Zhang, Weng, Chen, Hsieh and Daniel 2018): the lines are carried
/// backwards from each unit to the inputs, where a box is easy. Which of two sound lines each unit
/// contributes is optimized (α-CROWN, Xu et al. 2021), which comes as near as a linear program.
struct NetworkRelaxation {
  /// A layer, prepared.
  enum Stage {
    /// Weights, bias, and the magnitudes of the weights.
    case dense(weights: Matrix, bias: [Double], magnitudes: Matrix)
    /// One factor and one summand for each feature.
    case scaled(scale: [Double], shift: [Double])
    /// One relaxation for each unit.
    case bent([UnitRelaxation])
  }

  /// The stages, input first.
  var stages: [Stage] = []
  /// What the inputs of each stage surely lie in.
  var intervals: [[ClosedRange<Double>]]

  /// Relaxes a network on a box.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - box: what the inputs lie in, `[inputs]`.
  ///   - rounds: how often the lines are improved while the units' intervals are sought.
  /// - Throws: ``InversionError`` that names the layer which cannot be bounded.
  init(
    _ network: NeuralNetwork, box: Box, rounds: Int
  ) throws(InversionError) {
    intervals = [(0..<network.inputs).map { box[$0] }]
    for layer in network.layersToLogits {
      guard let current = intervals.last else { continue }
      let next: [ClosedRange<Double>]
      switch layer {
      case .dense(let dense):
        var magnitudes = dense.weights
        magnitudes.mapInPlace { abs($0) }
        let bias = dense.bias ?? [Double](repeating: 0, count: dense.units)
        stages.append(.dense(weights: dense.weights, bias: bias, magnitudes: magnitudes))
        // Straight behind the input, the last linear bound is exact: nothing to improve.
        let isFirst = !stages.contains { if case .bent = $0 { true } else { false } }
        next = unitIntervals(dense.units, rounds: isFirst ? 1 : max(rounds, 1))
      case .affine(let affine):
        stages.append(.scaled(scale: affine.scale, shift: affine.shift))
        next = zip(current, zip(affine.scale, affine.shift)).map { range, line in
          let ends = [range.lowerBound, range.upperBound].map { $0 * line.0 + line.1 }
          let slack = 4 * Double.ulpOfOne * (abs(ends[0]) + abs(ends[1]) + abs(line.1))
          return min(ends[0], ends[1]) - slack...max(ends[0], ends[1]) + slack
        }
      case .activation(let activation):
        var units: [UnitRelaxation] = []
        for (unit, interval) in current.enumerated() {
          guard let curve = ScalarCurve(activation.activation, unit: unit) else {
            throw InversionError(
              .unsupported, layer: activation.name,
              problem: "\(activation.activation) mixes units: no bounds are known for it")
          }
          units.append(UnitRelaxation(curve, on: interval))
        }
        stages.append(.bent(units))
        next = units.map(\.range)
      case .layerNormalization(let layer):
        throw InversionError(
          .unsupported, layer: layer.name,
          problem: "is a \(layer.className): no bounds are known for it")
      }
      guard next.allSatisfy({ $0.lowerBound.isFinite && $0.upperBound.isFinite }) else {
        throw InversionError(.badData, layer: layer.name, problem: "its values overflow")
      }
      intervals.append(next)
    }
  }

  /// The intervals of the units of the last stage: its own bounds, cut with what intervals alone give.
  func unitIntervals(_ units: Int, rounds: Int) -> [ClosedRange<Double>] {
    guard let current = intervals.last,
      case .dense(let weights, let bias, let magnitudes)? = stages.last
    else { return [] }
    var signs = Matrix(rows: 2 * units, columns: units)
    for unit in 0..<units {
      signs[unit, unit] = 1
      signs[units + unit, unit] = -1
    }
    let upper = supports(signs, rounds: rounds).map(\.bound)
    let middle = Matrix(
      rows: 1, columns: current.count, values: current.map { ($0.lowerBound + $0.upperBound) / 2 })
    let radius = Matrix(
      rows: 1, columns: current.count, values: current.map { ($0.upperBound - $0.lowerBound) / 2 })
    let center = middle.multiplied(by: weights)
    let spread = radius.multiplied(by: magnitudes)
    return (0..<units).map { unit in
      let value = center[0, unit] + bias[unit]
      let slack =
        Double(current.count + 8) * Double.ulpOfOne
        * (spread[0, unit] + abs(value) + abs(bias[unit]) + abs(center[0, unit]))
      let high = min(upper[unit], value + spread[0, unit] + 4 * slack)
      let low = max(-upper[units + unit], value - spread[0, unit] - 4 * slack)
      // Rounding may cross the ends of an interval that is a point.
      return min(low, high)...max(low, high)
    }
  }
}
