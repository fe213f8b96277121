import Networks

/// The activations without parameters, as Keras and `.mlpc` files call them: the one list of their names.
enum PlainActivations {
  /// A name.
  struct Entry: Sendable {
    /// The name in Keras's spelling.
    let name: String
    /// What it stands for.
    let activation: Activation
    /// Which releases of Keras know it.
    let readers: KerasActivationForm.Readers

    init(_ name: String, _ activation: Activation, _ readers: KerasActivationForm.Readers) {
      self.name = name
      self.activation = activation
      self.readers = readers
    }
  }

  /// All names; the first of two for one function is the one that `.mlpc` files are written with.
  static let all: [Entry] = [
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
  static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.activation) })

  /// The entry of an activation; `nil` when it has parameters.
  static func entry(of activation: Activation) -> Entry? {
    all.first { $0.activation == activation }
  }
}
