import Numerics

/// Keras's Dropout, in training: activations set to 0 at random, and the others scaled up so that the
/// expectation of their sum stays what it was.
struct Dropout: Sendable {
  /// The share that is set to 0.
  private let share: Double
  /// What each activation of the batch is multiplied by.
  private var mask: [Float]
  /// What goes into the next layer.
  private(set) var output: [Float]

  init(share: Double, count: Int) {
    self.share = share
    mask = [Float](repeating: 0, count: count)
    output = mask
  }

  /// Drops some of the first `count` activations; none without a generator.
  mutating func apply(_ activations: [Float], count: Int, _ generator: inout RandomGenerator?) {
    guard var numbers = generator else {
      for index in 0..<count { output[index] = activations[index] }
      return
    }
    let kept = Float(1 / (1 - share))
    for index in 0..<count {
      let factor = numbers.uniform() < share ? 0 : kept
      mask[index] = factor
      output[index] = factor * activations[index]
    }
    generator = numbers
  }

  /// Turns the gradient of the output into that of the activations.
  func propagate(_ delta: inout [Float], count: Int) {
    for index in 0..<count { delta[index] *= mask[index] }
  }
}
