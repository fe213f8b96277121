import Networks

extension ONNXGraphWriter {
  /// Adds an activation, by its own operator or by a formula that onnxruntime computes without loss.
  ///
  /// - Parameters:
  ///   - activation: the function.
  ///   - x: the name of its input, `[N × width]`.
  ///   - width: the features of the input.
  ///   - layer: the layer that it belongs to.
  /// - Returns: the name of its output.
  mutating func add(_ activation: Activation, _ x: String, width: Int, layer: String) -> String {
    func one(_ kind: String, _ attributes: [(String, Attribute)] = []) -> String {
      add(kind, [x], layer: layer, attributes: attributes)
    }
    switch activation {
    case .linear: return x
    case .relu(let slope, let maximum, let threshold):
      return rectifier(x, slope, maximum, threshold, layer)
    case .leakyReLU(let slope): return one("LeakyRelu", [("alpha", .number(slope))])
    case .parametricReLU(let slopes):
      return add(
        "PRelu", [x, tensor("\(layer).slopes", slopes, shape: [slopes.count])], layer: layer)
    case .thresholdedReLU(let theta):
      return one("ThresholdedRelu", [("alpha", .number(theta))])
    case .elu(let alpha): return one("Elu", [("alpha", .number(alpha))])
    case .celu(let alpha): return one("Celu", [("alpha", .number(alpha))])
    case .selu: return one("Selu")
    case .softplus: return one("Softplus")
    case .softsign: return one("Softsign")
    case .tanh: return one("Tanh")
    case .sigmoid: return one("Sigmoid")
    case .hardSigmoid(let slope):
      return one("HardSigmoid", [("alpha", .number(slope)), ("beta", .number(0.5))])
    case .exponential: return one("Exp")
    case .silu: return add("Mul", [x, one("Sigmoid")], layer: layer)
    case .hardSilu:
      let gate = one("HardSigmoid", [("alpha", .number(1.0 / 6)), ("beta", .number(0.5))])
      return add("Mul", [x, gate], layer: layer)
    case .gelu(let approximate): return gelu(x, approximate, layer)
    case .mish:
      return add("Mul", [x, add("Tanh", [one("Softplus")], layer: layer)], layer: layer)
    case .softmax: return one("Softmax", [("axis", .integer(-1))])
    case .logSoftmax: return one("LogSoftmax", [("axis", .integer(-1))])
    case .logSigmoid:
      return add(
        "Neg", [add("Softplus", [one("Neg")], layer: layer)], layer: layer)
    case .hardTanh: return clip(x, -1, 1, layer)
    case .tanhShrink: return add("Sub", [x, one("Tanh")], layer: layer)
    case .hardShrink(let threshold):
      return one("Shrink", [("lambd", .number(threshold)), ("bias", .number(0))])
    case .softShrink(let threshold):
      return one("Shrink", [("lambd", .number(threshold)), ("bias", .number(threshold))])
    case .squareplus(let b): return squareplus(x, b, layer)
    case .sparsePlus:
      // (c + 1)² / 4 with c clipped to −1...1, and what is beyond 1: no choice is needed.
      let moved = add("Add", [clip(x, -1, 1, layer), scalar(1)], layer: layer)
      let square = add("Mul", [moved, moved], layer: layer)
      let beyond = add("Relu", [add("Sub", [x, scalar(1)], layer: layer)], layer: layer)
      return add(
        "Add", [add("Mul", [square, scalar(0.25)], layer: layer), beyond], layer: layer)
    case .sparseSigmoid:
      return one("HardSigmoid", [("alpha", .number(0.5)), ("beta", .number(0.5))])
    case .sparsemax: return sparsemax(x, width, layer)
    case .glu:
      let parts = add(
        "Split", [x, tensor("\(layer).split", [width / 2, width / 2], shape: [2])], layer: layer,
        attributes: [("axis", .integer(1))], outputs: halves(of: layer))
      return add("Mul", [parts[0], add("Sigmoid", [parts[1]], layer: layer)], layer: layer)
    }
  }

  private mutating func clip(
    _ x: String, _ lower: Double, _ upper: Double, _ layer: String
  ) -> String {
    add("Clip", [x, scalar(lower), scalar(upper)], layer: layer)
  }

  private mutating func rectifier(
    _ x: String, _ slope: Double, _ maximum: Double?, _ threshold: Double, _ layer: String
  ) -> String {
    var result = x
    if threshold != 0 {
      let isAbove = add("Greater", [x, scalar(threshold)], layer: layer)
      result = add("Where", [isAbove, x, scalar(0)], layer: layer)
      if let maximum { result = clip(result, 0, maximum, layer) }
    } else if let maximum {
      result = clip(x, 0, maximum, layer)
    } else {
      result = add("Relu", [x], layer: layer)
    }
    guard slope != 0 else { return result }
    let below = add(
      "Relu", [add("Sub", [scalar(threshold), x], layer: layer)], layer: layer)
    return add(
      "Sub", [result, add("Mul", [below, scalar(slope)], layer: layer)], layer: layer)
  }

  private mutating func gelu(_ x: String, _ approximate: Bool, _ layer: String) -> String {
    let inner: String
    if approximate {
      let square = add("Mul", [x, x], layer: layer)
      let cube = add(
        "Mul", [add("Mul", [square, x], layer: layer), scalar(0.044715)], layer: layer)
      let sum = add("Add", [x, cube], layer: layer)
      inner = add(
        "Tanh", [add("Mul", [sum, scalar(0.7978845608028654)], layer: layer)], layer: layer)
    } else {
      inner = add(
        "Erf", [add("Mul", [x, scalar(0.7071067811865476)], layer: layer)], layer: layer)
    }
    let half = add("Mul", [x, scalar(0.5)], layer: layer)
    return add("Mul", [half, add("Add", [inner, scalar(1)], layer: layer)], layer: layer)
  }

  /// relu(x) + (b/2) / (√(x² + b) + |x|): the usual formula loses all digits where x is far below 0.
  private mutating func squareplus(_ x: String, _ b: Double, _ layer: String) -> String {
    let square = add("Mul", [x, x], layer: layer)
    let root = add("Sqrt", [add("Add", [square, scalar(b)], layer: layer)], layer: layer)
    let sum = add("Add", [root, add("Abs", [x], layer: layer)], layer: layer)
    let rest = add("Div", [scalar(b / 2), sum], layer: layer)
    return add("Add", [add("Relu", [x], layer: layer), rest], layer: layer)
  }

  /// Keras's sparsemax: the threshold is the sum of the support's running sums, less 1, by its size.
  private mutating func sparsemax(_ x: String, _ width: Int, _ layer: String) -> String {
    let sorted = add(
      "TopK", [x, tensor("\(layer).count", [width], shape: [1])], layer: layer,
      attributes: [("axis", .integer(1))], outputs: halves(of: layer))[0]
    let sums = add(
      "CumSum", [sorted, tensor("\(layer).axis", [1], shape: [])], layer: layer)
    let ranks = tensor("\(layer).ranks", (1...width).map(Double.init), shape: [width])
    let excess = add(
      "Div", [add("Sub", [sums, scalar(1)], layer: layer), ranks], layer: layer)
    let isSupport = add("Greater", [sorted, excess], layer: layer)
    let support = add("Where", [isSupport, scalar(1), scalar(0)], layer: layer)
    let axes = tensor("\(layer).axes", [1], shape: [1])
    let total = add(
      "ReduceSum", [add("Mul", [support, sums], layer: layer), axes], layer: layer)
    let size = add("ReduceSum", [support, axes], layer: layer)
    let threshold = add(
      "Div", [add("Sub", [total, scalar(1)], layer: layer), size], layer: layer)
    return add("Relu", [add("Sub", [x, threshold], layer: layer)], layer: layer)
  }
}
