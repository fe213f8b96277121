package import Networks

/// The activations without parameters, as Keras and `.mlpc` files call them: the one list of their names.
package enum PlainActivations {
  /// Who understands a file that uses a name.
  package enum Readers: Sendable, Hashable {
    /// Keras 2.1 and everything later.
    case all
    /// Keras from this release on, such as `2.2.3`.
    case keras(String)
    /// TensorFlow from this release on, and Keras 3.
    case tensorFlow(String)
    /// Keras 3.
    case keras3
    /// Keras 3, but not its first releases.
    case recentKeras3
    /// Keras 2 and its successor tf_keras, but not Keras 3.
    case keras2

    /// What a note says of them; `nil` for all.
    package var condition: String? {
      switch self {
      case .all: nil
      case .keras(let version): "needs Keras \(version) or later"
      case .tensorFlow(let version): "needs TensorFlow \(version) or Keras 3"
      case .keras3: "needs Keras 3"
      case .recentKeras3: "needs a recent Keras 3"
      case .keras2: "needs Keras 2 or tf_keras: Keras 3 refuses it"
      }
    }
  }

  /// A name.
  package struct Entry: Sendable {
    /// The name in Keras's spelling.
    package let name: String
    /// What it stands for.
    package let activation: Activation
    /// Which releases of Keras know it.
    package let readers: Readers

    package init(_ name: String, _ activation: Activation, _ readers: Readers) {
      self.name = name
      self.activation = activation
      self.readers = readers
    }
  }

  /// All names; the first of two for one function is the one that `.mlpc` files are written with.
  package static let all: [Entry] = [
    Entry("linear", .linear, .all), Entry("relu6", .relu(maximum: 6), .keras3),
    Entry("selu", .selu, .all), Entry("softplus", .softplus, .all),
    Entry("softsign", .softsign, .all), Entry("tanh", .tanh, .all),
    Entry("sigmoid", .sigmoid, .all), Entry("exponential", .exponential, .keras("2.2")),
    Entry("swish", .silu, .tensorFlow("2.2")), Entry("silu", .silu, .tensorFlow("2.2")),
    Entry("hard_silu", .hardSilu, .recentKeras3), Entry("mish", .mish, .tensorFlow("2.13")),
    Entry("softmax", .softmax, .all), Entry("log_softmax", .logSoftmax, .keras3),
    Entry("log_sigmoid", .logSigmoid, .recentKeras3),
    Entry("hard_tanh", .hardTanh, .recentKeras3),
    Entry("tanh_shrink", .tanhShrink, .recentKeras3),
    Entry("sparse_plus", .sparsePlus, .recentKeras3),
    Entry("sparse_sigmoid", .sparseSigmoid, .recentKeras3),
    Entry("sparsemax", .sparsemax, .recentKeras3), Entry("glu", .glu, .recentKeras3),
  ]

  /// The activations by name.
  package static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.activation) })

  /// The entry of an activation; `nil` when it has parameters.
  package static func entry(of activation: Activation) -> Entry? {
    all.first { $0.activation == activation }
  }
}
