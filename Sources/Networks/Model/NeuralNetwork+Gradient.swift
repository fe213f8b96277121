package import Numerics

/// What a network computed on the way to its logits, kept for gradients.
package struct NetworkTrace: Sendable {
  /// What each layer on the way to the logits was given, `[samples × features]`.
  let inputs: [Matrix]
  /// The logits, `[samples × outputs]`.
  package let logits: Matrix
  /// The width over which kinks were rounded off; 0 for the network itself.
  let smoothing: Double
}

extension NeuralNetwork {
  /// Runs the network and keeps what gradients need.
  ///
  /// - Parameters:
  ///   - samples: `[samples × inputs]`.
  ///   - smoothing: the width over which the kinks of ReLU and its kin are rounded off, ≥ 0; 0 runs the
  ///     network as it is.
  /// - Precondition: `samples.columns == inputs`.
  package func trace(_ samples: Matrix, smoothing: Double = 0) -> NetworkTrace {
    precondition(samples.columns == inputs, "\(samples.columns) features for \(inputs) inputs")
    var values = samples
    var kept: [Matrix] = []
    for layer in layersToLogits {
      kept.append(values)
      if smoothing > 0, case .activation(let layer) = layer, layer.activation.hasKinksToSmooth {
        values.mapColumnsInPlace { value, unit in
          layer.activation.smoothed(value, unit: unit, width: smoothing).value
        }
      } else {
        values = layer.applied(to: values)
      }
    }
    return NetworkTrace(inputs: kept, logits: values, smoothing: smoothing)
  }

  /// The gradients of weighted sums of logits with respect to the input.
  ///
  /// - Parameters:
  ///   - trace: of the samples.
  ///   - weights: of the logits, `[samples × outputs]`; for a trace of a single sample any number of rows.
  /// - Returns: a gradient for each row of `weights`, `[rows × inputs]`.
  package func gradients(_ trace: NetworkTrace, of weights: Matrix) -> Matrix {
    precondition(weights.columns == outputs, "weights of \(weights.columns) logits")
    precondition(
      trace.logits.rows == 1 || trace.logits.rows == weights.rows, "a row for each sample")
    var result = weights
    for (layer, input) in zip(layersToLogits, trace.inputs).reversed() {
      result = layer.gradient(result, input: input, smoothing: trace.smoothing)
    }
    return result
  }

  /// The derivative of each logit with respect to each input feature, `[outputs × inputs]`.
  ///
  /// - Parameter input: one sample, `[inputs]`.
  package func jacobian(at input: [Double]) -> Matrix {
    var identity = Matrix(rows: outputs, columns: outputs)
    for index in 0..<outputs { identity[index, index] = 1 }
    return gradients(trace(Matrix(rows: 1, columns: inputs, values: input)), of: identity)
  }

  /// How large the values are that layers with kinks are given: a unit for ``trace(_:smoothing:)``.
  ///
  /// Their root mean square over points spread evenly in a box.
  ///
  /// - Parameter box: the box, `[inputs]`.
  /// - Returns: `nil` when there is no such layer, or the number is 0 or not finite.
  package func kinkScale(over box: Box) -> Double? {
    let count = 16
    var state: UInt64 = 1
    let points = (0..<(count * inputs)).map { place in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let share = Double(state >> 11) / Double(1 << 53)
      let feature = place % inputs
      return box.lower[feature] + share * (box.upper[feature] - box.lower[feature])
    }
    let trace = trace(Matrix(rows: count, columns: inputs, values: points))
    var squares = 0.0
    var number = 0
    for (layer, input) in zip(layersToLogits, trace.inputs) {
      guard case .activation(let layer) = layer, layer.activation.hasKinksToSmooth else { continue }
      squares += input.frobeniusNorm * input.frobeniusNorm
      number += input.values.count
    }
    let scale = number > 0 ? (squares / Double(number)).squareRoot() : 0
    return scale.isFinite && scale > 0 ? scale : nil
  }

  /// Whether the logits are an affine function of the input: no layer on the way bends them.
  package var isAffine: Bool {
    layersToLogits.allSatisfy { layer in
      switch layer {
      case .dense, .affine: true
      case .activation(let layer): layer.activation == .linear
      case .layerNormalization: false
      }
    }
  }
}
