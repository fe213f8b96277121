import Networks

/// How to run a model: its steps in order, with the places of their weights, but no data yet.
struct KerasPlan: Sendable, Equatable {
  /// One step of the chain.
  enum Step: Sendable, Equatable {
    case dense(name: String, kernel: KerasKernel, bias: KerasTensor?)
    /// Features in another order, or repeated: output i is input `sources[i]`.
    case rearrangement(name: String, sources: [Int], inputs: Int)
    case activation(name: String, Activation)
    case parametricReLU(name: String, alpha: KerasTensor, width: Int)
    case batchNormalization(name: String, BatchNormalization, width: Int)
    case normalization(name: String, Normalization, width: Int)
    case layerNormalization(name: String, SampleNormalization, width: Int)
    case inputRounding(
      name: String, InputRounding, grouping: LayerNormalizationLayer.Grouping, width: Int)
    case rescaling(name: String, scale: [Double], offset: [Double], width: Int)
  }

  /// BatchNormalization at inference.
  struct BatchNormalization: Sendable, Equatable {
    var gamma: KerasTensor?
    var beta: KerasTensor?
    var mean: KerasTensor
    var variance: KerasTensor
    var epsilon: Double
    /// Keras before 1.0.6 stores the standard deviation and divides by it plus epsilon.
    var storesDeviation: Bool
  }

  /// Normalization: adapted statistics are weights, given ones stand in the configuration.
  struct Normalization: Sendable, Equatable {
    enum Source: Sendable, Equatable {
      case tensors(mean: KerasTensor, variance: KerasTensor, count: KerasTensor?)
      case constants(mean: [Double], variance: [Double])
    }
    var source: Source
    var isInverted: Bool
  }

  /// How the inputs of a quantized Dense are rounded.
  enum InputRounding: Sendable, Equatable {
    /// To −127...127 parts of the largest of each row.
    case integerLevels
    /// To float8, times a scale in the file.
    case float8(scale: KerasTensor)
  }

  /// A layer that normalizes each sample by statistics of its own.
  struct SampleNormalization: Sendable, Equatable {
    var statistic: LayerNormalizationLayer.Statistic
    var grouping: LayerNormalizationLayer.Grouping
    var gamma: KerasTensor?
    var beta: KerasTensor?
    var epsilon: Double
  }

  var steps: [Step]
  /// How many features a sample has.
  var inputs: Int
  /// The shape of a sample before it was flattened; `[inputs]` when it is flat or not known.
  var inputShape: [Int]
  /// The widths before and after each layer, by qualified name.
  var widths: [String: [Int]]
  /// What a user should know of how layers were understood, a sentence each.
  var notes: [String] = []
}
