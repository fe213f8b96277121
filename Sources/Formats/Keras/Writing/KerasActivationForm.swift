import JSON
import Networks
import StoredModels

/// How a Keras file can say an activation.
enum KerasActivationForm {
  /// By its name, which fits into a Dense layer; with the releases that know the name.
  case function(String, readers: PlainActivations.Readers)
  /// By a layer of its own.
  case layer(className: String, JSONObject, readers: PlainActivations.Readers)
  /// Not at all, and why.
  case none(reason: String)

  /// The form of an activation in a kind of file.
  init(_ activation: Activation, in kind: KerasFileKind) {
    switch activation {
    case .relu, .leakyReLU, .parametricReLU, .thresholdedReLU, .elu:
      self = Self.piecewise(activation, in: kind)
    case .celu(let alpha):
      self = Self.byDefaultOnly("celu", alpha, standard: 1)
    case .hardShrink(let threshold):
      self = Self.byDefaultOnly("hard_shrink", threshold, standard: 0.5)
    case .softShrink(let threshold):
      self = Self.byDefaultOnly("soft_shrink", threshold, standard: 0.5)
    case .squareplus(let b): self = Self.byDefaultOnly("squareplus", b, standard: 4)
    case .gelu(approximate: true): self = .none(reason: "Keras files name the exact gelu only")
    case .gelu: self = .function("gelu", readers: .tensorFlow("2.4"))
    case .hardSigmoid: self = .function("hard_sigmoid", readers: .all)
    case .silu:
      // Both read both names, but for TensorFlow, which never heard of silu.
      self = .function(kind == .archive ? "silu" : "swish", readers: .tensorFlow("2.2"))
    default:
      guard let plain = PlainActivations.entry(of: activation) else {
        self = .none(reason: "Keras has no \(activation)")
        return
      }
      self = .function(plain.name, readers: plain.readers)
    }
  }

  private static func byDefaultOnly(
    _ name: String, _ value: Double, standard: Double
  ) -> KerasActivationForm {
    value == standard
      ? .function(name, readers: .recentKeras3)
      : .none(reason: "Keras knows \(name) with its default parameter \(standard) only")
  }

  private static func piecewise(
    _ activation: Activation, in kind: KerasFileKind
  ) -> KerasActivationForm {
    switch activation {
    case .relu(let slope, let maximum, let threshold):
      if slope == 0, threshold == 0, maximum == nil { return .function("relu", readers: .all) }
      if slope == 0, threshold == 0, maximum == 6, kind == .archive {
        return .function("relu6", readers: .keras3)
      }
      return layer(
        "ReLU",
        [("max_value", maximum), ("negative_slope", slope), ("threshold", threshold)],
        readers: .keras("2.2.3"))
    case .leakyReLU(let slope):
      // The function is of 2023 and without a parameter; before Keras 3 hardly anything reads it.
      if slope == 0.2, kind == .archive { return .function("leaky_relu", readers: .keras3) }
      if slope < 0, kind != .archive {
        return layer("LeakyReLU", [("alpha", slope)], readers: .keras2, minimum: -.infinity)
      }
      // Keras 3 still takes the older name of the slope; nothing older takes the newer.
      return layer("LeakyReLU", [("alpha", slope)], readers: .all)
    case .elu(let alpha):
      return alpha == 1
        ? .function("elu", readers: .all)
        : layer("ELU", [("alpha", alpha)], readers: .all, minimum: -.infinity)
    case .thresholdedReLU(let theta):
      // Keras 3 has no ThresholdedReLU; a ReLU with a threshold is the same but at the threshold itself.
      return kind == .archive
        ? layer("ReLU", [("threshold", theta)], readers: .keras3)
        : layer("ThresholdedReLU", [("theta", theta)], readers: .keras2)
    default: return .layer(className: "PReLU", JSONObject(), readers: .all)
    }
  }

  /// Keras refuses negative parameters of most of these layers, and JSON has no infinite ones.
  private static func layer(
    _ className: String, _ parameters: [(String, Double?)], readers: PlainActivations.Readers,
    minimum: Double = 0
  ) -> KerasActivationForm {
    for case (let name, let value?) in parameters where !(value >= minimum && value.isFinite) {
      return .none(reason: "Keras refuses a \(className) whose \(name) is \(value)")
    }
    return .layer(
      className: className, JSONObject(parameters.map { ($0, $1.map(JSONValue.number) ?? .null) }),
      readers: readers)
  }
}
