package import Networks

/// The choices of the methods that stay inside the allowed range.
package struct ConstrainedOptions: Sendable, Equatable {
  /// Where the nearest input is sought.
  package enum Reference: Sendable, Equatable {
    /// The middle of the range. The default.
    case gray
    /// Its low end.
    case black
    /// The mean of the images of the prior.
    case mean
    /// An input of the user's, `[inputs]`, or one for each target.
    case inputs([[Double]])

    /// How it is called in results.
    var name: String {
      switch self {
      case .gray: "gray"
      case .black: "black"
      case .mean: "mean"
      case .inputs: "file"
      }
    }
  }

  /// What is taken for likely.
  package enum PriorKind: String, Sendable, Equatable, CaseIterable {
    /// The mean and the first principal components of the prior's images.
    case pca
    /// Their mean and covariance.
    case covariance
    /// Nothing but that neighboring pixels are alike.
    case kernel
  }

  /// Where the nearest input is sought.
  package var reference = Reference.gray
  /// Which logits to aim at; each method's own choice when `nil`.
  package var goal: SolutionCertificate.Goal?
  /// How far the wanted class has to be ahead for a one-sided goal, > 0; when `nil` 20 or, with images,
  /// 1.25 times the median of the images of the class where that is more.
  package var margin: Double?
  /// What is known of real inputs; `nil` when no images are at hand.
  package var images: ImagePrior?
  /// What is taken for likely; when `nil` the principal components if there are images.
  package var prior: PriorKind?
  /// How many principal components.
  package var components = 60
  /// The length over which neighboring pixels are alike, in pixels, > 0.
  package var kernelLength = 1.5

  /// Creates the defaults.
  package init() {}
}
