package import Networks

extension Activation {
  /// The activation of a name in Keras 3's spelling, with its parameter behind a colon where it has one:
  /// `tanh`, `leaky_relu:0.01`, `elu:0.5`; `prelu` has no slopes yet.
  ///
  /// - Returns: `nil` when there is no such activation.
  package static func named(_ text: String) -> Activation? {
    if text == "prelu" { return .parametricReLU(slopes: []) }
    if text == "hard_sigmoid" { return .hardSigmoid(slope: 1.0 / 6) }
    let decoder = KerasActivationDecoder(version: nil)
    guard let configuration = ArchitectureHints.configuration(text),
      case .known(let activation)? = try? decoder.decode(configuration, layer: "")
    else { return nil }
    return activation
  }
}
