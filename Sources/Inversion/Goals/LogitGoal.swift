import Networks
import Numerics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Which logits count as an answer: those z with C·z = d, or C·z ≥ d.
struct LogitGoal {
  /// What is aimed at.
  let kind: SolutionCertificate.Goal
  /// How far ahead a class has to be; `nil` for logits that are wanted exactly.
  let margin: Double?
  /// Of a class ahead: whether it has to have a probability of 0.999999, too.
  private(set) var isCertain = true
  /// C, `[conditions × outputs]`.
  let conditions: Matrix
  /// d, `[conditions]`.
  let offsets: [Double]

  /// Whether C·z ≥ d is asked for instead of equality.
  var isInequality: Bool { kind == .oneSided }

  /// Exactly some logits.
  init(exactly logits: [Double], kind: SolutionCertificate.Goal = .exact) {
    self.kind = kind
    margin = nil
    var identity = Matrix(rows: logits.count, columns: logits.count)
    for index in logits.indices { identity[index, index] = 1 }
    conditions = identity
    offsets = logits
  }

  /// Some logits, all of them perhaps moved by one constant.
  init(upToShift logits: [Double]) {
    kind = .upToShift
    margin = nil
    conditions = Self.withoutShift(outputs: logits.count)
    offsets = conditions.times(logits)
  }

  /// Unit vectors, orthogonal to one another and to a constant: what is left of logits without it,
  /// `[outputs − 1 × outputs]`.
  static func withoutShift(outputs: Int) -> Matrix {
    var result = Matrix(rows: max(outputs - 1, 0), columns: outputs)
    for row in 0..<result.rows {
      let length = Double((row + 1) * (row + 2)).squareRoot()
      for column in 0...row { result[row, column] = 1 / length }
      result[row, row + 1] = -Double(row + 1) / length
    }
    return result
  }

  /// A class ahead of all others.
  ///
  /// Where classes exclude each other the wanted logit exceeds every other by `margin`. Where each has a
  /// logistic function of its own, the wanted one of a picture is at least 0.999999 and the others fall
  /// behind it by the margin; of a table, or where no such probability is asked for, each logit is beyond its
  /// share of the margin on its side.
  ///
  /// - Parameters:
  ///   - wanted: the class, `0..<outputs`; of a single output 0 or 1.
  ///   - margin: > 0.
  ///   - head: how the logits are read.
  ///   - outputs: how many there are.
  ///   - isPicture: whether the inputs are pictures.
  ///   - isCertain: whether a logistic function of a picture's own has to be at least 0.999999.
  init(
    ahead wanted: Int, margin: Double, head: OutputHead, outputs: Int, isPicture: Bool,
    isCertain: Bool = true
  ) {
    kind = .oneSided
    self.margin = margin
    self.isCertain = isCertain
    // ln(0.999999 / 0.000001) is 13.8.
    let certain = isPicture ? max(margin / 2, isCertain ? 14 : 0) : margin
    if outputs == 1 {
      conditions = Matrix(rows: [[wanted == 1 ? 1 : -1]])
      offsets = [certain]
      return
    }
    var rows: [[Double]] = []
    var offsets: [Double] = []
    for other in 0..<outputs {
      var row = [Double](repeating: 0, count: outputs)
      if head == .sigmoid {
        row[other] = other == wanted ? 1 : -1
        offsets.append(other == wanted || !isPicture ? certain : margin - certain)
      } else {
        guard other != wanted else { continue }
        row[wanted] = 1
        row[other] = -1
        offsets.append(margin)
      }
      rows.append(row)
    }
    conditions = Matrix(rows: rows)
    self.offsets = offsets
  }

  /// How far a class is to be ahead when nobody says it.
  ///
  /// Of pictures 20, where softmax leaves 2·10⁻⁹ for another class; of tables 5, where it leaves less than
  /// 0.01: real rows of tables are seldom surer, and one that had to be would be unlike any of them.
  static func usualMargin(isPicture: Bool) -> Double { isPicture ? 20 : 5 }

  /// By how much a logit has to be ahead of all others for softmax to give its class 0.999999.
  static func certainMargin(outputs: Int) -> Double { log(999_999 * Double(max(outputs - 1, 1))) }

  /// C·z − d: what each condition has too much; of inequalities a negative value is what it lacks.
  func slack(_ logits: [Double]) -> [Double] {
    var result = conditions.times(logits)
    for index in result.indices { result[index] -= offsets[index] }
    return result
  }

  /// The Euclidean norm of what the conditions lack.
  func distance(_ logits: [Double]) -> Double {
    let slack = slack(logits)
    return (isInequality ? slack.map { min($0, 0) } : slack).euclideanNorm
  }

  /// The distance below which the goal counts as reached.
  var tolerance: Double { 1e-10 * (1 + offsets.euclideanNorm) }
}
