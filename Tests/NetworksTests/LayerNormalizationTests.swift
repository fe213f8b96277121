import Networks
import Numerics
import TestSupport
import Testing

@Suite("Layer normalization")
struct LayerNormalizationTests {
  private func result(_ gamma: [Double]?, _ beta: [Double]?, _ rows: [[Double]]) -> [Double] {
    let layer = LayerNormalizationLayer(
      name: "ln", gamma: gamma, beta: beta, epsilon: 0.44, width: 2)
    return NetworkLayer.layerNormalization(layer).applied(to: Matrix(rows: rows)).values
  }

  @Test("each sample is scaled by its own mean and population variance")
  func values() {
    // (1, 3): mean 2, variance 1, √(1 + 0.44) = 1.2. (5, 5): nothing but β is left.
    let rows: [[Double]] = [[1, 3], [5, 5], [-3, -1]]
    let unit = 1 / 1.2
    #expect(
      relativeDifference(result(nil, nil, rows), [-unit, unit, 0, 0, -unit, unit]) < 1e-15)
    let wanted = [
      -1.5 * unit + 0.25, -2 * unit + 1, 0.25, 1, -1.5 * unit + 0.25, -2 * unit + 1,
    ]
    #expect(relativeDifference(result([1.5, -2], [0.25, 1], rows), wanted) < 1e-15)
  }

  @Test("the layer says its width, its name and what is not finite in it")
  func description() {
    let layer = LayerNormalizationLayer(
      name: "ln", gamma: [1, .nan], beta: nil, epsilon: 0.001, width: 2)
    #expect(NetworkLayer.layerNormalization(layer).name == "ln")
    #expect(NetworkLayer.layerNormalization(layer).summary == "layer normalization 2")
    #expect(NetworkLayer.layerNormalization(layer).outputs(forInputs: 2) == 2)
    #expect(NetworkLayer.layerNormalization(layer).outputs(forInputs: 3) == nil)
    #expect(NetworkLayer.layerNormalization(layer).nonFiniteParameter == "gamma or beta")
  }
}
