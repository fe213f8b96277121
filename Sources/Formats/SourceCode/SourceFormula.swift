import Files
import Networks
import Numerics

/// Expressions in single precision that C and Swift read alike, but for the ending of numbers.
struct SourceFormula {
  /// What a number ends in: `f` in C, nothing in Swift.
  let suffix: String

  /// A number in the shortest digits that give the same float32.
  func number(_ value: Double) -> String {
    let text = "\(Float(value))"
    return (value < 0 ? "(\(text)\(suffix))" : text + suffix)
  }

  /// An activation of the variable `x`, number by number.
  ///
  /// - Returns: `nil` for those that need a whole row, or slopes.
  func expression(_ activation: Activation) -> String? {
    let zero = number(0)
    let one = number(1)
    let softplus = "((x < \(zero) ? \(zero) : x) + log1pf(expf(-fabsf(x))))"
    switch activation {
    case .linear: return "x"
    case .relu(let slope, let maximum, let threshold):
      return rectified(slope, maximum, threshold)
    case .leakyReLU(let slope): return "x < \(zero) ? \(number(slope)) * x : x"
    case .thresholdedReLU(let theta): return "x > \(number(theta)) ? x : \(zero)"
    case .elu(let alpha): return "x > \(zero) ? x : \(number(alpha)) * expm1f(x)"
    case .celu(let alpha):
      return "x > \(zero) ? x : \(number(alpha)) * expm1f(x / \(number(alpha)))"
    case .selu:
      return "\(number(1.0507009873554805)) * (x > \(zero) ? x : "
        + "\(number(1.6732632423543772)) * expm1f(x))"
    case .softplus: return softplus
    case .softsign: return "x / (\(one) + fabsf(x))"
    case .tanh: return "tanhf(x)"
    case .sigmoid: return "\(one) / (\(one) + expf(-x))"
    case .hardSigmoid(let slope):
      return clipped("\(number(slope)) * x + \(number(0.5))", 0, 1)
    case .exponential: return "expf(x)"
    case .silu: return "x / (\(one) + expf(-x))"
    case .hardSilu: return "x * (\(clipped("x + \(number(3))", 0, 6))) / \(number(6))"
    case .gelu(let approximate):
      return approximate
        ? "\(number(0.5)) * x * (\(one) + tanhf(\(number(0.7978845608028654)) * "
          + "(x + \(number(0.044715)) * x * x * x)))"
        : "\(number(0.5)) * x * erfcf(x * \(number(-0.7071067811865476)))"
    case .mish: return "x * tanhf(\(softplus))"
    case .logSigmoid: return "(x < \(zero) ? x : \(zero)) - log1pf(expf(-fabsf(x)))"
    case .hardTanh: return clipped("x", -1, 1)
    case .tanhShrink: return "x - tanhf(x)"
    case .hardShrink(let threshold): return "fabsf(x) > \(number(threshold)) ? x : \(zero)"
    case .softShrink(let threshold):
      let limit = number(threshold)
      return "x > \(limit) ? x - \(limit) : (x < -\(limit) ? x + \(limit) : \(zero))"
    case .squareplus(let b):
      // The usual (x + √(x² + b)) / 2 loses all digits where x is far below 0.
      return
        "(x < \(zero) ? \(zero) : x) + \(number(b / 2)) / (sqrtf(x * x + \(number(b))) + fabsf(x))"
    case .sparsePlus:
      return "x < \(number(-1)) ? \(zero) : "
        + "(x > \(one) ? x : (x + \(one)) * (x + \(one)) * \(number(0.25)))"
    case .sparseSigmoid: return clipped("\(number(0.5)) * x + \(number(0.5))", 0, 1)
    case .parametricReLU, .softmax, .logSoftmax, .sparsemax, .glu: return nil
    }
  }

  private func clipped(_ expression: String, _ lower: Double, _ upper: Double) -> String {
    let (low, high) = (number(lower), number(upper))
    return
      "(\(expression)) < \(low) ? \(low) : ((\(expression)) > \(high) ? \(high) : \(expression))"
  }

  private func rectified(_ slope: Double, _ maximum: Double?, _ threshold: Double) -> String {
    let zero = number(0)
    let limit = number(threshold)
    var positive = threshold == 0 ? "x" : "(x < \(zero) ? \(zero) : x)"
    if let maximum { positive = "(x > \(number(maximum)) ? \(number(maximum)) : \(positive))" }
    let below = slope == 0 ? zero : "\(number(slope)) * (x - \(limit))"
    // A number equal to a threshold other than 0 counts as below it.
    return threshold == 0
      ? "x < \(zero) ? \(below) : \(positive)" : "x > \(limit) ? \(positive) : \(below)"
  }
}

/// What the self-test of generated source runs, and what it expects: a few samples of plain fractions.
struct SourceSelfTest {
  static let rows = 4
  /// The least and the largest input.
  let bounds: (lower: Float, upper: Float)
  /// What the network gives, row after row.
  let expected: [Double]

  /// Runs the network.
  init(_ network: NeuralNetwork) {
    let range = network.inputRange ?? -1...1
    let (lower, upper) = (Float(range.lowerBound), Float(range.upperBound))
    bounds = (lower, upper)
    var values: [Double] = []
    for row in 0..<Self.rows {
      for feature in 0..<network.inputs {
        let share = Float((feature * 37 + row * 23) % 64)
        values.append(Double(lower + (upper - lower) * share / 64))
      }
    }
    let samples = Matrix(rows: Self.rows, columns: network.inputs, values: values)
    expected = network.predict(samples).outputs.values
  }
}

/// What both languages have to know of a network.
struct SourceModel {
  let network: NeuralNetwork
  /// Letters, digits and low lines of the file's name, beginning with a letter.
  let name: String

  /// Checks that a network can be written as source.
  ///
  /// - Throws: `FileError` of kind `unsupported` when a number is beyond float32.
  init(_ network: NeuralNetwork, path: String) throws(FileError) {
    for layer in network.layers {
      if let part = layer.partBeyondSinglePrecision {
        throw FileError(
          .unsupported, file: path, object: "layer \(layer.name)",
          problem: "its \(part) hold numbers beyond those of float32, which the source computes in")
      }
    }
    self.network = network
    let stem = path.split(separator: "/").last?.split(separator: ".").first ?? "model"
    let letters = stem.map { character in
      character.isASCII && (character.isLetter || character.isNumber) ? character : "_"
    }
    let word = String(letters.prefix(60))
    name =
      word.first?.isLetter == true ? word : "model" + (word.allSatisfy { $0 == "_" } ? "" : word)
  }

  /// Whether an output of the network is a class.
  var hasClasses: Bool {
    network.task != .regression && network.task != .multilabel
      && (network.outputs > 1 || network.head == .sigmoid || network.task == .scores)
  }

  /// From which value on a single output stands for the second class.
  var threshold: Double { network.head == .sigmoid ? 0.5 : 0 }

  /// What cannot be said in single precision or in source.
  var notes: [String] {
    let isRounded = network.layers.contains { layer in
      switch layer {
      case .dense(let dense):
        (dense.weights.values + (dense.bias ?? [])).contains { Double(Float($0)) != $0 }
      case .affine(let affine): (affine.scale + affine.shift).contains { Double(Float($0)) != $0 }
      case .activation, .layerNormalization: false
      }
    }
    var notes =
      isRounded ? ["the source computes in float32: numbers are rounded to it"] : []
    if !inputComments.isEmpty {
      notes.append("names and ranges of the inputs stand in a comment, which no program reads back")
    }
    return notes
  }

  /// Two numbers a feature of a scaler, and whether they are a shift before a factor or after it.
  func steps(_ layer: AffineLayer) -> (first: [Double], second: [Double], isShiftFirst: Bool) {
    switch layer.scaling {
    case .standard(let mean, let scale): (mean, scale.map { 1 / $0 }, true)
    case .minMax(let minimum, let scale): (minimum, scale, true)
    case .divide, nil: (layer.scale, layer.shift, false)
    }
  }
}

extension ModelFileKind {
  /// A file of C99, `.c`.
  public static let c = ModelFileKind(
    name: "c", extensions: [".c"], summary: "C source"
  ) { network, _, path throws(FileError) in try CSource.encode(network, path: path) }

  /// A file of Swift, `.swift`.
  public static let swift = ModelFileKind(
    name: "swift", extensions: [".swift"], summary: "Swift source"
  ) { network, _, path throws(FileError) in try SwiftSource.encode(network, path: path) }
}
