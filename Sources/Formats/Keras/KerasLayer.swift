import JSON
import Networks

/// A layer with its tensors: the configuration and the weights brought together.
struct KerasLayer: Sendable, Equatable {
  var node: KerasNode
  var tensors: [KerasTensor]

  /// The tensor of a short name, such as `kernel`.
  func tensor(_ shortName: String) -> KerasTensor? {
    tensors.first { $0.shortName == shortName }
  }
}
