import Numerics

/// Keras's layers that normalize each sample by statistics of its own: LayerNormalization and its kin;
/// and the rounding of what goes into a quantized Dense.
///
/// They lose the sample's scale, its mean or its digits, so they can be run but not inverted.
public struct LayerNormalizationLayer: Sendable, Equatable {
  /// What is taken away from the values, and what they are divided by.
  package enum Statistic: Sendable, Equatable {
    /// `(x − mean) / √(variance + epsilon)`: LayerNormalization and GroupNormalization.
    case standard
    /// `x / √(variance + epsilon)`: LayerNormalization with `rms_scaling`.
    case deviation
    /// `x / √(mean of x² + epsilon)`: RMSNormalization.
    case rootMeanSquare
    /// `x / max(√(sum of x²), epsilon)`: UnitNormalization.
    case length
    /// x rounded to −127...127 parts of the largest |x| plus epsilon, in 32 bits: int8 inputs.
    case integerLevels
    /// x rounded to the numbers of float8 (E4M3) times a scale, in 32 bits.
    case float8(scale: Double)
  }

  /// Which features share their statistics.
  ///
  /// A sample consists of blocks; in each, `channels` stand one behind the other as often as fits, and
  /// `groups` of neighboring channels share statistics over all these places.
  package struct Grouping: Sendable, Equatable {
    /// How many blocks a sample has.
    package var blocks = 1
    /// How many channels there are.
    package var channels: Int
    /// How many groups of channels.
    package var groups = 1

    /// Creates a grouping; by default all features of a sample of `channels` features are one group.
    package init(blocks: Int = 1, channels: Int, groups: Int = 1) {
      self.blocks = blocks
      self.channels = channels
      self.groups = groups
    }
  }

  /// The name in the model.
  public package(set) var name: String
  /// What is computed of each group.
  package var statistic: Statistic
  /// One factor for each feature; `nil` for 1.
  public package(set) var gamma: [Double]?
  /// One summand for each feature; `nil` for 0.
  public package(set) var beta: [Double]?
  /// Added to the variance or the mean of squares; the least length of a normalization by length.
  public package(set) var epsilon: Double
  /// The number of features.
  public package(set) var width: Int
  /// Which of them belong together.
  package var grouping: Grouping
  /// The element type of its variables in the file, in NumPy's spelling.
  package var storedType: String

  /// Creates a layer; `gamma` and `beta` must have `width` values, and the grouping must divide it.
  package init(
    name: String, statistic: Statistic = .standard, gamma: [Double]?, beta: [Double]?,
    epsilon: Double, width: Int, grouping: Grouping? = nil, storedType: String = "float32"
  ) {
    precondition(
      [gamma, beta].allSatisfy { $0 == nil || $0?.count == width }, "gamma or beta does not fit")
    self.name = name
    self.statistic = statistic
    self.gamma = gamma
    self.beta = beta
    self.epsilon = epsilon
    self.width = width
    self.grouping = grouping ?? Grouping(channels: width)
    self.storedType = storedType
  }

  /// The Keras class that computes this.
  package var className: String {
    switch statistic {
    case .standard: grouping.groups > 1 ? "GroupNormalization" : "LayerNormalization"
    case .deviation: "LayerNormalization"
    case .rootMeanSquare: "RMSNormalization"
    case .length: "UnitNormalization"
    case .integerLevels, .float8: "rounding of quantized inputs"
    }
  }

  /// Whether it rounds values and normalizes nothing.
  package var rounds: Bool {
    switch statistic {
    case .integerLevels, .float8: true
    case .standard, .deviation, .rootMeanSquare, .length: false
    }
  }

  /// Whether all features of a sample are one group.
  package var isWhole: Bool { groupCount == 1 }

  /// The features of each group, in order.
  var members: [[Int]] {
    let block = width / grouping.blocks
    let size = grouping.channels / grouping.groups
    var members = [[Int]](repeating: [], count: groupCount)
    for feature in 0..<width {
      let channel = feature % block % grouping.channels
      members[feature / block * grouping.groups + channel / size].append(feature)
    }
    return members
  }

  private var groupCount: Int { grouping.blocks * grouping.groups }

  func applied(to input: Matrix) -> Matrix {
    var result = input
    let members = members
    result.mapRowsInPlace { row in
      let start = row.startIndex
      for group in members {
        if rounds {
          let values = rounded(group.map { row[start + $0] })
          for (feature, value) in zip(group, values) { row[start + feature] = value }
          continue
        }
        let (mean, divisor) = statistics(group.map { row[start + $0] })
        for feature in group {
          row[start + feature] =
            (row[start + feature] - mean) / divisor * (gamma?[feature] ?? 1)
            + (beta?[feature] ?? 0)
        }
      }
    }
    return result
  }

  /// What is subtracted from the values of a group, and what they are divided by.
  func statistics(_ values: [Double]) -> (mean: Double, divisor: Double) {
    let count = Double(values.count)
    switch statistic {
    case .standard, .deviation:
      let mean = values.reduce(0, +) / count
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      return (statistic == .standard ? mean : 0, (variance + epsilon).squareRoot())
    case .rootMeanSquare:
      return (0, (values.reduce(0) { $0 + $1 * $1 } / count + epsilon).squareRoot())
    case .length: return (0, max(values.reduce(0) { $0 + $1 * $1 }.squareRoot(), epsilon))
    case .integerLevels, .float8: return (0, 1)
    }
  }

  /// The values of a group as a quantized layer sees them; Keras finds them in 32 bits.
  private func rounded(_ values: [Double]) -> [Double] {
    if case .float8(let scale) = statistic {
      return values.map { Double(float8(Float($0) / Float(scale)) * Float(scale)) }
    }
    let largest = values.reduce(0) { max($0, abs(Float($1))) }
    let scale = 127 / (largest + Float(epsilon))
    return values.map { value in
      let level = (Float(value) * scale).rounded(.toNearestOrEven)
      return Double(min(max(level, -127), 127)) / Double(scale)
    }
  }
}

/// The nearest number of float8 (E4M3): three bits behind the point, at most 448, steps of 2⁻⁹ near 0.
package func float8(_ value: Float) -> Float {
  let limited = min(max(value, -448), 448)
  guard limited.isFinite, limited != 0 else { return limited }
  let step = Float(sign: .plus, exponent: max(Int(limited.exponent), -6) - 3, significand: 1)
  return (limited / step).rounded(.toNearestOrEven) * step
}
