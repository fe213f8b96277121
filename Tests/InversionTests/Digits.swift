import Datasets
import Formats
import Inversion
import Networks
import Numerics
import TestSupport
import Testing

/// The 8×8 digits, a judge of them that has never seen a network, and networks for them.
struct Digits {
  /// The images, `[images × 64]`, in −1...1.
  let images: Matrix
  /// The digit of each.
  let labels: [Int]

  /// Read once.
  static let shared = Result {
    let labeled = try DatasetReader.labeledSamples(
      images: Fixture.path("digits/images-idx3-ubyte.gz"),
      labels: Fixture.path("digits/labels-idx1-ubyte.gz"))
    return Digits(
      images: labeled.samples.rows(0..<labeled.samples.count), labels: labeled.labels)
  }

  /// One of the paper's two networks, trained on the digits, which it takes as pictures: `slp` or `mlp`.
  static func network(_ name: String) throws -> NeuralNetwork {
    let flat = try ModelFile.open(Fixture.path("digits/\(name).h5")).network()
    return try NeuralNetwork(layers: flat.layers, inputs: 64, inputShape: [8, 8])
  }

  /// The digit of the image nearest to an input: a judge that knows no network.
  func nearestDigit(_ input: [Double]) -> Int {
    // ‖a − x‖² is ‖a‖² − 2a·x, and the same ‖x‖² for all.
    let products = images.times(input)
    var best = (distance: Double.infinity, digit: -1)
    for row in 0..<images.rows {
      let image = Array(images.row(row))
      let distance = image.dot(image) - 2 * products[row]
      if distance < best.distance { best = (distance, labels[row]) }
    }
    return best.digit
  }

  /// What the images tell, to a network.
  func prior(for network: NeuralNetwork) throws -> ImagePrior {
    var builder = try ImagePriorBuilder(network: network, count: images.rows, features: 64)
    for start in stride(from: 0, to: images.rows, by: 500) {
      builder.add(images.rows(start..<min(start + 500, images.rows)))
    }
    return try builder.finish()
  }

  /// A softmax regression trained by gradient descent, which calls the digit d `names[d]`.
  func trained(names: [Int], rounds: Int = 300) throws -> NeuralNetwork {
    var weights = Matrix(rows: 64, columns: 10)
    var bias = [Double](repeating: 0, count: 10)
    let rate = 0.5 / Double(images.rows)
    for _ in 0..<rounds {
      var logits = images.multiplied(by: weights)
      logits.addToRows(bias)
      var errors = Activation.softmax.applied(to: logits)
      for (row, label) in labels.enumerated() { errors[row, names[label]] -= 1 }
      let change = Matrix.product(images, transposed: true, errors, transposed: false)
      weights.values.add(-rate, times: change.values)
      let sums = errors.multiplied(onLeftBy: [Double](repeating: 1, count: errors.rows))
      bias.add(-rate, times: sums)
    }
    return try NeuralNetwork(
      layers: [
        .dense(DenseLayer(name: "only", weights: weights, bias: bias)),
        .activation(ActivationLayer(name: "head", activation: .softmax)),
      ], inputs: 64, inputShape: [8, 8])
  }
}
