public import ArgumentParser
public import MLPKit

extension PercentileFilter.Scope: ExpressibleByArgument {}
extension EmpiricalOptions.Score: ExpressibleByArgument {}
extension EmpiricalOptions.Background: ExpressibleByArgument {}

/// The choices of an inversion.
struct InversionFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A method, repeatable: empirical, analytical. Default: all that apply.", valueName: "name"))
  var method: [String] = []

  @Option(
    help: ArgumentHelp("Invert only these classes: 0-4 or 0,1,4.", valueName: "classes"))
  var classes: String?

  @Option(
    help: ArgumentHelp(
      "Wanted logits instead of classes, a row each: .npy, CSV or FILE.h5:/dataset.",
      valueName: "file"))
  var targets: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The size of the wanted logits: size for the class, -size for the others. The paper's text uses "
        + "10, its code also 3000.", valueName: "size"))
  var logit = 10.0

  @Flag(help: "Leave the biases out on the way back (the paper's single-layer variant).")
  var ignoreBias = false

  @Option(
    help: ArgumentHelp(
      "Filter the inverse matrices, repeatable: top_and_bottom:P, middle:P, high_pass:P, low_pass:P.",
      valueName: "filter"))
  var filter: [String] = []

  @Option(help: "Which layers' inverse matrices are filtered: all or first.")
  var filterScope = PercentileFilter.Scope.all

  @Flag(help: "Also try all four filters at every fraction of the paper's ladder.")
  var ladder = false

  @Option(
    help: ArgumentHelp(
      "Height and width of the pictures. Default: from the model.", valueName: "hxw"))
  var imageShape: String?

  @Option(help: "Empirical: what makes a pixel important: signed, l1 or l2.")
  var score = EmpiricalOptions.Score.signed

  @Option(
    help: ArgumentHelp(
      "Empirical: what surrounds the pixel that is lit: gray (zeros), black (the range's low end), "
        + "mean or data (of --background-images).", valueName: "what"))
  var background = EmpiricalOptions.Background.gray

  @Option(
    help: ArgumentHelp(
      "Images for the backgrounds mean and data: IDX, .npy, CSV or FILE.h5:/dataset.",
      valueName: "file"))
  var backgroundImages: String?

  @Option(
    help: ArgumentHelp(
      "Empirical: how many pixels are lit. Default: 255 as in the paper's code (its text has 254); of "
        + "fewer than 784 inputs the same share.", valueName: "n"))
  var top: Int?

  @Option(
    help: ArgumentHelp(
      "Which singular values count as zero: lapack (max(m,n)·ε·σ₁) or numpy (1e-15·σ₁).",
      valueName: "rule"))
  var cutoff = "lapack"

  @Option(
    help: ArgumentHelp(
      "The arithmetic of the pseudo-inverse: f64, or f32 as the paper's code has it for Keras weights.",
      valueName: "type"))
  var pinvDtype = "f64"

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Prove how near any input of the range can come to each target. Default: when it takes no more than "
        + "about 0.1 seconds."))
  var certify: Bool?

  func validate() throws {
    guard logit.isFinite, logit > 0 else {
      throw ValidationError("--logit: \(logit) is not a positive number")
    }
    if let top, !(1...255).contains(top) {
      throw ValidationError("--top: \(top) is not in 1...255")
    }
    let needsImages = [.mean, .data].contains(background)
    if needsImages != (backgroundImages != nil) {
      throw ValidationError("--background mean or data and --background-images need each other")
    }
    guard ["lapack", "numpy"].contains(cutoff) else {
      throw ValidationError("--cutoff: '\(cutoff)' is neither lapack nor numpy")
    }
    guard ["f64", "f32"].contains(pinvDtype) else {
      throw ValidationError("--pinv-dtype: '\(pinvDtype)' is neither f64 nor f32")
    }
    if classes != nil, targets != nil {
      throw ValidationError("--classes and --targets cannot be combined")
    }
    _ = try methods()
    _ = try filters()
  }

  /// The methods asked for; `nil` for all that apply.
  ///
  /// - Throws: a usage error when a name is unknown.
  func methods() throws -> [any InversionMethod]? {
    if method.isEmpty { return nil }
    var seen: Set<String> = []
    return try method.flatMap { $0.split(separator: ",") }.compactMap { name in
      guard let found = InversionMethods.named(String(name)) else {
        let names = InversionMethods.all.map(\.name).joined(separator: ", ")
        throw ValidationError("--method: '\(name)' is unknown; the methods are \(names)")
      }
      return seen.insert(found.name).inserted ? found : nil
    }
  }

  /// The filters asked for.
  ///
  /// - Throws: a usage error when one is not `KIND:FRACTION`.
  func filters() throws -> [PercentileFilter] {
    var seen: Set<String> = []
    return try filter.map { text in
      let parts = text.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, let kind = PercentileFilter.Kind(rawValue: String(parts[0])),
        let fraction = Double(parts[1]), fraction.isFinite
      else {
        throw ValidationError(
          "--filter: '\(text)' is not top_and_bottom:P, middle:P, high_pass:P or low_pass:P")
      }
      let limit = [.topAndBottom, .middle].contains(kind) ? 0.5 : 1
      guard (0...limit).contains(fraction) else {
        throw ValidationError("--filter: '\(text)': \(fraction) is not in 0...\(limit)")
      }
      let filter = PercentileFilter(kind, fraction: fraction, scope: filterScope)
      guard seen.insert(filter.description).inserted else {
        throw ValidationError("--filter: '\(text)' is given twice")
      }
      return filter
    }
  }

  /// The options of the engine.
  ///
  /// - Throws: `FileError` when the background images cannot be read.
  func options(range: ScaleRange, head: OutputHead?) throws -> InversionOptions {
    var options = InversionOptions()
    options.ignoresBias = ignoreBias
    options.cutoff = cutoff == "numpy" ? .numPy : .lapack
    options.precision = pinvDtype == "f32" ? .single : .double
    options.inputRange = range.low...range.high
    options.head = head
    options.empirical.score = score
    options.empirical.background = background
    options.empirical.litPixels = top
    if let backgroundImages {
      let images = try DatasetReader.samples(at: backgroundImages, scale: range)
      options.empirical.backgroundImages = images.rows(0..<images.count)
    }
    return options
  }

  /// The shape of the pictures for a network.
  ///
  /// - Throws: a usage error when it is no shape, or has another number of pixels than the network inputs.
  func pictureShape(for network: Network) throws -> ImageShape {
    guard let imageShape else { return ImageShape(inputShape: network.inputShape) }
    let sides = imageShape.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let height = sides[0], let width = sides[1], height > 0, width > 0,
      !height.multipliedReportingOverflow(by: width).overflow
    else { throw UsageError("--image-shape: '\(imageShape)' is not HEIGHTxWIDTH") }
    guard height * width == network.inputs else {
      throw UsageError(
        "--image-shape: \(imageShape) has \(height * width) pixels; the network has "
          + "\(network.inputs) inputs")
    }
    return ImageShape(height: height, width: width)
  }

  /// What is wanted of a network.
  ///
  /// - Throws: `FileError`, `InversionError`, or a usage error.
  func inversionTargets(for network: Network) throws -> InversionTargets {
    guard let targets else {
      let selection: ClassSelection?
      do {
        selection = try classes.map { try ClassSelection(parsing: $0) }
      } catch {
        throw UsageError("--classes: \(error)")
      }
      return try .classes(of: network, selection?.labels, size: logit)
    }
    let wanted = try DatasetReader.array(at: targets)
    guard wanted.shape.count == 2 else {
      throw FileError(
        .badData, file: targets,
        problem:
          "has the shape \(wanted.shape); a row of wanted logits for each target was expected")
    }
    do {
      return try .arbitrary(
        Matrix(rows: wanted.shape[0], columns: wanted.shape[1], values: wanted.doubles),
        for: network)
    } catch {
      throw FileError(.badData, file: targets, problem: error.problem)
    }
  }
}
