import LinearAlgebra
package import Networks
import Numerics

/// Recomputes what a set of results says of itself, with the model at hand.
public struct Verification: Sendable, Equatable {
  /// One thing that does not hold.
  public struct Failure: Sendable, Equatable {
    /// The object of the results file.
    public package(set) var object: String
    /// What is stored there.
    public package(set) var stored: String
    /// What was found instead.
    public package(set) var found: String

    /// Creates an entry.
    package init(object: String, stored: String, found: String) {
      self.object = object
      self.stored = stored
      self.found = found
    }
  }

  /// How single precision, as Keras computes, sees the stored inputs.
  public struct SinglePrecision: Sendable, Equatable {
    /// The largest difference of a logit from that in 64 bits, over the largest of 1 and its magnitude.
    public package(set) var largestDifference = 0.0
    /// How many inputs have another largest logit in 32 bits.
    public package(set) var changedClasses = 0
    /// How many inputs have two largest logits that 32 bits cannot tell apart.
    public package(set) var ties = 0
    /// The residual in 32 bits of the input that loses most by them.
    public package(set) var residual = 0.0
    /// That of the same input in 64 bits.
    public package(set) var exactResidual = 0.0

    /// Creates a finding of no difference.
    package init() {}
  }

  /// How many numbers were compared.
  public private(set) var comparisons = 0
  /// What does not hold, one entry for each object and target.
  public private(set) var failures: [Failure] = []
  /// What 32 bits make of the inputs.
  public private(set) var singlePrecision = SinglePrecision()

  /// Whether the results are of another model, so that nothing else was compared.
  public private(set) var isOtherModel = false
  /// Whether the results are from a file of an older version, without a digest of its contents.
  public internal(set) var lacksDigest = false
  /// What the results came from that was not at hand, so that what it decides was not recomputed.
  package internal(set) var missingData: [InversionRequest.OutsideData] = []

  /// Whether everything holds.
  public var holds: Bool { failures.isEmpty }

  /// Checks results against the network that they are of.
  ///
  /// - Parameters:
  ///   - results: what a file says.
  ///   - network: the model's network.
  ///   - sha256: the digest of the model's file.
  ///   - data: what the results came from and is not in their file, as far as it is at hand.
  /// - Throws: ``InversionParameterError`` when a parameter stands for nothing.
  package init(
    _ results: InversionResults, network: NeuralNetwork, sha256: String,
    data: VerificationData = VerificationData()
  ) throws(InversionParameterError) {
    checkDigest(results)
    compare("/", "model_sha256", results.modelSHA256, sha256)
    guard results.modelSHA256 == sha256 else {
      isOtherModel = true
      return
    }
    var request = try InversionRequest(results.parameters)
    request.options.inputs = results.inputSpace
    request.options.imageShape = results.imageShape
    take(data, into: &request)
    guard isSameShape(results, network) else { return }
    guard let wanted = try? InversionTargets.arbitrary(results.targets, for: network) else {
      failures.append(
        Failure(object: "/targets/logits", stored: "NaN or infinite values", found: "no targets"))
      return
    }
    let subject = VerificationSubject(
      results: results, request: request, network: network,
      targets: InversionTargets(
        logits: wanted.logits, classes: wanted.classes, names: results.targetNames,
        areArbitrary: request.targetSource == .file))
    checkContents(subject)
    checkTargets(subject)
    let inverter = try? Inverter(network, options: request.options)
    for method in results.methods {
      check(method, subject)
      try checkRules(method, subject, inverter)
    }
    for ladder in results.ladders { check(ladder, subject) }
    checkBounds(subject)
    checkInverses(subject, inverter)
  }

  /// Whether results can be of a network at all; when not, nothing more can be compared.
  private mutating func isSameShape(_ results: InversionResults, _ network: NeuralNetwork) -> Bool {
    let width = results.imageShape?.count ?? results.inputSpace.count
    let solutions = results.methods.map(\.solutions) + results.ladders.flatMap(\.steps)
    if results.targets.columns == network.outputs, width == network.inputs,
      solutions.allSatisfy({ $0.allSatisfy { $0.input.count == width } })
    {
      return true
    }
    failures.append(
      Failure(
        object: "/", stored: "\(width) inputs, \(results.targets.columns) outputs",
        found: "\(network.inputs) inputs, \(network.outputs) outputs of the model"))
    return false
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

  /// Remembers what 32 bits make of an input.
  mutating func record(_ solution: InverseSolution) {
    guard let single = solution.single else { return }
    let exact = solution.logits
    let rounded = single.logits
    let loss = singlePrecision.residual - singlePrecision.exactResidual
    // What overflows has lost everything.
    if !(single.residualL2 - solution.residualL2 <= loss), !loss.isNaN {
      singlePrecision.residual = single.residualL2
      singlePrecision.exactResidual = solution.residualL2
    }
    for (one, other) in zip(exact, rounded) {
      let difference = abs(one - other) / max(1, abs(one))
      singlePrecision.largestDifference = max(
        singlePrecision.largestDifference, difference.isNaN ? .infinity : difference)
    }
    guard exact.count > 1 else { return }
    let order = exact.sorted(by: >)
    if order[0] - order[1] <= 1e-7 * max(1, abs(order[0])) { singlePrecision.ties += 1 }
    if exact.offsetOfLargest != rounded.offsetOfLargest { singlePrecision.changedClasses += 1 }
  }
}

/// What is verified: results, what they were made with, and the network they are of.
struct VerificationSubject {
  let results: InversionResults
  let request: InversionRequest
  let network: NeuralNetwork
  let targets: InversionTargets

  /// The choices of the engine, with the range and the pictures of the results.
  var options: InversionOptions { request.options }
}
