import Networks

extension InversionProblem {
  /// The widths over which kinks are rounded off, in turn; 0 is the network itself.
  ///
  /// In units of what the network's kinks are given: from four times that, where ReLU is nearly a line, to
  /// a twenty-fifth of it.
  var smoothingWidths: [Double] {
    guard !network.isAffine, let scale = network.kinkScale(over: options.inputRange) else {
      return [0]
    }
    return [4, 1.2, 0.4, 0.12, 0.04, 0].map { scale * $0 }
  }
}
