import Networks

extension SwiftSourceText {
  /// The functions that some layers need.
  mutating func writeHelpers() {
    let known = [
      "dense": """

        private static func dense(
          _ input: [Float], _ weights: [Float], _ bias: [Float], units: Int
        ) -> [Float] {
          (0..<units).map { unit in
            var sum = bias.isEmpty ? 0 : Double(bias[unit])
            let start = unit * input.count
            for i in input.indices { sum += Double(weights[start + i]) * Double(input[i]) }
            return Float(sum)
          }
        }

      """,
      "softmax": """

        private static func softmax(_ input: [Float], isLogarithm: Bool) -> [Float] {
          let largest = input.max() ?? 0
          let moved = input.map { $0 - largest }
          let sum = Float(moved.reduce(0) { $0 + Double(expf($1)) })
          return moved.map { isLogarithm ? $0 - logf(sum) : expf($0) / sum }
        }

      """,
      "sparsemax": """

        private static func sparsemax(_ input: [Float]) -> [Float] {
          var (sum, total, support) = (0.0, 0.0, 0.0)
          for (index, value) in input.sorted(by: >).enumerated() {
            sum += Double(value)
            if Double(value) - (sum - 1) / Double(index + 1) > 0 {
              total += sum
              support += 1
            }
          }
          return input.map { Float(max(Double($0) - (total - 1) / support, 0)) }
        }

      """,
      "normalize": """

        private static func normalize(_ input: [Float], epsilon: Double) -> [Float] {
          let values = input.map(Double.init)
          let count = Double(values.count)
          let mean = values.reduce(0, +) / count
          let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
          return values.map { Float(($0 - mean) / (variance + epsilon).squareRoot()) }
        }

      """,
    ]
    for name in Set(helpers).sorted() { text += known[name] ?? "" }
    text += """

        /// The numbers whose bits are written in hexadecimal.
        private static func numbers(_ text: StaticString) -> [Float] {
          var result: [Float] = []
          var (bits, digits) = (UInt32(0), 0)
          for scalar in text.description.unicodeScalars where scalar.properties.isASCIIHexDigit {
            bits = bits << 4 | UInt32(scalar.value < 0x41 ? scalar.value - 0x30 : scalar.value - 0x57)
            digits += 1
            if digits == 8 {
              result.append(Float(bitPattern: bits))
              (bits, digits) = (0, 0)
            }
          }
          return result
        }

      """
  }

  /// A program that checks the numbers, under a condition.
  mutating func writeSelfTest() {
    let test = SourceSelfTest(network)
    let (lower, upper) = (test.bounds.lower, test.bounds.upper)
    let kept = constants
    constants = ""
    _ = table("expected", test.expected)
    let expected = constants
    constants = kept
    text += """

      #if \(flag)
        extension \(type) {
      """
    text += "\n" + expected.replacing("private static let", with: "fileprivate static let")
    text += """

          /// Whether a few samples give what they gave when this file was written.
          fileprivate static func selfTest() -> Bool {
            var isPassed = true
            for row in 0..<\(SourceSelfTest.rows) {
              let input = (0..<inputs).map { i -> Float in
                let share = Float((i * 37 + row * 23) % 64)
                return \(formula.number(Double(lower))) + \(formula.number(Double(upper - lower))) * share / 64
              }
              for (i, value) in predict(input).enumerated() {
                let wanted = expected[row * outputs + i]
                if !(abs(value - wanted) <= 1e-5 * (1 + abs(wanted))) {
                  \(Self.printing)("row \\(row), output \\(i): \\(value), expected \\(wanted)")
                  isPassed = false
                }
              }
            }
            \(Self.printing)(isPassed ? "self-test passed" : "self-test failed")
            return isPassed
          }
        }

        \(Self.ending)(\(type).selfTest() ? 0 : 1)
      #endif

      """
  }
}
