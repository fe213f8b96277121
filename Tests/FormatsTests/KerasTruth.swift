import Files
import JSON
import Numerics
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a real Keras version says of a model that it wrote: `fixtures/keras/GENERATION/NAME.truth.json`.
struct KerasTruth: Sendable {
  /// One variable of the model, with the statistics that NumPy computed.
  struct Weight {
    var layer: String
    var path: String
    var shape: [Int]
    var dtype: String
    var mean: Double
    var deviation: Double
    var minimum: Double
    var maximum: Double
  }

  let verdict: String
  let kerasVersion: String
  let weights: [Weight]

  /// Reads the truth about a model such as `keras/tf-2.4/mlp_obj`.
  init(_ name: String) throws {
    let truth = try JSONParser.parse(Fixture.bytes("\(name).truth.json"))
    verdict = try #require(truth["verdict"]?.stringValue)
    kerasVersion = try #require(truth["keras_version"]?.stringValue)
    weights = try #require(truth["weights"]?.arrayValue).map { weight in
      Weight(
        layer: try #require(weight["layer"]?.stringValue),
        path: try #require(weight["path"]?.stringValue),
        shape: try #require(weight["shape"]?.arrayValue).compactMap(\.intValue),
        dtype: try #require(weight["dtype"]?.stringValue),
        mean: try #require(weight["mean"]?.doubleValue),
        deviation: try #require(weight["std"]?.doubleValue),
        minimum: try #require(weight["min"]?.doubleValue),
        maximum: try #require(weight["max"]?.doubleValue))
    }
  }

  /// Every model with a truth, such as `keras/tf-2.4/mlp_obj`.
  static let names: [String] = {
    let suffix = ".truth.json"
    return contents("keras").flatMap { generation in
      contents("keras/\(generation)").filter { $0.hasSuffix(suffix) }.map {
        "keras/\(generation)/\($0.dropLast(suffix.count))"
      }
    }
  }()

  /// The names in a folder of fixtures, in order.
  private static func contents(_ folder: String) -> [String] {
    guard let directory = opendir(Fixture.path(folder)) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}

/// How far predictions may be from Keras's.
struct PredictionTolerance {
  /// Of each value.
  var relative = 1e-5
  /// Of the largest value.
  var ofLargest = 1e-6

  /// Keras computes in the type of the weights: its own rounding is all that may differ.
  init(_ name: String) {
    if name.hasSuffix("float16") && !name.hasSuffix("bfloat16") {
      (relative, ofLargest) = (0, 5e-3)
    }
    if name.hasSuffix("bfloat16") { (relative, ofLargest) = (0, 5e-2) }
    // Eleven layers, exponential among them, add up the rounding of 32 bits.
    if name.hasSuffix("mix2") { (relative, ofLargest) = (5e-5, 5e-6) }
  }

  /// The largest difference as a multiple of what is allowed; infinite when the sizes differ.
  func excess(of values: [Double], over truth: [Double]) -> Double {
    guard values.count == truth.count, !truth.isEmpty else { return .infinity }
    let largest = truth.map(abs).max() ?? 0
    let floor = ofLargest * (relative == 0 ? max(1, largest) : largest)
    return zip(values, truth).map { value, wanted in
      let ratio = abs(value - wanted) / (relative * abs(wanted) + floor)
      return ratio.isNaN ? .infinity : ratio
    }.max() ?? .infinity
  }
}
