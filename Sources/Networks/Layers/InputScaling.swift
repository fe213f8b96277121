/// How raw features are scaled before the first layer; each has one value for a feature.
package enum InputScaling: Sendable, Equatable {
  /// `(x − mean) / scale`: scikit-learn's StandardScaler. No scale is 0.
  case standard(mean: [Double], scale: [Double])
  /// `(x − minimum) · scale`: scikit-learn's MinMaxScaler.
  case minMax(minimum: [Double], scale: [Double])
  /// `x / divisor`. No divisor is 0.
  case divide(by: [Double])

  /// The factor and the summand of each feature.
  var scaleAndShift: (scale: [Double], shift: [Double]) {
    switch self {
    case .standard(let mean, let scale):
      (scale.map { 1 / $0 }, zip(mean, scale).map { -$0 / $1 })
    case .minMax(let minimum, let scale): (scale, zip(minimum, scale).map { -$0 * $1 })
    case .divide(let divisors):
      (divisors.map { 1 / $0 }, [Double](repeating: 0, count: divisors.count))
    }
  }

  /// The class a layer of this scaling is shown as.
  var className: String {
    switch self {
    case .standard: "StandardScaler"
    case .minMax: "MinMaxScaler"
    case .divide: "Rescaling"
    }
  }
}

extension AffineLayer {
  /// Creates a layer that scales raw features.
  ///
  /// - Parameters:
  ///   - name: the name in the model.
  ///   - scaling: how; both of its lists must be of one length.
  package init(name: String, scaling: InputScaling) {
    let (scale, shift) = scaling.scaleAndShift
    self.init(name: name, className: scaling.className, scale: scale, shift: shift)
    self.scaling = scaling
  }
}
