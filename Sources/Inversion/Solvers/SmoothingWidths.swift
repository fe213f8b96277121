import Networks

extension MethodRequest {
  /// The widths over which kinks are rounded off, in turn; 0 is the network itself.
  var smoothingWidths: [Double] { coordinates.roughNetwork.smoothingWidths(over: coordinates.box) }
}

extension NeuralNetwork {
  /// The widths over which kinks are rounded off, in turn; 0 is the network itself.
  ///
  /// In units of what the network's kinks are given: from four times that, where ReLU is nearly a line, to
  /// a twenty-fifth of it.
  func smoothingWidths(over box: Box) -> [Double] {
    guard !isAffine, let scale = kinkScale(over: box) else { return [0] }
    return [4, 1.2, 0.4, 0.12, 0.04, 0].map { scale * $0 }
  }
}
