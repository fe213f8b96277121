extension NeuralNetwork {
  /// The inputs: as the model says, or what its first layer tells of them, or −1...1.
  ///
  /// Setting it is saying so in the model.
  public var inputSpace: InputSpace {
    get {
      guard var stated = statedInputs else { return normalizedInputs }
      stated.shape = inputShape
      return stated
    }
    set { statedInputs = newValue }
  }

  /// What the first layer tells of the inputs; −1...1 where it tells nothing.
  package var normalizedInputs: InputSpace {
    var front: AffineLayer?
    if case .affine(let layer)? = layers.first { front = layer }
    return InputSpace(normalizedBy: front, count: inputs, shape: inputShape)
  }

  /// The one range that the model says all inputs lie in; `nil` when it says none, or several.
  ///
  /// Setting it leaves names and units as they are.
  public var inputRange: ClosedRange<Double>? {
    get { statedInputs?.modelRange }
    set { statedInputs = inputSpace.stating(newValue, over: normalizedInputs) }
  }
}

extension NetworkOutline {
  /// The inputs: as the model says, or what its first layer tells of them, or −1...1.
  package var inputSpace: InputSpace {
    if let statedInputs { return statedInputs }
    var front: AffineLayer?
    if case .other(.affine(let layer))? = steps.first { front = layer }
    return InputSpace(normalizedBy: front, count: inputs, shape: inputShape)
  }

  /// The one range that the model says all inputs lie in; `nil` when it says none, or several.
  package var inputRange: ClosedRange<Double>? {
    get { statedInputs?.modelRange }
    set { statedInputs = inputSpace.stating(newValue, over: inputSpace) }
  }
}

extension InputSpace {
  /// The space of one row; `nil` when it is of another number of inputs.
  func flattened(to count: Int) -> InputSpace? {
    guard self.count == count else { return nil }
    var result = self
    result.shape = [count]
    return result
  }

  /// The one range of all features, when it is more than an assumption or what a layer tells.
  fileprivate var modelRange: ClosedRange<Double>? {
    source.isWeaker(than: .data) ? nil : commonRange
  }

  /// The space with one range that the model says of all features; without a range what a layer tells.
  ///
  /// - Returns: `nil` when that leaves nothing that the model says.
  fileprivate func stating(
    _ range: ClosedRange<Double>?, over normalized: InputSpace
  ) -> InputSpace? {
    guard range != nil || hasNames else { return nil }
    var result = self
    for index in result.features.indices {
      result.features[index].range = range ?? normalized.features[index].range
      result.features[index].source = range == nil ? normalized.features[index].source : .model
      result.features[index].isFixed = range.map { $0.lowerBound == $0.upperBound } ?? false
      result.features[index].typical = nil
    }
    return result
  }
}
