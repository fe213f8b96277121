package import Networks
package import Numerics

/// Makes an ``ImagePrior`` of images that come a block at a time.
package struct ImagePriorBuilder {
  private let network: NeuralNetwork
  private let count: Int
  private var seen = 0
  private var mean: [Double]
  private var products: Matrix
  private var kept: [Double] = []
  private let keptCount: Int
  private var backgrounds: [Double] = []
  private let backgroundCount: Int
  private var sums: Matrix
  private var margins: [[Double]]
  /// Subtracted from every image before its products are summed: the first image.
  private var origin: [Double] = []

  /// Starts.
  ///
  /// - Parameters:
  ///   - network: the network; it looks at the images.
  ///   - count: how many images will come.
  ///   - features: how many values each has.
  /// - Throws: ``InversionError`` when the width is not the network's, or there are fewer than two images.
  package init(network: NeuralNetwork, count: Int, features: Int) throws(InversionError) {
    guard features == network.inputs else {
      throw InversionError(
        .badRequest,
        problem: "the prior's images have \(features) values each; the network has "
          + "\(network.inputs) inputs")
    }
    guard count > 1 else {
      throw InversionError(
        .badRequest, problem: "one image tells nothing of how images differ; a prior needs many")
    }
    self.network = network
    self.count = count
    let isWide = features > ImagePrior.widestCovariance
    mean = [Double](repeating: 0, count: features)
    products = isWide ? Matrix(rows: 0, columns: 0) : Matrix(rows: features, columns: features)
    // At most 2²⁴ numbers, 128 MB.
    keptCount = isWide ? min(count, 512, max((1 << 24) / features, 2)) : 0
    backgroundCount = min(count, 256, max((1 << 24) / features, 1))
    sums = Matrix(rows: network.classCount, columns: network.outputs)
    margins = [[Double]](repeating: [], count: network.classCount)
  }

  /// Takes the next images, `[images × inputs]`.
  package mutating func add(_ block: Matrix) {
    guard block.rows > 0 else { return }
    if origin.isEmpty { origin = Array(block.row(0)) }
    var centered = block
    centered.subtractFromRows(origin)
    for row in 0..<block.rows {
      for (index, value) in centered.row(row).enumerated() { mean[index] += value }
      if isPicked(seen + row, of: keptCount) { kept += block.row(row) }
      if isPicked(seen + row, of: backgroundCount) { backgrounds += block.row(row) }
    }
    if keptCount == 0 { products.addGram(of: centered, ofColumns: true) }
    judge(network.logits(for: block))
    seen += block.rows
  }

  /// Whether an image is among `number` evenly spaced ones.
  private func isPicked(_ index: Int, of number: Int) -> Bool {
    index == 0 ? number > 0 : index * number / count != (index - 1) * number / count
  }

  private mutating func judge(_ logits: Matrix) {
    for row in 0..<logits.rows {
      let values = Array(logits.row(row))
      var winner = 0
      var margin = 0.0
      if values.count == 1 {
        winner = values[0] > 0 ? 1 : 0
        margin = 2 * abs(values[0])
      } else {
        winner = values.offsetOfLargest ?? 0
        let others = values.indices.filter { $0 != winner }.map { values[$0] }
        margin = values[winner] - (others.max() ?? 0)
      }
      margins[winner].append(margin)
      for (index, value) in values.enumerated() { sums[winner, index] += value }
    }
  }

  /// The prior of all images that came.
  ///
  /// - Throws: ``InversionError`` when all images are the same, or their numbers overflow.
  package func finish() throws(InversionError) -> ImagePrior {
    let number = Double(max(seen, 1))
    let offset = mean.map { $0 / number }
    let mean = zip(origin, offset).map { $0 + $1 }
    let spread: ImagePrior.Spread
    if keptCount == 0 {
      var covariance = products
      for row in 0..<covariance.rows {
        for column in row..<covariance.columns {
          covariance[row, column] =
            (covariance[row, column] - number * offset[row] * offset[column]) / (number - 1)
        }
      }
      covariance.mirrorUpperHalf()
      spread = .covariance(covariance)
    } else {
      var images = Matrix(
        rows: kept.count / mean.count, columns: mean.count, values: kept)
      images.subtractFromRows(mean)
      let factor = 1 / Double(max(images.rows - 1, 1)).squareRoot()
      images.mapInPlace { $0 * factor }
      spread = .images(images)
    }
    let prior = ImagePrior(
      count: seen, mean: mean, spread: spread,
      backgrounds: Matrix(
        rows: backgrounds.count / max(mean.count, 1), columns: mean.count, values: backgrounds),
      naturalLogits: margins.indices.map { index in
        margins[index].isEmpty ? nil : sums.row(index).map { $0 / Double(margins[index].count) }
      },
      highMargins: margins.map(high))
    let variance = prior.meanVariance
    guard variance.isFinite, mean.allSatisfy(\.isFinite) else {
      throw InversionError(
        .badRequest, problem: "the prior's images overflow: their values are too large")
    }
    guard variance > 0 else {
      throw InversionError(
        .badRequest,
        problem: "the prior's images are all the same: they tell nothing of real inputs")
    }
    return prior
  }

  /// The 95th percentile, between the two values that are next to it.
  private func high(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return nil }
    let place = 0.95 * Double(sorted.count - 1)
    let (low, share) = (Int(place), place - place.rounded(.down))
    let next = sorted[min(low + 1, sorted.count - 1)]
    return sorted[low] + share * (next - sorted[low])
  }
}
