import MLPRuntime
import TestSupport
import Testing

@Suite("A program that only predicts")
struct RuntimeTests {
  @Test("gives scikit-learn's probabilities, from a path and from bytes")
  func predicted() throws {
    let path = Fixture.path("sklearn/mlp_scaled.mlpc")
    let rows = try Self.rows("sklearn/mlp_scaled.inputs.npy", columns: 4)
    let truth = try Self.rows("sklearn/mlp_scaled.predict_proba.npy", columns: 3)
    let network = try NeuralNetwork(coefficientsAt: path)
    let outputs = try network.predict(rows)
    #expect(relativeDifference(outputs.flatMap(\.self), truth.flatMap(\.self)) < 1e-9)
    let single = try NeuralNetwork(coefficients: Fixture.bytes("sklearn/mlp_scaled.mlpc"))
      .predict(rows.map { $0.map { Float($0) } })
    #expect(
      relativeDifference(single.flatMap { $0.map(Double.init) }, truth.flatMap(\.self)) < 1e-5)
    #expect(try network.predict(rows[0]) == outputs[0])
    #expect(network.classNames == ["setosa", "versicolor", "virginica"])
  }

  @Test("refuses a damaged file and another kind of file, naming what it was told to")
  func refused() throws {
    var bytes = try Fixture.bytes("sklearn/tiny.mlpc")
    bytes[bytes.count - 1] ^= 1
    let damaged = try #require(throws: FileError.self) {
      try NeuralNetwork(coefficients: bytes, name: "weights.mlpc")
    }
    #expect(damaged.kind == .badData && damaged.file == "weights.mlpc")
    #expect(throws: FileError.self) {
      try NeuralNetwork(coefficientsAt: Fixture.path("digits/mlp.h5"))
    }
    let missing = try #require(throws: FileError.self) {
      try NeuralNetwork(coefficientsAt: "/nowhere/weights.mlpc")
    }
    #expect(missing.kind == .cannotOpen)
  }

  /// The rows of a little-endian float64 .npy file of version 1.
  private static func rows(_ name: String, columns: Int) throws -> [[Double]] {
    let bytes = try Fixture.bytes(name)
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    let values = stride(from: start, to: bytes.count, by: 8).map { place in
      Double(bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << (8 * $1) })
    }
    return stride(from: 0, to: values.count, by: columns).map {
      Array(values[$0..<($0 + columns)])
    }
  }
}
