import LinearAlgebra
package import Networks
import Numerics

/// Recomputes what a set of results says of itself, with the model at hand.
package struct Verification: Sendable, Equatable {
  /// One thing that does not hold.
  package struct Failure: Sendable, Equatable {
    /// The object of the results file.
    package var object: String
    /// What is stored there.
    package var stored: String
    /// What was found instead.
    package var found: String

    /// Creates an entry.
    package init(object: String, stored: String, found: String) {
      self.object = object
      self.stored = stored
      self.found = found
    }
  }

  /// How single precision, as Keras computes, sees the stored inputs.
  package struct SinglePrecision: Sendable, Equatable {
    /// The largest difference of a logit from that in 64 bits, over the largest of 1 and its magnitude.
    package var largestDifference = 0.0
    /// How many inputs have another largest logit in 32 bits.
    package var changedClasses = 0
    /// How many inputs have two largest logits that 32 bits cannot tell apart.
    package var ties = 0

    /// Creates a finding of no difference.
    package init() {}
  }

  /// How many numbers were compared.
  package private(set) var comparisons = 0
  /// What does not hold, one entry for each object and target.
  package private(set) var failures: [Failure] = []
  /// What 32 bits make of the inputs.
  package private(set) var singlePrecision = SinglePrecision()

  /// Whether everything holds.
  package var holds: Bool { failures.isEmpty }

  /// Checks results against the network that they are of.
  ///
  /// - Parameters:
  ///   - results: what a file says.
  ///   - network: the model's network.
  ///   - sha256: the digest of the model's file.
  package init(_ results: InversionResults, network: NeuralNetwork, sha256: String) {
    compare("/", "model_sha256", results.modelSHA256, sha256)
    let width = results.imageShape.count
    guard results.targets.columns == network.outputs, width == network.inputs,
      results.methods.allSatisfy({ $0.solutions.allSatisfy { $0.input.count == width } }),
      results.ladders.allSatisfy({
        $0.steps.allSatisfy { $0.allSatisfy { $0.input.count == width } }
      })
    else {
      // Another network: nothing more can be compared.
      failures.append(
        Failure(
          object: "/", stored: "\(width) inputs, \(results.targets.columns) outputs",
          found: "\(network.inputs) inputs, \(network.outputs) outputs of the model"))
      return
    }
    guard let wanted = try? InversionTargets.arbitrary(results.targets, for: network) else {
      failures.append(
        Failure(object: "/targets/logits", stored: "NaN or infinite values", found: "no targets"))
      return
    }
    let targets = InversionTargets(
      logits: wanted.logits, classes: wanted.classes, names: results.targetNames,
      areArbitrary: results.parameter("targets") != "classes")
    let options = InversionOptions(results)
    if results.parameter("targets") == "classes" {
      for (index, name) in results.targetNames.enumerated() {
        compare(
          "/targets/classes", "\(index)", name, network.className(targets.classes[index]))
      }
    }
    checkContents(results)
    let inverter = try? Inverter(network, options: options)
    for method in results.methods {
      check(method, results, network, targets, options)
      checkCertificates(method, results, network, targets, options)
      if let inverter { repeatMethod(method, results, inverter, targets) }
    }
    for ladder in results.ladders { check(ladder, results, network, targets, options) }
    check(results, network, targets, options)
    checkInverses(results, network, inverter)
  }

  // MARK: Comparing

  mutating func compare(_ object: String, _ name: String, _ stored: String, _ found: String) {
    comparisons += 1
    guard stored != found else { return }
    failures.append(Failure(object: "\(object) \(name)", stored: stored, found: found))
  }

  /// Compares two numbers.
  mutating func compare(
    _ object: String, _ stored: Double, _ found: Double, within tolerance: Double
  ) {
    compare(object, [stored], [found]) { _ in tolerance }
  }

  /// Compares lists of numbers; the largest miss is what is reported.
  mutating func compare(
    _ object: String, _ stored: [Double], _ found: [Double], within tolerance: (Int) -> Double
  ) {
    comparisons += max(stored.count, 1)
    guard stored.count == found.count else {
      failures.append(
        Failure(object: object, stored: "\(stored.count) values", found: "\(found.count) values"))
      return
    }
    var worst: (index: Int, excess: Double)?
    for index in stored.indices where stored[index] != found[index] {
      let difference = abs(stored[index] - found[index])
      let allowed = tolerance(index)
      // NaN compares with nothing, and so does not hold.
      guard !(difference <= allowed) else { continue }
      let excess = difference.isNaN ? Double.infinity : difference - allowed
      if worst == nil || excess > worst?.excess ?? 0 { worst = (index, excess) }
    }
    guard let worst else { return }
    failures.append(
      Failure(
        object: stored.count > 1 ? "\(object) [\(worst.index)]" : object,
        stored: "\(stored[worst.index])", found: "\(found[worst.index])"))
  }

  /// Remembers what 32 bits make of inputs.
  mutating func record(_ network: NeuralNetwork, _ inputs: Matrix, _ logits: Matrix) {
    let single = SingleForward.logits(network, inputs)
    for row in 0..<logits.rows {
      let exact = Array(logits.row(row))
      let rounded = Array(single.row(row))
      for (one, other) in zip(exact, rounded) {
        let difference = abs(one - other) / max(1, abs(one))
        singlePrecision.largestDifference = max(
          singlePrecision.largestDifference, difference.isNaN ? .infinity : difference)
      }
      guard exact.count > 1 else { continue }
      let order = exact.sorted(by: >)
      if order[0] - order[1] <= 1e-7 * max(1, abs(order[0])) { singlePrecision.ties += 1 }
      if exact.offsetOfLargest != rounded.offsetOfLargest { singlePrecision.changedClasses += 1 }
    }
  }
}

/// The forward pass in 32 bits, as Keras computes.
enum SingleForward {
  static func logits(_ network: NeuralNetwork, _ inputs: Matrix) -> Matrix {
    func rounded(_ matrix: Matrix) -> Matrix {
      var result = matrix
      result.mapInPlace { Double(Float($0)) }
      return result
    }
    var values = rounded(inputs)
    for layer in network.layersToLogits {
      guard case .dense(let dense) = layer else {
        values = rounded(layer.applied(to: values))
        continue
      }
      var result = Matrix(rows: values.rows, columns: dense.units)
      for row in 0..<values.rows {
        for unit in 0..<dense.units {
          var sum: Float = 0
          for input in 0..<dense.inputs {
            sum += Float(values[row, input]) * Float(dense.weights[input, unit])
          }
          result[row, unit] = Double(sum + Float(dense.bias?[unit] ?? 0))
        }
      }
      values = result
    }
    return values
  }
}

extension InversionOptions {
  /// The options that results were made with, as far as their numbers depend on them.
  init(_ results: InversionResults) {
    self.init()
    inputRange = results.inputRange
    ignoresBias = results.parameter("ignore_bias") == "true"
    cutoff = results.parameter("cutoff") == "numpy" ? .numPy : .lapack
    precision = results.parameter("pinv_dtype") == "f32" ? .single : .double
    head = results.parameter("head").flatMap(OutputHead.init)
    if let score = results.parameter("score").flatMap(EmpiricalOptions.Score.init) {
      empirical.score = score
    }
    if let background = results.parameter("background").flatMap(EmpiricalOptions.Background.init) {
      empirical.background = background
    }
    if let rank = results.parameter("rank").flatMap(EmpiricalOptions.Rank.init) {
      empirical.rank = rank
    }
    empirical.litPixels = results.parameter("top").flatMap { Int($0) }
    imageShape = results.imageShape
    branch = results.parameter("branch") == "left" ? .left : .right
    byteConversion = results.parameter("uint8") == "wrap" ? .wrap : .clip
    constrained.reference = results.parameter("reference") == "black" ? .black : .gray
    constrained.goal = results.parameter("target").flatMap(SolutionCertificate.Goal.init)
    constrained.margin = results.parameter("margin").flatMap { Double($0) }
    constrained.prior = results.parameter("prior").flatMap(ConstrainedOptions.PriorKind.init)
    if let length = results.parameter("kernel_length").flatMap({ Double($0) }), length > 0,
      length.isFinite
    {
      constrained.kernelLength = length
    }
  }
}

extension InversionResults {
  /// A parameter of the command.
  func parameter(_ name: String) -> String? {
    parameters.first { $0.name == name }?.value
  }
}
