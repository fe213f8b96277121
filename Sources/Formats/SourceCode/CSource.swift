import Files
import Networks
import Numerics

/// Writes networks as one file of C99: constants, a function, no allocation, nothing but math.h.
enum CSource {
  /// The source.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - path: the file to be; its name is the start of all names in it.
  /// - Throws: `FileError` of kind `unsupported` when a number is beyond float32.
  static func encode(_ network: NeuralNetwork, path: String) throws(FileError) -> ModelEncoding {
    var text = try CSourceText(SourceModel(network, path: path))
    text.write()
    return ModelEncoding(bytes: Array(text.text.utf8), notes: text.model.notes)
  }
}

/// The text of a C file as it grows.
struct CSourceText {
  let model: SourceModel
  var text = ""
  var constants = ""
  var body = ""
  let formula = SourceFormula(suffix: "f")
  var name: String { model.name }
  var macro: String { model.name.uppercased() }
  var network: NeuralNetwork { model.network }

  init(_ model: SourceModel) { self.model = model }

  mutating func write() {
    writeBody()
    text += """
      /* A neural network of \(network.inputs) inputs and \(network.outputs) outputs, written by mlp.
       *
       *   void \(name)_predict(const float *input, float *output);
       *
       * computes the outputs of one sample.\(model.hasClasses ? " \(name)_class gives the number of its class." : "")
       * C99 with math.h, no allocation, no state. Compile with -D\(macro)_SELF_TEST for a program
       * that checks the numbers. -D\(macro)_SUM=float sums in single precision, for processors
       * without double.
      \(model.inputComments.map { " * \($0)\n" }.joined()) */
      #include <math.h>

      #ifndef \(macro)_SUM
      #define \(macro)_SUM double
      #endif

      #define \(macro)_INPUTS \(network.inputs)
      #define \(macro)_OUTPUTS \(network.outputs)

      void \(name)_predict(const float *input, float *output);

      """
    if model.hasClasses { text += "int \(name)_class(const float *input);\n" }
    if network.classNames != nil { text += "const char *\(name)_class_name(int index);\n" }
    text += "\n" + constants
    text += "void \(name)_predict(const float *input, float *output) {\n" + body + "}\n"
    if model.hasClasses { writeClass() }
    writeClassNames()
    writeSelfTest()
  }

  /// A table of numbers.
  mutating func table(_ label: String, _ values: [Double], comment: String) -> String {
    let table = "\(name)_\(label)"
    constants += "/* \(comment) */\nstatic const float \(table)[\(values.count)] = {\n"
    constants += Self.lines(values.map { formula.number($0).filter { $0 != "(" && $0 != ")" } })
    constants += "};\n\n"
    return table
  }

  private static func lines(_ items: [String]) -> String {
    var text = ""
    var line = " "
    for item in items {
      if line.utf8.count + item.utf8.count > 96 {
        text += line + "\n"
        line = " "
      }
      line += " \(item),"
    }
    return text + line + "\n"
  }

  private mutating func writeBody() {
    var widths = [0, 0]
    var current = 0
    var width = network.inputs
    var isInput = true
    var steps = ""
    /// Brings the values into a buffer of their own, where they can be changed.
    func own() {
      guard isInput else { return }
      isInput = false
      widths[0] = max(widths[0], width)
      steps += "  for (int i = 0; i < \(width); i++) a[i] = input[i];\n"
    }
    for (index, layer) in network.layers.enumerated() {
      let buffers = ["a", "b"]
      switch layer {
      case .dense(let dense):
        let next = isInput ? 0 : 1 - current
        let source = isInput ? "input" : buffers[current]
        steps += self.dense(dense, index, from: source, to: buffers[next])
        current = next
        isInput = false
        width = dense.units
        widths[current] = max(widths[current], width)
      case .activation(let activation):
        own()
        steps += self.activation(activation.activation, index, in: buffers[current], width: width)
        width = layer.outputs(forInputs: width) ?? width
      case .affine(let affine):
        own()
        steps += self.affine(affine, index, in: buffers[current])
      case .layerNormalization(let normalization):
        own()
        steps += self.normalization(normalization, index, in: buffers[current])
      }
    }
    for (buffer, width) in zip(["a", "b"], widths) where width > 0 {
      body += "  float \(buffer)[\(width)];\n"
    }
    body += steps
    body += "  for (int i = 0; i < \(width); i++) output[i] = \(["a", "b"][current])[i];\n"
  }

  private mutating func writeClass() {
    text += """

      int \(name)_class(const float *input) {
        float output[\(network.outputs)];
        \(name)_predict(input, output);

      """
    if network.outputs == 1 {
      text += "  return output[0] < \(formula.number(model.threshold)) ? 0 : 1;\n}\n"
    } else {
      text += """
          int best = 0;
          for (int i = 1; i < \(network.outputs); i++) {
            if (output[i] > output[best]) best = i;
          }
          return best;
        }

        """
    }
  }

  private mutating func writeClassNames() {
    guard let names = network.classNames else { return }
    text += """

      const char *\(name)_class_name(int index) {
        static const char *const names[\(names.count)] = {

      """
    text += names.map { "    \($0.cLiteral),\n" }.joined()
    text += "  };\n  return index < 0 || index >= \(names.count) ? \"\" : names[index];\n}\n"
  }

  private mutating func writeSelfTest() {
    let test = SourceSelfTest(network)
    text += """

      #ifdef \(macro)_SELF_TEST
      #include <stdio.h>

      int main(void) {
        static const float expected[\(SourceSelfTest.rows * network.outputs)] = {

      """
    text += Self.lines(
      test.expected.map { formula.number($0).filter { $0 != "(" && $0 != ")" } })
    let lower = formula.number(Double(test.bounds.lower))
    let span = formula.number(Double(test.bounds.upper - test.bounds.lower))
    text += """
        };
        static float input[\(network.inputs)];
        float output[\(network.outputs)];
        int failures = 0;
        for (int row = 0; row < \(SourceSelfTest.rows); row++) {
          for (int i = 0; i < \(network.inputs); i++) {
            input[i] = \(lower) + \(span) * (float)((i * 37 + row * 23) % 64) / 64.0f;
          }
          \(name)_predict(input, output);
          for (int i = 0; i < \(network.outputs); i++) {
            const float wanted = expected[row * \(network.outputs) + i];
            if (!(fabsf(output[i] - wanted) <= 1e-5f * (1.0f + fabsf(wanted)))) {
              printf("row %d, output %d: %.9g, expected %.9g\\n", row, i, (double)output[i],
                     (double)wanted);
              failures++;
            }
          }
        }
        printf(failures ? "self-test failed\\n" : "self-test passed\\n");
        return failures ? 1 : 0;
      }
      #endif

      """
  }
}

extension String {
  /// The text as a C literal: everything but plain ASCII in octal.
  fileprivate var cLiteral: String {
    var result = "\""
    for byte in utf8 {
      switch byte {
      case 0x22, 0x5C, 0x3F: result += "\\\(Character(UnicodeScalar(byte)))"
      case 0x20...0x7E: result.append(Character(UnicodeScalar(byte)))
      default:
        let digits = String(byte, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return result + "\""
  }
}
