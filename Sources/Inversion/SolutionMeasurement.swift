import Networks
import Numerics

/// Runs the network forward on inputs that a method found, and measures what they are worth.
struct SolutionMeasurement {
  private let stored: Judgment
  private let clipped: Judgment
  private let rounded: Judgment
  private let single: Judgment
  /// Of pictures, when all inputs have one.
  private let drawn: Judgment?
  private let targets: InversionTargets
  private let box: Box

  /// - Parameters:
  ///   - inputs: one row for each target, as they will be stored.
  ///   - pictures: what is drawn of each, 0 black to 255 white; of no account for inputs that are none.
  init(
    network: NeuralNetwork, options: InversionOptions, targets: InversionTargets, inputs: Matrix,
    pictures: [[UInt8]]
  ) {
    self.targets = targets
    let box = options.inputSpace(of: network).box
    self.box = box
    let head = options.head ?? network.head
    stored = Judgment(network, head, inputs)
    var picture = inputs
    picture.mapColumnsInPlace { min(max($0, box.lower[$1]), box.upper[$1]) }
    clipped = Judgment(network, head, picture)
    if options.arePictures(of: network) {
      picture.mapColumnsInPlace { value, column in
        let low = box.lower[column]
        let step = (box.upper[column] - low) / 255
        return step > 0 ? low + step * ((value - low) / step).rounded() : value
      }
    } else {
      // What a table shows is not clipped.
      let features = options.inputSpace(of: network).features
      picture = inputs
      picture.mapColumnsInPlace { features[$1].shown($0) }
    }
    rounded = Judgment(network, head, picture)
    single = Judgment(network, head, logits: SingleForward.logits(network, inputs))
    guard options.arePictures(of: network), pictures.count == inputs.rows,
      pictures.allSatisfy({ $0.count == inputs.columns })
    else {
      drawn = nil
      return
    }
    picture.values = pictures.joined().map(Double.init)
    picture.mapColumnsInPlace { byte, column in
      let low = box.lower[column]
      return low + (box.upper[column] - low) / 255 * byte
    }
    drawn = Judgment(network, head, picture)
  }

  /// Fills in everything about the solution of one row.
  func complete(_ solution: inout InverseSolution, row: Int) {
    let wanted = targets.classes[row]
    let reached = stored.logits.row(row)
    let differences = zip(targets.logits.row(row), reached).map { $0 - $1 }
    solution.logits = Array(reached)
    solution.single = single.reading(row: row, wanted, targets.logits.row(row))
    solution.drawn = drawn?.reading(row: row, wanted, targets.logits.row(row))
    if stored.hasClasses { addProbabilities(to: &solution, row, wanted) }
    solution.residualL1 = differences.reduce(0) { $0 + abs($1) }
    solution.residualL2 = differences.euclideanNorm
    let violations = box.violations(solution.input)
    solution.boxViolation = violations.max() ?? 0
    solution.outsideFraction =
      Double(violations.count { $0 > 0 }) / Double(max(violations.count, 1))
  }

  /// Fills in what is said of a class; numbers have none.
  private func addProbabilities(to solution: inout InverseSolution, _ row: Int, _ wanted: Int) {
    solution.probabilities = Array(stored.probabilities.row(row))
    solution.probability = stored.probability(of: wanted, row: row)
    solution.margin = stored.margin(of: wanted, row: row)
    solution.softmaxProbability = stored.probability(of: wanted, row: row, as: .softmax)
    solution.sigmoidProbability = stored.probability(of: wanted, row: row, as: .sigmoid)
    solution.clippedProbability = clipped.probability(of: wanted, row: row)
    solution.roundedProbability = rounded.probability(of: wanted, row: row)
    solution.verdict = stored.verdict(row: row)
    solution.clippedVerdict = clipped.verdict(row: row)
    solution.roundedVerdict = rounded.verdict(row: row)
  }
}

/// What a network says about some inputs.
private struct Judgment {
  let logits: Matrix
  let probabilities: Matrix
  let hasClasses: Bool

  init(_ network: NeuralNetwork, _ head: OutputHead, _ inputs: Matrix) {
    self.init(network, head, logits: network.logits(for: inputs))
  }

  init(_ network: NeuralNetwork, _ head: OutputHead, logits: Matrix) {
    self.logits = logits
    probabilities = network.outputProbabilities(forLogits: logits, head: head)
    hasClasses = network.tellsClasses(head: head)
  }

  /// All of it that is stored for one row.
  ///
  /// - Parameters:
  ///   - wanted: the class that is wanted.
  ///   - target: the wanted logits.
  func reading(row: Int, _ wanted: Int, _ target: ArraySlice<Double>) -> SolutionReading {
    let reached = Array(logits.row(row))
    return SolutionReading(
      logits: reached, residualL2: zip(target, reached).map { $0 - $1 }.euclideanNorm,
      probability: hasClasses ? probability(of: wanted, row: row) : nil,
      verdict: verdict(row: row))
  }

  /// The class of the largest logit, the first of equals; of a single output whether it is above 0.
  func verdict(row: Int) -> Int? {
    guard hasClasses else { return nil }
    return ClassDecision.answer(logits.row(row))
  }

  /// How far the logit of a class is ahead of every other.
  func margin(of wanted: Int, row: Int) -> Double {
    if logits.columns == 1 { return wanted == 1 ? logits[row, 0] : -logits[row, 0] }
    var others = -Double.infinity
    for column in 0..<logits.columns where column != wanted {
      others = max(others, logits[row, column])
    }
    return logits[row, wanted] - others
  }

  /// The probability of a class under another head than the network's.
  func probability(of wanted: Int, row: Int, as head: OutputHead) -> Double {
    // Softmax over 0 and a single logit is the logistic function of it.
    if logits.columns == 1 {
      let signed = Matrix(rows: 1, columns: 1, values: [margin(of: wanted, row: row)])
      return OutputHead.sigmoid.probabilities(forLogits: signed)[0, 0]
    }
    let values = Matrix(rows: 1, columns: logits.columns, values: Array(logits.row(row)))
    return head.probabilities(forLogits: values)[0, wanted]
  }

  /// One logistic output is the probability of class 1; class 0 has the rest.
  func probability(of wanted: Int, row: Int) -> Double {
    if probabilities.columns > 1 { return probabilities[row, wanted] }
    return wanted == 1 ? probabilities[row, 0] : 1 - probabilities[row, 0]
  }
}
