import ArgumentParser
package import MLPKit

extension InversionRequest.Preset: ExpressibleByArgument {
  /// How a network that is missing is trained, with `--train-if-missing`.
  var training: TrainingPreset? { TrainingPreset(rawValue: rawValue) }

  /// `none` is what no preset is called in results.
  package static var allValueStrings: [String] {
    allCases.filter { $0 != .none }.map(\.rawValue)
  }

  package init?(argument: String) {
    guard argument != InversionRequest.Preset.none.rawValue else { return nil }
    self.init(rawValue: argument)
  }
}

/// The choices of an inversion.
struct InversionFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "paper: what the paper's figures show, each as a picture of its own in --images-dir: 3.1 to "
        + "3.4 of a single layer, 3.5 of more. paper-slp, paper-mlp: the network that "
        + "--train-if-missing trains.", valueName: "name"))
  var preset: InversionRequest.Preset?

  @Option(
    help: ArgumentHelp(
      "A method, repeatable; --list-methods shows them. Default: the paper's that apply and the "
        + "recommended ones with constraints.", valueName: "name"),
    transform: InversionFlags.methods)
  var method: [[any InversionMethod]] = []

  @OptionGroup var wanted: TargetFlags
  @OptionGroup var inputs: InputSpaceOptions
  @OptionGroup var analytical: AnalyticalFlags
  @OptionGroup var filters: FilterFlags

  @Option(
    help: ArgumentHelp(
      "Height and width of the pictures. Default: from the model.", valueName: "hxw"),
    transform: InversionFlags.imageShape)
  var imageShape: ImageShape?

  @OptionGroup var empirical: EmpiricalFlags
  @OptionGroup var bound: BoundFlags
  @OptionGroup var constrained: ConstrainedFlags
  @OptionGroup var table: TableOptions

  func validate() throws {
    if preset == .paper, !method.isEmpty || !filters.filter.isEmpty || analytical.ignoreBias {
      throw ValidationError("--preset paper chooses methods, filters and biases itself")
    }
    if empirical.rank == .cov, constrained.priorData == nil {
      throw ValidationError("--rank cov: --prior-data names the images")
    }
  }

  /// What is asked for, without the data files.
  var request: InversionRequest {
    var request = InversionRequest()
    request.preset = preset ?? .none
    var seen: Set<String> = []
    request.methods = method.flatMap { $0 }.filter { seen.insert($0.name).inserted }
    request.options.imageShape = imageShape
    wanted.apply(to: &request)
    analytical.apply(to: &request)
    filters.apply(to: &request)
    empirical.apply(to: &request)
    bound.apply(to: &request)
    constrained.apply(to: &request)
    return request
  }

  /// The data files.
  var files: InversionFiles {
    var files = InversionFiles()
    files.targets = wanted.targets
    files.priorImages = constrained.priorData
    files.references = constrained.referenceFile
    files.backgroundImages = empirical.backgroundImages
    files.priorLayout = table.layout(.nothing, isCSV: true, for: nil)
    files.priorClasses = wanted.classNames
    return files
  }

  @Sendable private static func methods(_ text: String) throws -> [any InversionMethod] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
      guard let found = InversionMethods.named(String(name)) else {
        let names = InversionMethods.all.map(\.name).joined(separator: ", ")
        throw ValidationError("'\(name)' is unknown; the methods are \(names)")
      }
      return found
    }
  }

  @Sendable private static func imageShape(_ text: String) throws -> ImageShape {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let height = sides[0], let width = sides[1], height > 0, width > 0,
      !height.multipliedReportingOverflow(by: width).overflow
    else { throw ValidationError("it is not HEIGHTxWIDTH") }
    return ImageShape(height: height, width: width)
  }
}
