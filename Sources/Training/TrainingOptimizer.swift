import Networks
import Numerics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension TrainingOptimizer {
  /// How many arrays of the parameters' length it remembers between steps.
  var slotCount: Int {
    switch self {
    case .adam: 2
    case .sgd(let momentum, _): momentum == 0 ? 0 : 1
    }
  }

  /// Takes a step.
  ///
  /// - Parameters:
  ///   - parameters: changed.
  ///   - gradient: of the loss with respect to them.
  ///   - slots: what the optimizer remembers, ``slotCount`` arrays, zeros at first.
  ///   - step: the number of this step, from 1.
  ///   - rate: the learning rate.
  ///   - team: who does the work.
  func step(
    _ parameters: inout [Float], gradient: [Float], slots: inout [[Float]], step: Int, rate: Double,
    team: WorkerTeam
  ) {
    switch self {
    case .adam(let beta1, let beta2, let epsilon):
      // Keras computes the corrections in 32 bits, which makes a difference of 10⁻⁵ at first.
      let (power1, power2) = (powf(Float(beta1), Float(step)), powf(Float(beta2), Float(step)))
      let corrected = Float(rate) * (1 - power2).squareRoot() / (1 - power1)
      // Taken out of the array of arrays: two of its elements cannot be changed at once.
      var (mean, square) = (slots[0], slots[1])
      slots = []
      SinglePrecision.adam(
        &parameters, mean: &mean, square: &square, gradient: gradient, rate: corrected,
        meanShare: Float(1 - beta1), squareShare: Float(1 - beta2), epsilon: Float(epsilon),
        team: team)
      slots = [mean, square]
    case .sgd(let momentum, let isNesterov):
      let (rate, momentum) = (Float(rate), Float(momentum))
      guard momentum != 0 else {
        for index in parameters.indices { parameters[index] -= rate * gradient[index] }
        return
      }
      descend(&parameters, gradient, &slots[0], rate, momentum, isNesterov)
    }
  }

  private func descend(
    _ parameters: inout [Float], _ gradient: [Float], _ velocity: inout [Float], _ rate: Float,
    _ momentum: Float, _ isNesterov: Bool
  ) {
    for index in parameters.indices {
      let pull = rate * gradient[index]
      velocity[index] = momentum * velocity[index] - pull
      parameters[index] += isNesterov ? momentum * velocity[index] - pull : velocity[index]
    }
  }
}
