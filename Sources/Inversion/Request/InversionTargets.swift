package import Networks
package import Numerics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The logits that inputs are wanted for.
package struct InversionTargets: Sendable, Equatable {
  /// The wanted logits, `[targets × outputs]`.
  package let logits: Matrix
  /// The class that each target stands for: an output, or for a single logistic output 0 or 1.
  package let classes: [Int]
  /// A name for each target.
  package let names: [String]
  /// Whether the logits were asked for one by one, and not by class.
  package let areArbitrary: Bool

  /// The paper's z': `size` for the wanted class and `−size` for all others (section 2.2.1).
  ///
  /// A network with one logistic output has two classes: it answers `−size` and `size`.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - classes: which classes; all when `nil`.
  ///   - size: the stand-in for infinity, > 0. The paper's text uses 10, its code also 3000.
  /// - Throws: ``InversionError`` when the network does not classify or a class does not exist.
  package static func classes(
    of network: NeuralNetwork, _ classes: [Int]? = nil, size: Double = 10
  ) throws(InversionError) -> InversionTargets {
    let count = try classCount(of: network)
    let wanted = classes ?? Array(0..<count)
    for index in wanted where !(0..<count).contains(index) {
      throw InversionError(
        .badRequest,
        problem: "class \(index) does not exist: the network has classes 0 to \(count - 1)")
    }
    var logits = Matrix(rows: wanted.count, columns: network.outputs, repeating: -size)
    for (row, index) in wanted.enumerated() {
      if network.outputs > 1 {
        logits[row, index] = size
      } else if index == 1 {
        logits[row, 0] = size
      }
    }
    let names = wanted.map { network.className($0) }
    return InversionTargets(logits: logits, classes: wanted, names: names, areArbitrary: false)
  }

  /// The size of z' at which softmax gives the wanted class a probability: of N classes
  /// `½ ln((N − 1) p / (1 − p))`; of a single logistic output `ln(p / (1 − p))`.
  ///
  /// - Parameters:
  ///   - probability: p, between 0 and 1.
  ///   - network: the network.
  package static func size(reaching probability: Double, of network: NeuralNetwork) -> Double {
    let odds = log(probability) - log1p(-probability)
    return network.outputs == 1 ? odds : (log(Double(network.outputs - 1)) + odds) / 2
  }

  /// Arbitrary wanted logits, one target for each row.
  ///
  /// - Parameters:
  ///   - logits: `[targets × outputs]`, finite.
  ///   - network: the network.
  /// - Throws: ``InversionError`` when the width is not the network's number of outputs.
  package static func arbitrary(
    _ logits: Matrix, for network: NeuralNetwork
  ) throws(InversionError) -> InversionTargets {
    guard logits.columns == network.outputs, logits.rows > 0 else {
      throw InversionError(
        .badRequest,
        problem: "the targets have \(logits.columns) values each; the network has "
          + "\(network.outputs) outputs")
    }
    guard logits.isFinite else {
      throw InversionError(.badRequest, problem: "the targets hold NaN or infinite values")
    }
    let classes = (0..<logits.rows).map { ClassDecision.answer(logits.row($0)) }
    return InversionTargets(
      logits: logits, classes: classes, names: (0..<logits.rows).map { "target \($0)" },
      areArbitrary: true)
  }

  private static func classCount(of network: NeuralNetwork) throws(InversionError) -> Int {
    if network.outputs > 1 { return network.outputs }
    let last = network.layers.last?.name
    switch network.head {
    case .sigmoid: return 2
    case .linear where network.task == .scores: return 2
    case .softmax:
      throw InversionError(
        .unsupported, layer: last,
        problem: "is a softmax over one class, which is always 1: every input is perfect")
    case .linear:
      throw InversionError(
        .unsupported, layer: last,
        problem: "has one output and no softmax or sigmoid, so there are no classes; "
          + "--targets asks for values instead")
    }
  }
}
