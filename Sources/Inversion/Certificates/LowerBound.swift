package import Networks
import Numerics

/// Lower bounds on how near any input of the box can bring a network to wanted logits.
///
/// The bound along a unit vector u is u · z' − max u · z, with the maximum of a relaxation. Good directions
/// are those in which solutions miss their targets; from the best of them the point of the relaxed outputs
/// that is nearest to z' is approached (Gilbert 1966), and the lines of the relaxation are improved.
package struct LowerBound: Sendable {
  /// How much work is worth it without being asked: with its improvements up to a second, and usually a tenth.
  package static let moderateWork = 1e8
  private static let largestWork = 4e10

  let network: NeuralNetwork
  let box: Box
  let relaxation: NetworkRelaxation
  private let rounds: Int

  /// Multiplications that bounding a network costs, without improving any line.
  package static func work(for network: NeuralNetwork) -> Double {
    var before = 0.0
    var total = 0.0
    for case .dense(let layer) in network.layersToLogits {
      before += Double(layer.inputs) * Double(layer.units)
      total += 4 * Double(layer.units) * before
    }
    return total
  }

  /// Relaxes a network on its box.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - box: what the inputs lie in, `[inputs]`.
  /// - Throws: ``InversionError`` that names the layer which cannot be bounded.
  package init(_ network: NeuralNetwork, box: Box) throws(InversionError) {
    let work = Self.work(for: network)
    guard work <= Self.largestWork else {
      throw InversionError(.unsupported, problem: "the network is too large to be bounded")
    }
    // As many improvements as keep the work below a second.
    rounds = max(1, min(40, Int(4 * Self.moderateWork / max(work, 1))))
    relaxation = try NetworkRelaxation(network, box: box, rounds: rounds)
    self.network = network
    self.box = box
  }

  /// The bound along one direction.
  ///
  /// - Parameters:
  ///   - target: the wanted logits z', `[outputs]`.
  ///   - direction: any vector that is not zero, `[outputs]`.
  package func value(_ target: [Double], along direction: [Double]) -> ResidualBound {
    bounds(target, [direction], rounds: 2 * rounds)[0].bound
  }

  /// The best bound that a search over directions finds.
  ///
  /// - Parameters:
  ///   - target: the wanted logits z', `[outputs]`.
  ///   - reached: logits that inputs of the box reach, such as those of solutions; may be empty.
  package func best(_ target: [Double], reached: [[Double]]) -> ResidualBound {
    let zero = [Double](repeating: 0, count: target.count)
    var starts = reached.map { difference(target, $0) }
    starts.append(target)
    var directions = starts.filter { $0.euclideanNorm > 0 && $0.allSatisfy(\.isFinite) }
    if directions.isEmpty {
      directions = [target.indices.map { $0 == 0 ? 1 : 0 }]
    }
    let first = bounds(target, directions, rounds: 1)
    guard var best = first.max(by: { $0.bound.value < $1.bound.value }) else {
      return ResidualBound(value: 0, direction: zero)
    }
    // A step towards the point that was found, then the direction from there.
    var nearest = best.point
    for _ in 0..<60 {
      let away = difference(target, nearest)
      guard away.euclideanNorm > 1e-9 * max(target.euclideanNorm, 1) else { break }
      let found = bounds(target, [away], rounds: 1)[0]
      if found.bound.value > best.bound.value { best = found }
      let step = difference(found.point, nearest)
      let length = step.reduce(0) { $0 + $1 * $1 }
      let gain = zip(step, away).reduce(0) { $0 + $1.0 * $1.1 }
      guard length > 0, gain > 1e-12 * away.euclideanNorm * away.euclideanNorm else { break }
      let share = min(1, gain / length)
      for index in nearest.indices { nearest[index] += share * step[index] }
    }
    let improved = bounds(target, [best.bound.direction], rounds: 2 * rounds)[0]
    return improved.bound.value > best.bound.value ? improved.bound : best.bound
  }

  private func difference(_ first: [Double], _ second: [Double]) -> [Double] {
    zip(first, second).map { $0 - $1 }
  }

  private func bounds(
    _ target: [Double], _ directions: [[Double]], rounds: Int
  ) -> [(bound: ResidualBound, point: [Double])] {
    let unit = directions.map { direction in
      let norm = direction.euclideanNorm
      return direction.map { $0 / norm }
    }
    return zip(unit, relaxation.supports(Matrix(rows: unit), rounds: rounds)).map { unit, support in
      var product = 0.0
      var size = 0.0
      for (value, wanted) in zip(unit, target) {
        product += value * wanted
        size += abs(value * wanted)
      }
      // The unit vector is one up to rounding only, and so is what a forward pass reaches.
      let slack = Double(unit.count + 16) * Double.ulpOfOne * (size + abs(support.bound))
      let value = product - support.bound - slack
      return (
        ResidualBound(
          value: value > 0 ? value * (1 - 1e-14) : 0, direction: unit,
          relaxation: self.rounds > 1 ? .alphaCROWN : .crown), support.outputs
      )
    }
  }
}
