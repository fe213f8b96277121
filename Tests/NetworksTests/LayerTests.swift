import Networks
import Numerics
import Testing

@Suite("Layers")
struct LayerTests {
  static let samples = Matrix(rows: [[1, 2], [-1, 0]])

  @Test("a dense layer is x · weights + bias, and the bias may be missing")
  func dense() {
    let weights = Matrix(rows: [[1, -1, 0], [0.5, 2, 3]])
    let biased = DenseLayer(name: "a", weights: weights, bias: [0.5, -1, 0])
    #expect(biased.inputs == 2 && biased.units == 3)
    #expect(
      NetworkLayer.dense(biased).applied(to: Self.samples)
        == Matrix(rows: [[2.5, 2, 6], [-0.5, 0, 0]]))
    let plain = DenseLayer(name: "a", weights: weights, bias: nil)
    #expect(
      NetworkLayer.dense(plain).applied(to: Self.samples)
        == Matrix(rows: [[2, 3, 6], [-1, 1, 0]]))
  }

  @Test("an activation layer applies its function")
  func activation() {
    let layer = NetworkLayer.activation(ActivationLayer(name: "act", activation: .hardTanh))
    #expect(layer.applied(to: Self.samples) == Matrix(rows: [[1, 1], [-1, 0]]))
  }

  @Test("names and summaries say what a layer is")
  func summaries() {
    let layers: [(NetworkLayer, String, String)] = [
      (
        .dense(DenseLayer(name: "fc1", weights: Matrix(rows: 784, columns: 30), bias: nil)), "fc1",
        "dense 784→30"
      ),
      (
        .activation(ActivationLayer(name: "act", activation: .leakyReLU(slope: 0.01))), "act",
        "leaky_relu(0.01)"
      ),
      (
        .affine(
          AffineLayer(name: "bn", className: "BatchNormalization", scale: [1, 1], shift: [0, 0])),
        "bn", "affine 2 (BatchNormalization)"
      ),
    ]
    for (layer, name, summary) in layers {
      #expect(layer.name == name)
      #expect(layer.summary == summary)
    }
  }

  @Test(
    "a parameter that is NaN or infinite is named by its role",
    arguments: [Double.nan, .infinity, -.infinity])
  func nonFinite(bad: Double) {
    let good = Matrix(rows: [[1, 2]])
    let broken = Matrix(rows: [[1, bad]])
    func affine(_ scale: [Double], _ shift: [Double]) -> NetworkLayer {
      .affine(AffineLayer(name: "n", className: "Rescaling", scale: scale, shift: shift))
    }
    func prelu(_ slopes: [Double]) -> NetworkLayer {
      .activation(ActivationLayer(name: "p", activation: .parametricReLU(slopes: slopes)))
    }
    let layers: [(NetworkLayer, String?)] = [
      (.dense(DenseLayer(name: "d", weights: good, bias: [0, 0])), nil),
      (.dense(DenseLayer(name: "d", weights: broken, bias: [0, 0])), "weights"),
      (.dense(DenseLayer(name: "d", weights: good, bias: [bad, 0])), "bias"),
      (.dense(DenseLayer(name: "d", weights: broken, bias: nil)), "weights"),
      (prelu([0.1, 0.2]), nil), (prelu([0.1, bad]), "slopes"),
      (affine([1], [0]), nil), (affine([bad], [0]), "scale or shift"),
      (affine([1], [bad]), "scale or shift"),
      (.activation(ActivationLayer(name: "t", activation: .tanh)), nil),
    ]
    for (layer, role) in layers { #expect(layer.nonFiniteParameter == role) }
  }
}
