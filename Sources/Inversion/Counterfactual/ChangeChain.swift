import Networks
import Numerics

/// A network as a function of the change of a row: affine maps with bends between them.
///
/// Scalers, normalizations and neighboring dense layers are folded into one map, whose rounding is kept.
struct ChangeChain: Sendable {
  /// `x · weights + bias`.
  struct Map: Sendable {
    /// `[before × units]`.
    var weights: Matrix
    /// `[units]`.
    var bias: [Double]
    /// What was summed up to a bias, as magnitudes: rounding is in proportion to it.
    var sizes: [Double]

    /// This map, then another one.
    func followed(by weights: Matrix, bias added: [Double]?) -> Map {
      var magnitudes = weights
      magnitudes.mapInPlace { abs($0) }
      var bias = weights.multiplied(onLeftBy: self.bias)
      var sizes = magnitudes.multiplied(onLeftBy: self.sizes)
      for (unit, value) in (added ?? []).enumerated() {
        bias[unit] += value
        sizes[unit] += abs(value)
      }
      return Map(weights: self.weights.multiplied(by: weights), bias: bias, sizes: sizes)
    }

    /// This map, then a factor and a summand for each unit.
    func followed(by scale: [Double], shift: [Double]) -> Map {
      var result = self
      result.weights.mapColumnsInPlace { value, unit in value * scale[unit] }
      for unit in bias.indices {
        result.bias[unit] = bias[unit] * scale[unit] + shift[unit]
        result.sizes[unit] = sizes[unit] * abs(scale[unit]) + abs(shift[unit])
      }
      return result
    }
  }

  /// A map, and what bends behind it.
  struct Stage: Sendable {
    var map: Map
    /// The activation of each unit.
    var curves: [ScalarCurve]
  }

  /// The stages, input first.
  private(set) var stages: [Stage] = []
  /// From the last stage to the logits.
  private(set) var last: Map

  /// Folds a network.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - space: the row and its ranges.
  /// - Throws: ``InversionError`` that names the layer which cannot be bounded.
  init(_ network: NeuralNetwork, space: ChangeSpace) throws(InversionError) {
    var map: Map?
    // Before the first dense layer each feature stands alone.
    var (scale, shift) = (space.widths, space.row)
    var magnitude = shift.map { abs($0) }
    func started() -> Map {
      var weights = Matrix(rows: scale.count, columns: scale.count)
      for index in scale.indices { weights[index, index] = scale[index] }
      return Map(weights: weights, bias: shift, sizes: magnitude)
    }
    for layer in network.layersToLogits {
      switch layer {
      case .dense(let dense):
        if let current = map {
          map = current.followed(by: dense.weights, bias: dense.bias)
        } else {
          var weights = dense.weights
          for row in 0..<weights.rows {
            for column in 0..<weights.columns { weights[row, column] *= scale[row] }
          }
          var magnitudes = dense.weights
          magnitudes.mapInPlace { abs($0) }
          var bias = dense.weights.multiplied(onLeftBy: shift)
          var sizes = magnitudes.multiplied(onLeftBy: magnitude)
          for (unit, value) in (dense.bias ?? []).enumerated() {
            bias[unit] += value
            sizes[unit] += abs(value)
          }
          map = Map(weights: weights, bias: bias, sizes: sizes)
        }
      case .affine(let affine):
        if let current = map {
          map = current.followed(by: affine.scale, shift: affine.shift)
        } else {
          for index in scale.indices {
            scale[index] *= affine.scale[index]
            magnitude[index] =
              magnitude[index] * abs(affine.scale[index]) + abs(affine.shift[index])
            shift[index] = shift[index] * affine.scale[index] + affine.shift[index]
          }
        }
      case .activation(let layer):
        if layer.activation == .linear { continue }
        let current = map ?? started()
        var curves: [ScalarCurve] = []
        for unit in current.bias.indices {
          guard let curve = ScalarCurve(layer.activation, unit: unit) else {
            throw InversionError(
              .unsupported, layer: layer.name,
              problem: "\(layer.activation) mixes units: no bounds are known for it")
          }
          curves.append(curve)
        }
        stages.append(Stage(map: current, curves: curves))
        var identity = Matrix(rows: curves.count, columns: curves.count)
        for index in curves.indices { identity[index, index] = 1 }
        let zeros = [Double](repeating: 0, count: curves.count)
        map = Map(weights: identity, bias: zeros, sizes: zeros)
      case .layerNormalization(let layer):
        throw InversionError(
          .unsupported, layer: layer.name,
          problem: "is a LayerNormalization: no bounds are known for it")
      }
    }
    last = map ?? started()
    let maps = stages.map(\.map) + [last]
    guard maps.allSatisfy({ $0.weights.isFinite && $0.bias.allSatisfy(\.isFinite) }) else {
      throw InversionError(.badData, problem: "its values overflow")
    }
  }

  /// Whether every bend is a kink between straight lines, so that a search can come to an end.
  var isPiecewiseLinear: Bool {
    stages.allSatisfy { $0.curves.allSatisfy(\.isPiecewiseLinear) }
  }

  /// What the units of each stage are given, and the logits, for a change.
  func values(_ change: [Double]) -> (inputs: [[Double]], logits: [Double]) {
    var current = change
    var inputs: [[Double]] = []
    func mapped(_ map: Map) -> [Double] {
      var result = map.weights.multiplied(onLeftBy: current)
      for unit in result.indices { result[unit] += map.bias[unit] }
      return result
    }
    for stage in stages {
      let values = mapped(stage.map)
      inputs.append(values)
      current = zip(stage.curves, values).map { $0.value($1) }
    }
    return (inputs, mapped(last))
  }
}
