/// What a method promises of an input that it found: which logits it aimed at, and how good its answer is.
public struct SolutionCertificate: Sendable, Equatable {
  /// Which logits a method aims at.
  public enum Goal: String, Sendable, Equatable, CaseIterable {
    /// Exactly the wanted logits.
    case exact
    /// The wanted logits up to a constant that all of them share: softmax does not see it.
    case upToShift = "up-to-shift"
    /// The wanted class ahead of all others by a margin, or each logit beyond its threshold.
    case oneSided = "one-sided"
    /// The mean logits of the images that the network itself assigns to the class.
    case natural
  }

  /// Which logits the method aimed at.
  public package(set) var goal: Goal
  /// By how much the wanted class was to be ahead, > 0; `nil` of a goal without a margin.
  public package(set) var margin: Double?
  /// Whether the margin is as large as a probability of 0.999999 takes, or more; false where that turned out
  /// to be out of reach, and the class was to be as sure as its images are; `nil` where no method asked.
  public package(set) var isCertain: Bool?
  /// The Euclidean distance of the reached logits from those aimed at; 0 when all are beyond their
  /// thresholds.
  public package(set) var goalDistance: Double
  /// Whether the goal was reached, to rounding.
  public package(set) var isReached: Bool
  /// The Euclidean distance of the input from the reference; `nil` for a method without one.
  public package(set) var referenceDistance: Double?
  /// The relative gap between the value found and the bound that its dual proves, of the problem of the
  /// nearest input or, where the goal is out of reach, of the closest logits; `nil` without a proof.
  public package(set) var dualityGap: Double?
  /// A proven bound: no input in the allowed range comes closer to the goal than this; `nil` without one.
  public package(set) var goalDistanceBound: Double?
  /// A proven bound: no input in the allowed range that meets the goal is nearer to the reference than this;
  /// `nil` without one.
  public package(set) var referenceDistanceBound: Double?
  /// How far the input is from where the conditions, as they are around it, let it come nearest to the
  /// reference, as a share of its distance: 0 where nothing can be gained to first order; `nil` where that was
  /// not measured.
  public package(set) var kktResidual: Double?
  /// How far the input is from what is likeliest, in standard deviations of the prior; `nil` for a method without
  /// one.
  public package(set) var priorDistance: Double?
  /// How many straight pieces of the network meet at the input and hold nothing nearer; 0 when not all of them
  /// were looked at, `nil` where there are no pieces.
  public package(set) var pieces: Int?

  /// By which share of the distance a bound may fall short of it for the input to be the nearest.
  public static let distanceGap = 2.5e-4

  /// Whether the input is proven to be the nearest one that meets the goal, to a few hundredths of a percent.
  public var isProvenNearest: Bool {
    guard isReached, let referenceDistance, let referenceDistanceBound else { return false }
    return referenceDistanceBound >= (1 - Self.distanceGap) * referenceDistance - 1e-6
  }

  /// Creates a certificate.
  package init(
    goal: Goal, margin: Double? = nil, goalDistance: Double, isReached: Bool,
    referenceDistance: Double? = nil, dualityGap: Double? = nil, goalDistanceBound: Double? = nil
  ) {
    self.goal = goal
    self.margin = margin
    self.goalDistance = goalDistance
    self.isReached = isReached
    self.referenceDistance = referenceDistance
    self.dualityGap = dualityGap
    self.goalDistanceBound = goalDistanceBound
  }
}
