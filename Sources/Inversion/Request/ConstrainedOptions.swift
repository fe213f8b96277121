public import Networks

/// The choices of the methods that stay inside the allowed range.
public struct ConstrainedOptions: Sendable, Equatable {
  /// Where the nearest input is sought.
  public enum Reference: Sendable, Equatable {
    /// The middle of the range, which is gray in pictures. The default.
    case middle
    /// Its low end.
    case black
    /// The mean of the images of the prior.
    case mean
    /// An input of the user's, `[inputs]`, or one for each target; none when only a file's word for them
    /// is known.
    case inputs([[Double]])

    /// How it is called on the command line and in results.
    package var name: String {
      switch self {
      case .middle: "gray"
      case .black: "black"
      case .mean: "mean"
      case .inputs: "file"
      }
    }

    /// The reference of a ``name``; `nil` when there is none of it.
    package init?(named name: String) {
      let all: [Reference] = [.middle, .black, .mean, .inputs([])]
      guard let found = all.first(where: { $0.name == name }) else { return nil }
      self = found
    }
  }

  /// What is taken for likely.
  public enum PriorKind: String, Sendable, Equatable, CaseIterable {
    /// The mean and the first principal components of the prior's images.
    case pca
    /// Their mean and covariance.
    case covariance
    /// The mean and the first principal components of the images that the network itself assigns to the class.
    case classes = "class"
    /// Nothing but that neighboring pixels are alike.
    case kernel
  }

  /// Where the nearest input is sought.
  public var reference = Reference.middle
  /// Which logits to aim at; each method's own choice when `nil`.
  public var goal: SolutionCertificate.Goal?
  /// Whether the wanted logits count up to a constant that all of them share, which softmax does not see.
  public var isUpToShift = false
  /// How far the wanted class has to be ahead for a one-sided goal, > 0; when `nil` 20 or, with images, what 95
  /// of 100 images of the class stay below, and what a probability of 0.999999 takes where that is more.
  public var margin: Double?
  /// What is known of real inputs; `nil` when no images are at hand.
  package var images: ImagePrior?
  /// What is taken for likely; when `nil` the images of each class if they are told apart, otherwise the principal
  /// components of all, or what is smooth without images.
  public var prior: PriorKind?
  /// How many principal components.
  public var components = 60
  /// The length over which neighboring pixels are alike, in pixels, > 0.
  public var kernelLength = 1.5

  /// Creates the defaults.
  public init() {}
}
