package import Networks
import Numerics

/// The coordinates that inputs are sought in: x = center + scale · u, feature by feature.
///
/// Of a table each feature's range becomes −1...1, so that what is found does not depend on units: features
/// of any range count alike. The layers that scale raw features are folded into the first weights. Pictures
/// are sought as they are: their pixels have one unit.
package struct SearchCoordinates: Sendable {
  /// The network of raw inputs.
  package let rawNetwork: NeuralNetwork
  /// What the raw inputs may be.
  package let inputs: InputSpace
  /// The network of coordinates.
  package let network: NeuralNetwork
  /// The network of coordinates for the long way of a search, where the last digits do not count: its first
  /// weights have 24 bits, so that the rounding of units does not send a search another way.
  let roughNetwork: NeuralNetwork
  /// What the coordinates may be.
  package let box: Box
  /// Whether coordinates are the raw inputs.
  package let isIdentity: Bool
  /// The raw input at 0, `[inputs]`.
  let center: [Double]
  /// The raw length of each coordinate's 1, `[inputs]`; > 0.
  let scale: [Double]

  /// The coordinates of an inversion.
  ///
  /// - Parameters:
  ///   - network: the network of raw inputs.
  ///   - options: what its inputs may be, and whether they are pictures.
  package init(of network: NeuralNetwork, options: InversionOptions) {
    self.init(
      of: network, inputs: options.inputSpace(of: network),
      isPicture: options.imageShape(for: network).isPicture)
  }

  /// The coordinates of a network's inputs.
  ///
  /// - Parameters:
  ///   - network: the network of raw inputs.
  ///   - inputs: what they may be.
  ///   - isPicture: whether they are pixels, which are sought as they are.
  package init(of network: NeuralNetwork, inputs: InputSpace, isPicture: Bool) {
    rawNetwork = network
    self.inputs = inputs
    isIdentity = isPicture
    let raw = inputs.box
    guard !isPicture else {
      self.network = network
      roughNetwork = network
      box = raw
      center = [Double](repeating: 0, count: network.inputs)
      scale = [Double](repeating: 1, count: network.inputs)
      return
    }
    let center = inputs.features.map(\.middle)
    let scale = inputs.features.map { feature in
      let half = (feature.range.upperBound - feature.range.lowerBound) / 2
      return half > 0 ? half : 1
    }
    self.center = center
    self.scale = scale
    self.network = network.inCoordinates(center: center, scale: scale, isRough: false)
    roughNetwork = network.inCoordinates(center: center, scale: scale, isRough: true)
    // The ends themselves: no rounding of the middle may move them.
    let bounds = inputs.features.indices.map { index -> (low: Double, high: Double) in
      guard let value = inputs.features[index].fixedValue else { return (-1, 1) }
      let place = (value - center[index]) / scale[index]
      return (place, place)
    }
    box =
      (try? Box(lower: bounds.map(\.low), upper: bounds.map(\.high)))
      ?? Box(repeating: -1...1, count: network.inputs)
  }

  /// The raw input of coordinates, `[inputs]`; inside the range where they are inside the box.
  func raw(_ coordinates: [Double]) -> [Double] {
    guard !isIdentity else { return coordinates }
    return coordinates.indices.map { index in
      let feature = inputs.features[index]
      if let value = feature.fixedValue, coordinates[index] == box.lower[index] { return value }
      var value = center[index] + scale[index] * coordinates[index]
      // Steps are whole numbers but for the rounding of coordinates.
      if feature.kind != .continuous, abs(value - value.rounded()) <= 1e-9 * max(1, abs(value)) {
        value = value.rounded()
      }
      guard box[index].contains(coordinates[index]) else { return value }
      return min(max(value, feature.range.lowerBound), feature.range.upperBound)
    }
  }

  /// The coordinates of a raw input, `[inputs]`.
  func coordinates(of input: [Double]) -> [Double] {
    guard !isIdentity else { return input }
    return input.indices.map { (input[$0] - center[$0]) / scale[$0] }
  }

  /// The same for rows, `[rows × inputs]`.
  func coordinates(of rows: Matrix) -> Matrix {
    guard !isIdentity else { return rows }
    var result = rows
    result.mapColumnsInPlace { value, column in (value - center[column]) / scale[column] }
    return result
  }

  /// The options of an inversion in coordinates: what images tell, and inputs to stay near.
  func options(_ options: InversionOptions) -> InversionOptions {
    guard !isIdentity else { return options }
    var result = options
    result.empirical.backgroundImages = options.empirical.backgroundImages.map(coordinates(of:))
    result.constrained.images = options.constrained.images?.inCoordinates(self)
    if case .inputs(let inputs) = options.constrained.reference {
      result.constrained.reference = .inputs(
        inputs.map { $0.count == scale.count ? coordinates(of: $0) : $0 })
    }
    return result
  }

  /// Digits that the rounding of units cannot reach: 24 bits of a number.
  static func rough(_ value: Double) -> Double {
    // Veltkamp's splitting; what overflows keeps all its digits.
    let moved = value * 536_870_913
    return moved.isFinite ? moved - (moved - value) : value
  }

  /// Where a search begins, in rough digits when that is needed.
  func start(_ point: [Double]) -> [Double] {
    isIdentity ? point : box.clamped(point.map(Self.rough))
  }
}

extension SearchCoordinates {
  /// What is usual of each coordinate without any data: a middle and a deviation.
  ///
  /// Where the first layer tells them, those; otherwise the usual value, or the middle of the range, and a
  /// sixth of it.
  var usual: (middle: [Double], deviation: [Double]) {
    let told = rawNetwork.normalizedInputs.features
    let features = zip(inputs.features, told).map { $1.source == .normalization ? $1 : $0 }
    let raw = features.map { feature in
      let width = feature.range.upperBound - feature.range.lowerBound
      return (middle: feature.typical ?? feature.middle, deviation: width > 0 ? width / 6 : 1)
    }
    return (
      coordinates(of: raw.map(\.middle)), zip(raw, scale).map { $0.deviation / $1 }
    )
  }
}

extension NeuralNetwork {
  /// The network of coordinates, with every layer before its first weights folded into these.
  ///
  /// - Parameters:
  ///   - center: the raw input at 0.
  ///   - scale: the raw length of each coordinate's 1.
  ///   - isRough: whether the first weights are rounded to 24 bits.
  fileprivate func inCoordinates(
    center: [Double], scale: [Double], isRough: Bool
  ) -> NeuralNetwork {
    func digits(_ value: Double) -> Double { isRough ? SearchCoordinates.rough(value) : value }
    var factor = scale
    var summand = center
    var rest = layers[...]
    var front: AffineLayer?
    while case .affine(let layer)? = rest.first {
      front = front ?? layer
      for index in factor.indices {
        factor[index] *= layer.scale[index]
        summand[index] = layer.scale[index] * summand[index] + layer.shift[index]
      }
      rest = rest.dropFirst()
    }
    var folded: [NetworkLayer]
    // A feature that is lost there stays a layer's fault, which the way back tells of.
    if case .dense(let layer)? = rest.first, !factor.contains(0) {
      var weights = layer.weights
      var bias = layer.bias ?? [Double](repeating: 0, count: layer.units)
      let moved = weights.multiplied(onLeftBy: summand)
      for unit in bias.indices { bias[unit] = digits(bias[unit] + moved[unit]) }
      for row in 0..<weights.rows {
        for column in 0..<weights.columns {
          weights[row, column] = digits(weights[row, column] * factor[row])
        }
      }
      folded = [
        .dense(
          DenseLayer(
            name: layer.name, weights: weights, bias: bias, storedType: "float64"))
      ]
      rest = rest.dropFirst()
    } else {
      folded = [
        .affine(
          AffineLayer(
            name: front?.name ?? "coordinates", className: front?.className ?? "Rescaling",
            scale: factor.map(digits),
            shift: summand.map(digits)))
      ]
    }
    // The same widths fit together as before.
    guard var result = try? NeuralNetwork(layers: folded + rest, inputs: inputs) else {
      return self
    }
    result.classNames = classNames
    result.task = task
    return result
  }
}
