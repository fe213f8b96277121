package import Numerics

/// Where the paper's text and code differ, or say nothing, about the empirical method.
public struct EmpiricalOptions: Sendable, Equatable {
  /// What makes a pixel important.
  public enum Score: String, Sendable, Equatable, CaseIterable {
    /// The wanted logit minus all others: the paper's code. The default.
    case signed
    /// Minus the L1 distance to the target: the paper's text. The same order while no logit of a probe
    /// exceeds the target's size.
    case l1
    /// Minus the L2 distance to the target.
    case l2
  }

  /// What surrounds the pixel that is lit.
  public enum Background: String, Sendable, Equatable, CaseIterable {
    /// Zeros, which are mid-gray in −1...1: the paper's code. The default.
    case zeros = "gray"
    /// The lower end of the allowed range.
    case black
    /// The mean of the images given.
    case mean
    /// Each of the images given; the scores are averaged over at most 64 of them.
    case data
  }

  /// By what the pixels are ranked.
  public enum Rank: String, Sendable, Equatable, CaseIterable {
    /// Their own scores: the paper. The default.
    case score
    /// Scores averaged over images, carried through the images' covariance; needs the prior's images.
    case cov
    /// Scores over black, carried to neighboring pixels.
    case kernel
  }

  /// By what the pixels are ranked; all but the default are followed by a repair that makes the network
  /// sure of the class.
  public var rank = Rank.score
  /// What makes a pixel important.
  public var score = Score.signed
  /// What surrounds the pixel that is lit.
  public var background = Background.zeros
  /// The images of the backgrounds `mean` and `data`, `[images × inputs]`.
  package var backgroundImages: Matrix?
  /// How many pixels are lit.
  ///
  /// The paper's code lights 255 of 784 (the last one with value 1), its text 254. `nil` means 255, or
  /// of fewer than 784 inputs the same share; ranked by covariance or kernel 180 of 784, and those with
  /// positive scores only.
  public var litPixels: Int?

  /// Creates the defaults.
  public init() {}
}
