import Networks
import Numerics
import TestSupport
import Testing

@Suite("Layers that scale and shift")
struct AffineLayerTests {
  static let samples = Matrix(rows: [[1, -2, 0.5, 4], [-1, 0, 3, -0.25]])

  @Test("an affine layer scales and shifts each feature on its own")
  func affine() {
    let layer = AffineLayer(
      name: "norm", className: "Rescaling", scale: [2, -0.5], shift: [1, 10])
    #expect(
      NetworkLayer.affine(layer).applied(to: Matrix(rows: [[1, 2], [-1, 0]]))
        == Matrix(rows: [[3, 9], [-1, 10]]))
  }

  @Test("batch normalization is γ(x − μ)/√(σ² + ε) + β")
  func batchNormalization() throws {
    // √(3.75 + 0.25) = 2 and √(0.75 + 0.25) = 1.
    let layer = try AffineLayer(
      name: "bn",
      origin: .batchNormalization(
        gamma: [1.5, -2], beta: [0.25, 1], mean: [0.5, -1], variance: [3.75, 0.75], epsilon: 0.25),
      width: 2)
    #expect(layer.className == "BatchNormalization")
    let result = NetworkLayer.affine(layer).applied(to: Matrix(rows: [[1, -2], [-1.5, 0]]))
    #expect(relativeDifference(result.values, [0.625, 3, -1.25, -1]) < 1e-15)
  }

  @Test("batch normalization without γ or β has 1 and 0")
  func plainBatchNormalization() throws {
    let layer = try AffineLayer(
      name: "bn",
      origin: .batchNormalization(
        gamma: nil, beta: nil, mean: [0.5, -1], variance: [3.75, 0.75], epsilon: 0.25), width: 2)
    #expect(layer.scale == [0.5, 1])
    #expect(layer.shift == [-0.25, 1])
  }

  @Test("normalization and its inverse are Keras's, a variance of 0 too")
  func normalization() throws {
    // Recorded from Keras 3.15.1 in float64.
    let forward = [0.25, -2, -15_000_000, 1.3333333333333333, -0.75, 2, 10_000_000, -1.0 / 12]
    let inverted = [2.5, -2, 2.00000005, 12, -1.5, -1, 2.0000003, -0.75]
    for (isInverted, wanted) in [(false, forward), (true, inverted)] {
      let layer = try AffineLayer(
        name: "norm",
        origin: .normalization(
          mean: [0.5, -1, 2, 0], variance: [4, 0.25, 0, 9], isInverted: isInverted), width: 4)
      let values = NetworkLayer.affine(layer).applied(to: Self.samples).values
      for (value, truth) in zip(values, wanted) {
        #expect(abs(value - truth) <= 1e-8 * max(1, abs(truth)))
      }
    }
  }

  @Test("rescaling by one number repeats it for every feature")
  func rescaling() throws {
    let layer = try AffineLayer(
      name: "scale", origin: .rescaling(scale: [0.5], offset: [-1]), width: 4)
    #expect(layer.scale == [0.5, 0.5, 0.5, 0.5])
    let values = NetworkLayer.affine(layer).applied(to: Self.samples).values
    #expect(values == [-0.5, -2, -0.75, 1, -1.5, -1, 0.5, -1.125])
  }

  @Test("statistics of the last axis repeat over the flattened sample")
  func lastAxis() throws {
    // A sample of 2 × 2, flattened: channel 0, channel 1, channel 0, channel 1.
    let layer = try AffineLayer(
      name: "norm",
      origin: .normalization(mean: [1, 10], variance: [4, 25], isInverted: false), width: 4)
    #expect(layer.scale == [0.5, 0.2, 0.5, 0.2])
    #expect(layer.shift == [-0.5, -2, -0.5, -2])
  }

  @Test("statistics that are impossible or do not fit name the layer")
  func refused() {
    let cases: [(AffineLayer.Origin, String)] = [
      (
        .batchNormalization(
          gamma: nil, beta: nil, mean: [0, 0], variance: [1, -1], epsilon: 0.001), "-1"
      ),
      (.normalization(mean: [0], variance: [-1e-9], isInverted: false), "negative variance"),
      (.normalization(mean: [0, 0, 0], variance: [1, 1, 1], isInverted: false), "do not fit 4"),
      (.rescaling(scale: [], offset: [0]), "do not fit 4"),
      (.rescaling(scale: [1], offset: [0, 0, 0, 0, 0, 0, 0, 0]), "do not fit 4"),
    ]
    for (origin, words) in cases {
      let error = #expect(throws: NetworkError.self) {
        try AffineLayer(name: "norm", origin: origin, width: 4)
      }
      #expect(error?.layer == "norm")
      #expect(error?.problem.contains(words) == true)
    }
  }
}
