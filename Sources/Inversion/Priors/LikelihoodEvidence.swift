import LinearAlgebra
import Networks
import Numerics

/// How likely an input is under a prior, and how far from the likeliest one around it.
struct LikelihoodEvidence {
  let network: NeuralNetwork
  let box: Box
  let map: PriorCoordinates
  /// The root of S·Sᵀ, for coordinates of inputs; `nil` where these are had without.
  private let root: CholeskyFactorization?

  init(network: NeuralNetwork, box: Box, map: PriorCoordinates) {
    self.network = network
    self.box = box
    self.map = map
    if case .rows(let rows) = map.factor {
      var products = rows.gram(ofColumns: false)
      // A direction in which nothing varies has no length of its own.
      let largest = (0..<products.rows).reduce(0) { max($0, products[$1, $1]) }
      for index in 0..<products.rows { products[index, index] += 1e-12 * largest }
      root = CholeskyFactorization(products)
    } else {
      root = nil
    }
  }

  /// The coordinates whose input is nearest to one; `nil` when rounding hides them.
  private func coordinates(of input: [Double]) -> [Double]? {
    let away = zip(input, map.center).map { $0 - $1 }
    switch map.factor {
    case .identity: return away
    case .diagonal(let factors):
      return zip(away, factors).map { $1 == 0 ? 0 : $0 / $1 }
    case .rows: return root.map { $0.solve(map.gather(away)) }
    case .separable: return nil
    }
  }

  /// Adds what is known of an answer to its certificate.
  ///
  /// With u the coordinates of the input, S what makes inputs of coordinates, and λ and ν what the conditions of
  /// slopes J and the box push with, the likeliest input has u = S·(Jᵀλ − ν). Where the network does not bend,
  /// every λ and ν prove a bound for ½‖u‖²: that of the dual.
  func complete(
    _ certificate: inout SolutionCertificate, _ answer: SearchAnswer, goal: LogitGoal
  ) {
    guard let place = answer.likelihood ?? coordinates(of: answer.point) else { return }
    certificate.priorDistance = place.euclideanNorm
    let repair = GoalRepair(network: network, goal: goal, box: box)
    guard certificate.isReached else {
      certificate.kktResidual = repair.kktResidual(closest: answer.point)
      return
    }
    // Found in another way, it may be anything.
    certificate.kktResidual = 1
    guard let pushes = answer.pushes else { return }
    let trace = network.trace(
      Matrix(rows: 1, columns: network.inputs, values: answer.point))
    let slopes = network.gradients(trace, of: goal.conditions)
    var pull = slopes.multiplied(onLeftBy: pushes.goal)
    for index in pushes.box.indices { pull[index] -= pushes.box[index] }
    let wanted = map.gather(pull)
    let length = place.euclideanNorm
    let moved = zip(wanted, place).map { $0 - $1 }.euclideanNorm
    certificate.kktResidual = length > 0 ? moved / length : 0
    guard network.isAffine else { return }
    let logits = network.logits(
      for: Matrix(rows: 1, columns: network.inputs, values: map.center)
    ).values
    var dual = -wanted.dot(wanted) / 2 - pushes.goal.dot(goal.slack(logits))
    for (index, push) in pushes.box.enumerated() {
      dual += push * (map.center[index] - (push > 0 ? box.upper[index] : box.lower[index]))
    }
    let primal = length * length / 2
    certificate.dualityGap = max(primal - dual, 0) / max(1, primal)
  }
}
