import Networks

/// Everything an inversion is asked for: what a command line says of it, as values.
///
/// Its parameters as a results file has them, and back, are ``InversionParameter``.
public struct InversionRequest: Sendable {
  /// Choices that belong together.
  public enum Preset: String, Sendable, Equatable, CaseIterable {
    /// Each choice by itself.
    case none
    /// What the paper's figures 3.1 to 3.5 show.
    case paper
    /// A network that is trained as the paper's single-layer one.
    case paperSLP = "paper-slp"
    /// A network that is trained as the paper's one of three layers.
    case paperMLP = "paper-mlp"
  }

  /// Where the wanted logits come from.
  package enum TargetSource: String, Sendable, Equatable, CaseIterable {
    /// They are made for classes.
    case classes
    /// They were given one by one.
    case file
  }

  /// What decides results without being in a results file.
  package enum OutsideData: Sendable, Hashable, CaseIterable {
    /// The images of the prior.
    case priorImages
    /// The images of the empirical method's backgrounds.
    case backgroundImages
    /// The inputs to stay near.
    case references

    /// The option of the command line that names their file.
    package var optionName: String {
      switch self {
      case .priorImages: "--prior-data"
      case .backgroundImages: "--background-images"
      case .references: "--reference"
      }
    }

    /// The parameter of results files that says which data they were.
    package var digestName: String {
      switch self {
      case .priorImages: "prior_data_sha256"
      case .backgroundImages: "background_images_sha256"
      case .references: "reference_sha256"
      }
    }
  }

  /// Choices that belong together.
  public var preset = Preset.none
  /// The methods to run; none for all defaults that apply.
  public var methods: [any InversionMethod] = []
  /// The size of the wanted logits, > 0.
  public var logit = 10.0
  /// Instead of ``logit``: the probability that the size gives a class.
  public var probability: Double?
  /// Where the wanted logits come from.
  package var targetSource = TargetSource.classes
  /// Which classes, as the user wrote it; all when `nil`.
  public var classes: String?
  /// Whether wanted logits count up to a constant that all of them share; when `nil` those of classes of a
  /// network whose probabilities are softmax's.
  public var targetsUpToShift: Bool?
  /// Filters that methods with inverse matrices run with as well; of each only kind and fraction count.
  public var filters: [PercentileFilter] = []
  /// What filters are applied to.
  public var filterScope = PercentileFilter.Scope.all
  /// What their fractions mean.
  public var percentile = PercentileFilter.Percentile.paper
  /// Whether all four filters are tried at every fraction.
  public var climbsLadders = false
  /// The fractions of the ladders; the paper's when `nil`.
  public var ladderFractions: [Double]?
  /// To how many decimals probabilities must be 0 or 1 for a step to pass.
  public var ladderDecimals = 2
  /// The choices of the engine.
  public var options = InversionOptions()
  /// Whether lower bounds are proven; when `nil` if that takes no more than a second.
  public var certifies: Bool?
  /// How hard they are sought.
  public var bound = BoundOptions()
  /// The SHA-256 of the data that are not in a results file, as the network takes them: float64,
  /// little-endian, row after row.
  package var dataDigests: [OutsideData: String] = [:]
  /// What results came from that is not at hand any more.
  private var missingData: Set<OutsideData> = []

  /// Creates the defaults.
  public init(options: InversionOptions = .init()) { self.options = options }

  /// Whether images tell what is likely.
  package var usesPriorImages: Bool {
    options.constrained.images != nil || missingData.contains(.priorImages)
  }

  /// Whether images surround the pixels of the empirical method.
  package var usesBackgroundImages: Bool {
    options.empirical.backgroundImages != nil || missingData.contains(.backgroundImages)
  }

  /// Remembers that data were used which are not here.
  mutating func misses(_ data: OutsideData) { missingData.insert(data) }

  /// Remembers that they are here once more.
  mutating func finds(_ data: OutsideData) { missingData.remove(data) }

  /// Whether data were used which are not here.
  func isMissing(_ data: OutsideData) -> Bool { missingData.contains(data) }

  /// The filters, with what they are applied to and what their fractions mean.
  package var completeFilters: [PercentileFilter] {
    filters.map {
      PercentileFilter(
        $0.kind, fraction: $0.fraction, scope: filterScope, percentile: percentile)
    }
  }

  /// The climb over one kind of filter.
  package var ladder: LadderRequest {
    var ladder = LadderRequest()
    ladder.fractions = ladderFractions
    ladder.scope = filterScope
    ladder.percentile = percentile
    ladder.decimals = ladderDecimals
    return ladder
  }
}
