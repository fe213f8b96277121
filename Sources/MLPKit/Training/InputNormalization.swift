package import Datasets
import Files
import Networks

/// How a network scales the raw features of a table, in a layer of its own in front.
public enum InputNormalization: String, Sendable, Equatable, CaseIterable {
  /// To mean 0 and standard deviation 1, as scikit-learn's StandardScaler.
  case standard
  /// To 0...1, as scikit-learn's MinMaxScaler.
  case minmax
  /// Not at all.
  case none
}

/// The numbers of a normalization: `(x − center) / width`, feature by feature.
package struct InputScaler: Sendable, Equatable {
  /// What kind it is; not `none`.
  package let kind: InputNormalization
  /// The mean or the smallest value of each feature, as 32 bits hold it.
  package let centers: [Double]
  /// The variance or the squared width of each feature, as 32 bits hold it; 1 for a feature that does not vary.
  package let variances: [Double]
  /// How many samples these are of.
  package let sampleCount: Int

  /// Measures some samples.
  ///
  /// What is measured is rounded to 32 bits, as model files hold it, so that a network scales after it was
  /// stored as it did in training.
  ///
  /// - Parameters:
  ///   - kind: the kind; `nil` comes of `none`.
  ///   - samples: the samples, bytes scaled.
  ///   - rows: which of them count, at least one and each inside `0..<count`.
  package init?(_ kind: InputNormalization, of samples: Samples, rows: [Int]) {
    guard kind != .none else { return nil }
    self.kind = kind
    sampleCount = rows.count
    var (centers, variances) = ([Double](), [Double]())
    for feature in 0..<samples.features {
      let (center, width) = Self.measure(samples.column(feature, rows: rows), kind)
      let variance = Double(Float(width * width))
      centers.append(Double(Float(center)))
      variances.append(variance > 0 && variance.isFinite ? variance : 1)
    }
    self.centers = centers
    self.variances = variances
  }

  private static func measure(
    _ values: [Double], _ kind: InputNormalization
  ) -> (center: Double, width: Double) {
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    guard low < high else { return (low, 0) }
    if kind == .minmax { return (low, high - low) }
    // Around the first value, which loses no digits when all are far from 0.
    let first = values[0]
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + ($1 - first) } / count
    let sum = values.reduce(0) { $0 + ($1 - first - mean) * ($1 - first - mean) }
    return (first + mean, (sum / count).squareRoot())
  }

  /// The samples as the layers behind the normalization see them, in 32 bits.
  ///
  /// - Throws: as ``Samples/init(_:file:scaling:)``.
  func applied(to samples: Samples, file: String) throws(FileError) -> Samples {
    let factors = variances.map { 1 / $0.squareRoot() }
    let shifts = zip(centers, factors).map { -$0 * $1 }
    var values: [Float] = []
    values.reserveCapacity(samples.count * samples.features)
    let blockRows = 1024
    for start in stride(from: 0, to: samples.count, by: blockRows) {
      let block = samples.rows(start..<min(start + blockRows, samples.count))
      for row in 0..<block.rows {
        for (feature, value) in block.row(row).enumerated() {
          values.append(Float(factors[feature] * value + shifts[feature]))
        }
      }
    }
    guard
      let array = DataArray(shape: [samples.count, samples.features], storage: .floats(values))
    else { throw FileError(.badData, file: file, problem: "has rows of different lengths") }
    return try Samples(array, file: file, scaling: .none)
  }

  /// The layer as Keras has it: a Normalization.
  ///
  /// - Throws: `NetworkError`, never for numbers that were measured.
  func layer() throws(NetworkError) -> AffineLayer {
    try AffineLayer(
      name: "normalization",
      origin: .normalization(
        mean: centers, variance: variances, isInverted: false, sampleCount: sampleCount),
      width: centers.count)
  }

  /// The layer as a scaler of raw features, which does the same.
  var scalerLayer: AffineLayer {
    let widths = variances.map { $0.squareRoot() }
    let scaling: InputScaling =
      kind == .minmax
      ? .minMax(minimum: centers, scale: widths.map { 1 / $0 })
      : .standard(mean: centers, scale: widths)
    return AffineLayer(name: "normalization", scaling: scaling)
  }
}
