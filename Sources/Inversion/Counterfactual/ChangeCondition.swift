import Networks
import Numerics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What is wanted instead of the answer to a row.
package enum CounterfactualWish: Sendable, Equatable {
  /// Any other answer.
  case anotherAnswer
  /// One class, `0..<classes`.
  case answer(Int)
  /// The single output itself in an interval; `nil` where it has no end.
  case interval(lower: Double?, upper: Double?)
}

/// Conditions on logits that a changed row has to meet: C·z ≥ d, and perhaps a probability.
struct ChangeCondition: Sendable {
  /// The class that is aimed at; `nil` for an interval.
  let answer: Int?
  /// C, `[conditions × outputs]`.
  let conditions: Matrix
  /// d, `[conditions]`.
  let offsets: [Double]
  /// The log-odds that softmax has to give to ``answer``; `nil` when the conditions say it all.
  let logOdds: Double?
  /// How much more than d a search aims at, so that rounding does not undo what it finds.
  let hair: Double

  /// What all conditions have too much; a negative value is what one lacks.
  ///
  /// That of a probability stands last.
  func slack(_ logits: [Double]) -> [Double] {
    var result = conditions.times(logits)
    for index in result.indices { result[index] -= offsets[index] }
    if let logOdds, let answer {
      result.append(logits[answer] - Self.others(logits, answer).size - logOdds)
    }
    return result
  }

  /// The slopes of the conditions at logits, `[conditions × outputs]`.
  func slopes(_ logits: [Double]) -> Matrix {
    guard logOdds != nil, let answer else { return conditions }
    let shares = Self.others(logits, answer).shares
    var row = shares.map { -$0 }
    row[answer] = 1
    return Matrix(
      rows: conditions.rows + 1, columns: conditions.columns, values: conditions.values + row)
  }

  /// A linear condition that follows from the probability, sharpest at some logits.
  ///
  /// For any shares s of the other classes, ln Σ eᶻ is at least s · z plus the entropy of s.
  func tangent(_ logits: [Double]) -> (row: [Double], offset: Double)? {
    guard let logOdds, let answer else { return nil }
    let shares = Self.others(logits, answer).shares
    let entropy = shares.reduce(0) { $0 - ($1 > 0 ? $1 * log($1) : 0) }
    var row = shares.map { -$0 }
    row[answer] = 1
    return (row, logOdds + entropy - 1e-12 * (1 + abs(logOdds)))
  }

  /// The logarithm of the sum of exponentials of all logits but one, and each one's share in it.
  private static func others(_ logits: [Double], _ answer: Int) -> (size: Double, shares: [Double])
  {
    let largest = logits.indices.reduce(-Double.infinity) {
      $1 == answer ? $0 : max($0, logits[$1])
    }
    guard largest.isFinite else { return (largest, logits.map { _ in 0 }) }
    let powers = logits.indices.map { $0 == answer ? 0 : exp(logits[$0] - largest) }
    let sum = powers.reduce(0, +)
    return (largest + log(sum), powers.map { $0 / sum })
  }
}

extension ChangeCondition {
  /// What a wish asks of the logits; several where any of them will do.
  ///
  /// - Parameters:
  ///   - wish: what is wanted.
  ///   - answer: the answer to the row.
  ///   - network: the network.
  ///   - head: how its logits are read.
  ///   - margin: how far the wanted logit has to be ahead; by a hair when `nil`.
  ///   - probability: what the wanted class has to have at least.
  /// - Throws: ``InversionError`` when the network cannot be asked so.
  static func alternatives(
    _ wish: CounterfactualWish, answer: Int, network: NeuralNetwork, head: OutputHead,
    margin: Double?, probability: Double?
  ) throws(InversionError) -> [ChangeCondition] {
    switch wish {
    case .answer(let wanted):
      return [
        ahead(
          wanted, of: (0..<network.outputs).filter { $0 != wanted }, network: network, head: head,
          margin: margin, probability: probability)
      ]
    case .anotherAnswer:
      if network.outputs == 1 {
        return try alternatives(
          .answer(1 - answer), answer: answer, network: network, head: head, margin: margin,
          probability: probability)
      }
      return (0..<network.outputs).filter { $0 != answer }.map { other in
        // Ahead of the answer by a hair, another one has taken its place, be it this or a third.
        let rivals =
          margin == nil && probability == nil
          ? [answer] : (0..<network.outputs).filter { $0 != other }
        return ahead(
          other, of: rivals, network: network, head: head, margin: margin, probability: probability)
      }
    case .interval(let lower, let upper):
      guard network.outputs == 1 else {
        throw InversionError(
          .badRequest,
          problem:
            "has \(network.outputs) outputs, and an interval is for networks of one; a class "
            + "was expected")
      }
      var (rows, offsets): ([[Double]], [Double]) = ([], [])
      for (value, sign) in [(lower, 1.0), (upper, -1.0)] {
        guard let value else { continue }
        var logit = value
        if network.head == .sigmoid {
          guard value > 0, value < 1 else {
            throw InversionError(
              .badRequest,
              problem: "gives a probability, which is between 0 and 1: \(value) is not reached")
          }
          logit = log(value / (1 - value))
        }
        rows.append([sign])
        offsets.append(sign * logit)
      }
      let size = offsets.reduce(1) { max($0, abs($1)) }
      return [
        ChangeCondition(
          answer: nil, conditions: Matrix(rows: rows), offsets: offsets, logOdds: nil,
          hair: 1e-7 * size)
      ]
    }
  }

  private static func ahead(
    _ wanted: Int, of rivals: [Int], network: NeuralNetwork, head: OutputHead, margin: Double?,
    probability: Double?
  ) -> ChangeCondition {
    let odds = probability.map { log($0 / (1 - $0)) }
    let hair = margin.map { 1e-7 * (1 + abs($0)) } ?? 1e-6
    let size = network.outputs
    if size == 1 {
      return ChangeCondition(
        answer: wanted, conditions: Matrix(rows: [[wanted == 1 ? 1 : -1]]),
        offsets: [max(margin ?? 0, odds ?? -.infinity)], logOdds: nil, hair: hair)
    }
    var (rows, offsets): ([[Double]], [Double]) = ([], [])
    for other in rivals {
      var row = [Double](repeating: 0, count: size)
      row[wanted] = 1
      row[other] = -1
      rows.append(row)
      // A class that alone is less likely than P leaves the wanted one less than P, too.
      let share = head == .sigmoid ? nil : odds
      offsets.append(max(margin ?? 0, share ?? -.infinity))
    }
    if head == .sigmoid, let odds {
      var row = [Double](repeating: 0, count: size)
      row[wanted] = 1
      rows.append(row)
      offsets.append(odds)
    }
    return ChangeCondition(
      answer: wanted, conditions: Matrix(rows: rows), offsets: offsets,
      logOdds: head == .sigmoid || size == 2 ? nil : odds, hair: hair)
  }
}
