/// Classes of layers by their spelling in paths and automatic names.
enum KerasClassNames {
  /// The class that a name such as `leaky_re_lu` stands for; `nil` when it is none of the common ones.
  static func named(_ snake: String) -> String? { classes[snake] }

  /// Whether no operation of Keras 3 has the name of this layer class.
  static func isLayerOnly(_ className: String) -> Bool {
    named(snakeCase(className)) == className && !sharedWithOperations.contains(className)
  }

  private static let sharedWithOperations: Set<String> = [
    "Add", "Average", "Concatenate", "Dot", "Maximum", "Minimum", "Multiply", "ReLU", "Reshape",
    "Softmax", "Subtract",
  ]

  private static let classes: [String: String] = {
    let names = [
      "Activation", "ActivityRegularization", "Add", "AlphaDropout", "Attention",
      "AveragePooling1D",
      "AveragePooling2D", "BatchNormalization", "Bidirectional", "Concatenate", "Conv1D", "Conv2D",
      "Conv2DTranspose", "Conv3D", "Dense", "DepthwiseConv2D", "Dropout", "ELU", "Embedding",
      "Flatten", "Functional", "GRU", "GaussianDropout", "GaussianNoise", "GlobalAveragePooling2D",
      "GlobalMaxPooling2D", "InputLayer", "LSTM", "LayerNormalization", "LeakyReLU", "Masking",
      "MaxPooling1D", "MaxPooling2D", "MultiHeadAttention", "Multiply", "Normalization", "PReLU",
      "Permute", "ReLU", "RepeatVector", "Rescaling", "Reshape", "SeparableConv2D", "Sequential",
      "SimpleRNN", "Softmax", "SpatialDropout1D", "SpatialDropout2D", "ThresholdedReLU",
      "TimeDistributed", "ZeroPadding2D",
    ]
    return Dictionary(names.map { (snakeCase($0), $0) }) { first, _ in first }
  }()
}
