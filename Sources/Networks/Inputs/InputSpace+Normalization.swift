extension InputSpace {
  /// What the layer in front of a network says of its inputs; −1...1 where it says nothing.
  ///
  /// Means and deviations allow three deviations to each side, smallest and largest values what lies
  /// between them, factors the range that they carry to 0...1 or −1...1.
  ///
  /// - Parameters:
  ///   - front: the first layer, when it scales raw features.
  ///   - count: how many inputs there are.
  ///   - shape: the shape before flattening.
  init(normalizedBy front: AffineLayer?, count: Int, shape: [Int]?) {
    self.init(repeating: Self.assumedRange, count: count, shape: shape, source: .assumed)
    guard let front, front.scale.count == count else { return }
    for index in features.indices {
      guard let (range, typical) = front.rawRange(of: index), range.lowerBound < range.upperBound,
        (range.upperBound - range.lowerBound).isFinite
      else { continue }
      features[index].range = range
      features[index].typical = typical
      features[index].source = .normalization
    }
  }
}

extension AffineLayer {
  /// How many standard deviations a feature may be away from its mean.
  private static let deviations = 3.0

  /// The raw values that a feature may be expected to have, and its mean; `nil` when the layer does not
  /// tell, because it leaves the feature as it is or loses it.
  fileprivate func rawRange(of index: Int) -> (ClosedRange<Double>, typical: Double?)? {
    let (factor, summand) = (scale[index], shift[index])
    guard factor != 0, factor.isFinite, summand.isFinite, factor != 1 || summand != 0 else {
      return nil
    }
    /// The raw values that become those of an interval.
    func carried(to low: Double, _ high: Double) -> ClosedRange<Double> {
      let ends = [(low - summand) / factor, (high - summand) / factor]
      return min(ends[0], ends[1])...max(ends[0], ends[1])
    }
    guard carried(to: 0, 1).lowerBound.isFinite else { return nil }
    if case .minMax? = scaling { return (carried(to: 0, 1), nil) }
    if case .divide? = scaling { return (carried(to: -1, 1), nil) }
    if case .rescaling? = origin { return (carried(to: summand < 0 ? -1 : 0, 1), nil) }
    if className == "MinMaxScaler" { return (carried(to: 0, 1), nil) }
    let (mean, deviation) = statistics(of: index) ?? (-summand / factor, 1 / abs(factor))
    let reach = Self.deviations * deviation
    guard (mean - reach).isFinite, (mean + reach).isFinite else { return nil }
    return (mean - reach...mean + reach, mean)
  }

  /// The mean and standard deviation that the layer was made of; `nil` when it was made of others.
  private func statistics(of index: Int) -> (mean: Double, deviation: Double)? {
    if case .standard(let means, let scales)? = scaling {
      return (means[index], abs(scales[index]))
    }
    switch origin {
    case .batchNormalization(_, _, let means, let variances, _):
      // Gamma and beta belong to what comes behind.
      return (
        means[index % means.count], max(variances[index % variances.count], 0).squareRoot()
      )
    case .normalization(let means, let variances, false, _):
      return (means[index % means.count], variances[index % variances.count].squareRoot())
    default: return nil
    }
  }
}
