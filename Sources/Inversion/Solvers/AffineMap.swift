import Networks
import Numerics

/// A network whose logits are an affine function of the input: z = x·A + b.
struct AffineMap {
  /// A, `[inputs × outputs]`.
  let slopes: Matrix
  /// b, `[outputs]`.
  let offset: [Double]

  /// - Precondition: the network is affine.
  init(_ network: NeuralNetwork) {
    let origin = [Double](repeating: 0, count: network.inputs)
    // A single dense layer is its own slope, without a transposition there and back.
    if network.layersToLogits.count == 1, case .dense(let layer)? = network.layersToLogits.first {
      slopes = layer.weights
      offset = layer.bias ?? [Double](repeating: 0, count: layer.units)
    } else {
      slopes = network.jacobian(at: origin).transposed()
      offset = network.logits(for: Matrix(rows: 1, columns: origin.count, values: origin)).values
    }
  }

  /// The projection onto the inputs that meet a goal.
  func projection(on goal: LogitGoal, box: Box) -> BoxProjection {
    let lacking = goal.slack(offset).map { -$0 }
    let matrix =
      goal.kind == .oneSided || goal.kind == .upToShift
      ? Matrix.product(slopes, transposed: false, goal.conditions, transposed: true) : slopes
    return BoxProjection(
      matrix: matrix, target: lacking, isInequality: goal.isInequality, box: box)
  }
}
