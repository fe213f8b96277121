import JSON
import Networks
import Reports
import Testing

@Suite("What inspect shows")
struct InspectionReportTests {
  private func report(
    name: String = "dense", version: String? = "3.15.1", histogram: Bool = false, omitted: Int = 0,
    network: NetworkSummary? = nil
  ) throws -> InspectionReport {
    let kernel = ModelInventory.TensorEntry(
      name: "kernel", path: "/k", role: "weights", shape: [2, 2], elementType: "float32")
    let bias = ModelInventory.TensorEntry(
      name: "bias", path: "/b", role: "bias", shape: [2], elementType: "float32")
    let inventory = ModelInventory(
      format: .kerasHDF5Model, kerasVersion: version, backend: nil, modelName: "model",
      layers: [
        .init(
          name: name, className: "Dense", activation: "relu", inputs: 2, outputs: 2,
          tensors: [kernel, bias]),
        .init(name: "dropout", className: "Dropout"),
      ])
    return InspectionReport(
      file: "model.h5", inventory: inventory, parameterCount: 1234, omittedLayers: omitted,
      tensors: [
        "/k": TensorReport(kernel, values: [3, 0, 0, 4], histogram: histogram),
        "/b": TensorReport(bias, values: [.nan, .infinity], histogram: histogram),
      ], network: network ?? NetworkSummary(obstacle: "layer x: is odd"))
  }

  @Test("the JSON has the keys of the contract, in its order")
  func keys() throws {
    let json = try report(histogram: true).json
    #expect(
      json.objectValue?.names == [
        "schema", "file", "format", "kerasVersion", "backend", "modelName", "parameterCount",
        "layers", "warnings", "network",
      ])
    #expect(json["schema"] == 1)
    #expect(json["format"] == "keras-h5-model")
    let layer = try #require(json["layers"]?.arrayValue?.first)
    for key in ["name", "class", "activation", "inputs", "outputs", "tensors"] {
      #expect(layer[key] != nil, "\(key)")
    }
    let tensors = try #require(layer["tensors"]?.arrayValue)
    let common = [
      "name", "path", "role", "shape", "dtype", "count", "mean", "std", "min", "max", "absMax",
      "l2Norm", "zeros", "nans", "infs", "percentiles", "histogram",
    ]
    #expect(
      tensors[0].objectValue?.names == common + ["rank", "conditionNumber", "singularValues"])
    #expect(tensors[1].objectValue?.names == common)
    #expect(
      tensors[0]["percentiles"]?.objectValue?.names == ["1", "5", "25", "50", "75", "95", "99"])
    #expect(tensors[0]["histogram"]?.objectValue?.names == ["edges", "counts"])
    #expect(tensors[0]["singularValues"]?.objectValue?.names == ["max", "min"])
  }

  @Test("the JSON has the values of the tensors")
  func values() throws {
    let json = try report().json
    let tensors = try #require(json["layers"]?.arrayValue?.first?["tensors"]?.arrayValue)
    #expect(tensors[0]["shape"] == [2, 2])
    #expect(tensors[0]["mean"]?.doubleValue == 1.75)
    #expect(tensors[0]["l2Norm"]?.doubleValue == 5)
    #expect(tensors[0]["zeros"] == 2)
    #expect(tensors[0]["rank"] == 2)
    #expect(tensors[0]["singularValues"]?["max"]?.doubleValue == 4)
    #expect(tensors[0]["histogram"] == nil)
    #expect(tensors[1]["mean"] == "nan")
    #expect(tensors[1]["nans"] == 1)
    #expect(tensors[1]["infs"] == 1)
    #expect(json["parameterCount"] == 1234)
    #expect(json["backend"] == .some(.null))
    #expect(json["network"]?.objectValue?.names == ["invertible", "reason"])
    let nothing = try #require(json["layers"]?.arrayValue?.last)
    #expect(nothing["activation"] == .some(.null))
    #expect(nothing["tensors"] == [])
  }

  /// A model of one layer with the given weights and biases.
  private func report(weights: [[Double]], bias: [Double]) -> InspectionReport {
    let (inputs, outputs) = (weights.count, weights[0].count)
    let kernel = ModelInventory.TensorEntry(
      name: "kernel", path: "/k", role: "weights", shape: [inputs, outputs], elementType: "float32")
    let offset = ModelInventory.TensorEntry(
      name: "bias", path: "/b", role: "bias", shape: [outputs], elementType: "float32")
    return InspectionReport(
      file: "m.h5",
      inventory: ModelInventory(
        format: .kerasHDF5Model,
        layers: [
          .init(
            name: "d", className: "Dense", inputs: inputs, outputs: outputs,
            tensors: [kernel, offset])
        ]), parameterCount: 0, omittedLayers: 0,
      tensors: [
        "/k": TensorReport(kernel, values: weights.flatMap { $0 }),
        "/b": TensorReport(offset, values: bias),
      ], network: NetworkSummary(obstacle: "none"))
  }

  @Test("says what is wrong with the numbers, the worst first, before everything else")
  func verdicts() throws {
    let nan = try report()
    #expect(nan.verdicts.map(\.kind) == [.notFinite])
    #expect(
      nan.lines.prefix(2).last?.hasPrefix("✗ dense/bias: 1 NaN and 1 infinite among 2") == true)
    #expect(nan.json["warnings"]?.arrayValue?.first?["code"] == "not-finite")
    let dead = report(weights: [[1, 0, 2], [3, 0, 4], [5, 0, 7]], bias: [1, 1, 1])
    #expect(dead.verdicts.map(\.kind) == [.deadUnits, .rankDeficient])
    #expect(dead.verdicts[0].text.hasPrefix("d/weights: 1 dead unit with weights of 0 only"))
    let ill = report(weights: [[1, 0], [0, 1e-8]], bias: [0, 1])
    #expect(ill.verdicts.map(\.kind) == [.illConditioned])
    #expect(
      ill.verdicts[0].text.hasSuffix("1×10⁸ times larger")
        || ill.verdicts[0].text.contains("1.0×10⁸"))
    let good = report(weights: [[1, 2], [3, 4]], bias: [0, 1])
    #expect(good.verdicts.isEmpty)
  }

  @Test("weights that only an initializer has touched are told from trained ones")
  func untrained() {
    // Glorot's uniform distribution of 20 inputs and 10 units, evenly spread: ±√(6/30).
    let limit = 0.2.squareRoot()
    func spread(_ scale: Double) -> [[Double]] {
      let places = (0..<200).map { Double($0 * 77 % 200) / 99.5 - 1 }
      let values = places.map { scale * limit * $0 }
      return (0..<20).map { row in Array(values[(row * 10)..<(row * 10 + 10)]) }
    }
    let zeros = [Double](repeating: 0, count: 10)
    #expect(report(weights: spread(1), bias: zeros).verdicts.map(\.kind).first == .untrained)
    #expect(!report(weights: spread(3), bias: zeros).verdicts.map(\.kind).contains(.untrained))
    let moved = [0.1] + zeros.dropFirst()
    #expect(!report(weights: spread(1), bias: moved).verdicts.map(\.kind).contains(.untrained))
  }

  @Test("a network that runs has its chain, its widths, its range and its classes")
  func network() throws {
    var network = try NeuralNetwork(
      layers: [
        .dense(.init(name: "d", weights: .init(rows: [[1, 2], [3, 4], [5, 6]]), bias: nil)),
        .activation(.init(name: "d", activation: .leakyReLU(slope: 0.01))),
      ], inputs: 3)
    network.inputRange = -1...1
    network.classNames = ["no", "yes"]
    let json = try report(network: NetworkSummary(network, obstacle: nil)).json
    let summary = try #require(json["network"])
    #expect(
      summary.objectValue?.names == [
        "invertible", "chain", "inputs", "outputs", "inputRange", "classNames",
      ])
    #expect(summary["invertible"] == true)
    #expect(summary["chain"] == ["dense 3→2 leaky_relu(0.01)"])
    #expect(summary["inputs"] == 3)
    #expect(summary["outputs"] == 2)
    #expect(summary["inputRange"]?.arrayValue?.map(\.doubleValue) == [-1, 1])
    #expect(summary["classNames"] == ["no", "yes"])
  }

  @Test("the text names the file, its layers, its tensors and what stands in the way")
  func text() throws {
    let text = try report(histogram: true, omitted: 3).lines.joined(separator: "\n")
    for words in [
      "model.h5: Keras model (HDF5), Keras 3.15.1", "float32", "1,234 parameters", "dense",
      "Dropout", "dense/weights", "2×2", "and 3 more layers", "layer x: is odd", "█",
    ] {
      #expect(text.contains(words), "\(words)")
    }
  }

  @Test("names that could act on a terminal are escaped, in text and in JSON")
  func dangerousNames() throws {
    let report = try report(name: "a\u{1B}[31m\u{202E}b\nc", version: "3\u{7}")
    for text in report.lines + [report.json.serialized(pretty: false)] {
      #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
    }
    #expect(report.json["layers"]?.arrayValue?.first?["name"] == "a\u{1B}[31m\u{202E}b\nc")
  }

  @Test("a very long name leaves room for the numbers")
  func longName() throws {
    let lines = try report(name: String(repeating: "n", count: 4000)).lines
    #expect(lines.allSatisfy { $0.count < 300 })
  }
}
