import Files
import Networks
import Numerics

/// Writes networks as one file of Swift: constants and a function, no import but the C library's math.
enum SwiftSource {
  /// The source.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - path: the file to be; the type in it is called after its name.
  /// - Throws: `FileError` of kind `unsupported` when a number is beyond float32.
  static func encode(_ network: NeuralNetwork, path: String) throws(FileError) -> ModelEncoding {
    var text = try SwiftSourceText(SourceModel(network, path: path))
    text.write()
    return ModelEncoding(bytes: Array(text.text.utf8), notes: text.model.notes)
  }
}

/// The text of a Swift file as it grows.
struct SwiftSourceText {
  let model: SourceModel
  var text = ""
  var constants = ""
  var helpers: [String] = []
  let formula = SourceFormula(suffix: "")
  var network: NeuralNetwork { model.network }
  /// What the self-test says and ends with; this package does neither.
  static let (printing, ending) = ("print", "exit")

  init(_ model: SourceModel) { self.model = model }

  /// `digits_2` is `Digits2Network`.
  var type: String {
    model.name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
      + "Network"
  }

  /// The condition under which the self-test is there.
  var flag: String { "\(model.name.uppercased())_SELF_TEST" }

  mutating func write() {
    let steps = network.layers.enumerated().map { step($0.element, $0.offset) }.joined()
    text += """
      // A neural network of \(network.inputs) inputs and \(network.outputs) outputs, written by mlp.
      \(model.inputComments.map { "//   \($0)\n" }.joined())//
      // Add the file to a program, or check its numbers:
      //   swiftc -O -D \(flag) FILE && ./FILE
      #if canImport(Darwin)
        import Darwin
      #elseif canImport(Glibc)
        import Glibc
      #elseif canImport(Musl)
        import Musl
      #elseif canImport(Bionic)
        import Bionic
      #elseif canImport(ucrt)
        import ucrt
      #endif

      enum \(type) {
        /// The numbers of a sample.
        static let inputs = \(network.inputs)
        /// The numbers that come out.
        static let outputs = \(network.outputs)

      """
    if let names = network.classNames {
      text += "  /// The names of the classes.\n  static let classNames = [\n"
      text += names.map { "    \($0.swiftLiteral),\n" }.joined() + "  ]\n"
    }
    text += """

        /// The outputs of one sample.
        ///
        /// - Precondition: there are `inputs` numbers.
        static func predict(_ input: [Float]) -> [Float] {
          precondition(input.count == inputs, "a sample has \(network.inputs) numbers")
          var values = input
      \(steps)    return values
        }

      """
    writeClass()
    text += "\n" + constants
    writeHelpers()
    text += "}\n"
    writeSelfTest()
  }

  /// Numbers as the bits of float32 numbers: exact, and compiled in no time.
  mutating func table(_ label: String, _ values: [Double]) -> String {
    constants += "  private static let \(label) = numbers(\n    \"\"\"\n"
    for start in stride(from: 0, to: values.count, by: 11) {
      let line = values[start..<min(start + 11, values.count)].map { value in
        let digits = String(Float(value).bitPattern, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
      }
      constants += "    \(line.joined(separator: " "))\n"
    }
    constants += "    \"\"\")\n"
    return label
  }

  private mutating func step(_ layer: NetworkLayer, _ index: Int) -> String {
    switch layer {
    case .dense(let dense):
      helpers.append("dense")
      let weights = table("weights\(index)", dense.weights.transposed().values)
      let bias = dense.bias.map { table("bias\(index)", $0) }
      return "    values = dense(values, \(weights), \(bias ?? "[]"), units: \(dense.units))\n"
    case .activation(let layer): return activation(layer.activation, index)
    case .affine(let affine):
      let steps = model.steps(affine)
      let first = table("\(steps.isShiftFirst ? "offset" : "factor")\(index)", steps.first)
      let second = table("\(steps.isShiftFirst ? "factor" : "summand")\(index)", steps.second)
      let expression =
        steps.isShiftFirst
        ? "(values[i] - \(first)[i]) * \(second)[i]" : "values[i] * \(first)[i] + \(second)[i]"
      return "    for i in values.indices { values[i] = \(expression) }\n"
    case .layerNormalization(let layer):
      helpers.append("normalize")
      var result = "    values = normalize(values, epsilon: \(layer.epsilon))\n"
      if let gamma = layer.gamma {
        result +=
          "    for i in values.indices { values[i] *= \(table("gamma\(index)", gamma))[i] }\n"
      }
      if let beta = layer.beta {
        result += "    for i in values.indices { values[i] += \(table("beta\(index)", beta))[i] }\n"
      }
      return result
    }
  }

  private mutating func activation(_ activation: Activation, _ index: Int) -> String {
    if activation == .linear { return "" }
    if let expression = formula.expression(activation) {
      return """
            for i in values.indices {
              let x = values[i]
              values[i] = \(expression)
            }

        """
    }
    switch activation {
    case .parametricReLU(let slopes):
      let slopes = table("slopes\(index)", slopes)
      return "    for i in values.indices where values[i] < 0 { values[i] *= \(slopes)[i] }\n"
    case .glu:
      return """
            do {
              let half = values.count / 2
              values = (0..<half).map { values[$0] / (1 + expf(-values[$0 + half])) }
            }

        """
    case .sparsemax:
      helpers.append("sparsemax")
      return "    values = sparsemax(values)\n"
    default:
      helpers.append("softmax")
      return "    values = softmax(values, isLogarithm: \(activation == .logSoftmax))\n"
    }
  }

  private mutating func writeClass() {
    guard model.hasClasses else { return }
    text += """

        /// The number of the class of one sample.
        static func classIndex(_ input: [Float]) -> Int {
          let output = predict(input)

      """
    text +=
      network.outputs == 1
      ? "    return output[0] < \(formula.number(model.threshold)) ? 0 : 1\n  }\n"
      : "    return output.indices.dropFirst().reduce(0) { output[$1] > output[$0] ? $1 : $0 }\n  }\n"
  }
}

extension String {
  /// The text as a Swift literal: everything but plain ASCII escaped.
  fileprivate var swiftLiteral: String {
    var result = "\""
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x22, 0x5C: result += "\\\(Character(scalar))"
      case 0x20...0x7E: result.append(Character(scalar))
      default: result += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return result + "\""
  }
}
