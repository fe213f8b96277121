import ArgumentParser
import LinearAlgebra
import MLPKit

extension InversionFlags {
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
      let filter = PercentileFilter(
        kind, fraction: fraction, scope: scope, percentile: percentile)
      guard seen.insert(filter.description).inserted else {
        throw ValidationError("--filter: '\(text)' is given twice")
      }
      return filter
    }
  }

  private var scope: PercentileFilter.Scope { filterResult ? .result : filterScope }

  /// The climb that `--ladder` asks for.
  ///
  /// - Throws: a usage error when the fractions are none.
  func ladderRequest() throws -> LadderRequest {
    var request = LadderRequest()
    request.scope = scope
    request.percentile = percentile
    request.decimals = ladderDecimals
    guard let ladderFractions else { return request }
    let fractions = ladderFractions.split(separator: ",", omittingEmptySubsequences: false)
      .map { Double($0) ?? .nan }
    guard fractions.allSatisfy({ (0...1).contains($0) }), fractions.contains(where: { $0 <= 0.5 })
    else {
      throw ValidationError(
        "--ladder-fractions: '\(ladderFractions)' is no list of numbers in 0...1, one of them at most 0.5"
      )
    }
    request.fractions = fractions
    return request
  }

  /// The options of the engine.
  ///
  /// - Throws: `FileError` when images cannot be read or do not fit the network.
  func options(
    for network: NeuralNetwork, range: ScaleRange, head: OutputHead?, console: Console
  ) throws -> InversionOptions {
    var options = InversionOptions()
    options.ignoresBias = ignoreBias
    options.cutoff = cutoff == "numpy" ? .numPy : .lapack
    options.precision = pinvDtype == "f32" ? .single : .double
    options.inputRange = range.low...range.high
    options.head = head
    options.imageShape = try pictureShape(for: network)
    options.constrained = try constrained.options(for: network, range: range, console: console)
    options.branch = branch
    options.byteConversion = uint8
    options.empirical.score = score
    options.empirical.rank = rank
    options.empirical.background = background ?? (rank == .kernel ? .black : .gray)
    options.empirical.litPixels = top
    if let images = try backgroundSamples(for: network, range: range) {
      options.empirical.backgroundImages = images.rows(0..<images.count)
    }
    return options
  }

  private func backgroundSamples(for network: NeuralNetwork, range: ScaleRange) throws -> Samples? {
    guard let backgroundImages else { return nil }
    let images = try DatasetReader.samples(at: backgroundImages, scale: range)
    guard images.features == network.inputs else {
      throw FileError(
        .badData, file: backgroundImages,
        problem: "has images of \(images.features) values; the network has \(network.inputs) inputs"
      )
    }
    return images
  }

  /// Finds out whether all files can be read and fit a network, of which only the shape counts.
  ///
  /// Standard input can be read but once, and is left to the inversion.
  ///
  /// - Throws: `FileError`, `InversionError` or a usage error when not.
  func check(for network: NeuralNetwork, range: ScaleRange) throws {
    _ = try pictureShape(for: network)
    let count = targets == "-" ? nil : try inversionTargets(for: network).names.count
    try constrained.check(for: network, range: range, targets: count)
    if backgroundImages != "-" { _ = try backgroundSamples(for: network, range: range) }
  }

  /// The files that are read.
  var files: [String] {
    [targets, backgroundImages].compactMap { $0 } + constrained.files
  }

  /// The shape of the pictures for a network.
  ///
  /// - Throws: a usage error when it is no shape, or has another number of pixels than the network inputs.
  func pictureShape(for network: NeuralNetwork) throws -> ImageShape {
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

  /// The classes of `--classes`, as indices: by name when all of them are names of the network's classes,
  /// otherwise by number; `nil` when the option is not there.
  ///
  /// - Throws: a usage error when the text selects nothing.
  private func selectedClasses(of network: NeuralNetwork) throws -> [Int]? {
    guard let classes else { return nil }
    let names = (0..<network.classCount).map(network.className)
    func indices(_ wanted: [String]) -> [Int]? {
      let found = wanted.compactMap { names.firstIndex(of: $0) }
      return found.count == wanted.count && Set(found).count == found.count ? found : nil
    }
    let items = classes.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if let found = indices(items) { return found }
    do {
      let labels = try ClassSelection(parsing: classes).labels
      return indices(labels.map(String.init)) ?? labels
    } catch {
      throw UsageError("--classes: \(error)")
    }
  }

  /// What is wanted of a network.
  ///
  /// - Throws: `FileError`, `InversionError`, or a usage error.
  func inversionTargets(for network: NeuralNetwork) throws -> InversionTargets {
    guard let targets else {
      let size = probability.map { InversionTargets.size(reaching: $0, of: network) } ?? logit
      guard size > 0 else {
        throw UsageError("--probability: of \(network.classCount) classes each has at least that")
      }
      return try .classes(of: network, try selectedClasses(of: network), size: size)
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
