import Files
import Formats
import JSON
import Networks
import Numerics
import TestSupport
import Testing

/// Files that ask a reader for something special: what `fixtures/keras-cases/cases.json` says of them.
@Suite("Keras files that ask for something special")
struct KerasCasesTests {
  /// One file, how it is opened, and what is expected.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let file: String
    let options: JSONObject
    let refusal: String?
    let inputs: [[Double]]
    let outputs: [[Double]]

    var testDescription: String { name }

    /// Opens the file with its options.
    func open() throws -> ModelFile {
      func path(_ name: String) -> String { Fixture.path("keras-cases/\(name)") }
      var hints = ArchitectureHints.none
      if let architecture = options["architecture"]?.stringValue {
        hints = try ArchitectureHints(architecture: path(architecture))
      } else if options["activation"] != nil || options["output"] != nil {
        hints = try #require(
          ArchitectureHints(
            activation: options["activation"]?.stringValue,
            output: options["output"]?.stringValue))
      }
      hints.outputLayer = options["output_layer"]?.stringValue
      return try ModelFile.open(path(file), hints: hints)
    }
  }

  static let cases: [Case] = {
    let document = try? JSONParser.parse(Fixture.bytes("keras-cases/cases.json"))
    return (document?["cases"]?.arrayValue ?? []).map { entry in
      func rows(_ key: String) -> [[Double]] {
        (entry[key]?.arrayValue ?? []).map { $0.arrayValue?.compactMap(\.doubleValue) ?? [] }
      }
      return Case(
        name: entry["name"]?.stringValue ?? "", file: entry["file"]?.stringValue ?? "",
        options: entry["options"]?.objectValue ?? [:], refusal: entry["refusal"]?.stringValue,
        inputs: rows("inputs"), outputs: rows("outputs"))
    }
  }()

  @Test("there are cases")
  func count() {
    #expect(Self.cases.count > 25)
  }

  @Test("it predicts what Keras does", arguments: cases.filter { $0.refusal == nil })
  func predicts(expected: Case) throws {
    let network = try expected.open().network()
    let outputs = network.predict(Matrix(rows: expected.inputs)).outputs.values
    let excess = PredictionTolerance("").excess(of: outputs, over: expected.outputs.flatMap { $0 })
    #expect(excess <= 1)
  }

  @Test("it is refused with the reason", arguments: cases.filter { $0.refusal != nil })
  func refused(expected: Case) throws {
    let words = try #require(expected.refusal)
    let error = try #require(throws: FileError.self) { try expected.open().network() }
    #expect(error.problem.contains(words))
  }

  @Test("whatever is refused as a network is listed", arguments: cases.filter { $0.refusal != nil })
  func listed(expected: Case) throws {
    guard expected.refusal?.contains("the file has weights") == false else { return }
    #expect(try expected.open().inventory.parameterCount > 0)
  }

  @Test(
    "gradients agree with differences of the outputs",
    arguments: ["normalizations", "grouped pictures"])
  func gradients(name: String) throws {
    let expected = try #require(Self.cases.first { $0.name == name })
    let network = try expected.open().network()
    let sample = expected.inputs[0]
    let jacobian = network.jacobian(at: sample)
    let step = 1e-6
    for feature in sample.indices {
      var (low, high) = (sample, sample)
      low[feature] -= step
      high[feature] += step
      let values = network.predict(Matrix(rows: [low, high])).outputs
      let slopes = (0..<network.outputs).map {
        (values[1, $0] - values[0, $0]) / (2 * step)
      }
      let differences = slopes.indices.map { abs(slopes[$0] - jacobian[$0, feature]) }
      #expect((differences.max() ?? 0) < 1e-5 * (1 + (slopes.map(abs).max() ?? 0)))
    }
  }
}
