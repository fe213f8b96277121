import ArgumentParser
package import MLPKit

extension ConstrainedOptions.PriorKind: ExpressibleByArgument {}
extension SolutionCertificate.Goal: ExpressibleByArgument {}

/// The choices of the methods that stay inside the range.
struct ConstrainedFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Nearest: the input to stay near: gray, black, mean (of --prior-data), or a file with one "
        + "input, or one for each target.", valueName: "input"))
  var reference = "gray"

  @Option(
    help: ArgumentHelp(
      "Images without labels, like those that the network is for: IDX, .npy, CSV or "
        + "FILE.h5:/dataset.", valueName: "file"))
  var priorData: String?

  @Option(
    help: ArgumentHelp(
      "What map takes for likely: pca or covariance (of --prior-data), or kernel (smooth pictures). "
        + "Default: pca with images, kernel without.", valueName: "prior"))
  var prior: ConstrainedOptions.PriorKind?

  @Option(help: ArgumentHelp("How many principal components the prior has.", valueName: "n"))
  var components = 60

  @Option(
    help: ArgumentHelp(
      "How far smoothness reaches without images, in pixels.", valueName: "pixels"))
  var kernelLength = 1.5

  @Option(
    help: ArgumentHelp(
      "The logits to aim at: exact (the wanted ones), one-sided (the class ahead by a margin) or "
        + "natural (what images of the class have). Default: nearest exact, map one-sided.",
      valueName: "goal"))
  var target: SolutionCertificate.Goal?

  @Option(
    help: ArgumentHelp(
      "How far one-sided goals are ahead. Default: 20, or 1.25 times the median of the class's images.",
      valueName: "logits"))
  var margin: Double?

  func validate() throws {
    guard (1...4096).contains(components) else {
      throw ValidationError("--components: \(components) is not in 1...4096")
    }
    guard kernelLength > 0, kernelLength <= 1000 else {
      throw ValidationError("--kernel-length: \(kernelLength) is not in 0...1000")
    }
    if let margin, !(margin > 0 && margin.isFinite) {
      throw ValidationError("--margin: \(margin) is not a positive number")
    }
    if priorData == nil {
      if prior == .pca || prior == .covariance {
        throw ValidationError("--prior \(prior?.rawValue ?? ""): --prior-data names the images")
      }
      if reference == "mean" {
        throw ValidationError("--reference mean: --prior-data names the images")
      }
      if target == .natural {
        throw ValidationError("--target natural: --prior-data names the images")
      }
    }
  }

  /// The reference as results call it.
  var referenceName: String {
    ["gray", "black", "mean"].contains(reference) ? reference : "file"
  }

  /// The files that are read.
  var files: [String] {
    [priorData, referenceName == "file" ? reference : nil].compactMap { $0 }
  }

  private func referenceInputs(for network: NeuralNetwork, range: ScaleRange) throws -> Matrix {
    let samples = try DatasetReader.samples(at: reference, scale: range)
    guard samples.features == network.inputs, samples.count <= 4096 else {
      throw FileError(
        .badData, file: reference,
        problem: "has \(samples.count) inputs of \(samples.features) values; one of "
          + "\(network.inputs), or one for each target, was expected")
    }
    return samples.rows(0..<samples.count)
  }

  /// Finds out whether the files can be read and fit a network, of which only the shape counts.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - range: the range of its inputs.
  ///   - targets: how many targets there are; `nil` when that is not known yet.
  /// - Throws: `FileError` when not.
  func check(for network: NeuralNetwork, range: ScaleRange, targets: Int?) throws {
    if referenceName == "file", reference != "-" {
      let inputs = try referenceInputs(for: network, range: range)
      if let targets, inputs.rows != 1, inputs.rows != targets {
        throw FileError(
          .badData, file: reference,
          problem:
            "has \(inputs.rows) inputs; one, or one for each of \(targets) targets, was expected")
      }
    }
    guard let priorData, priorData != "-" else { return }
    let samples = try DatasetReader.samples(at: priorData, scale: range)
    do {
      _ = try ImagePriorBuilder(network: network, count: samples.count, features: samples.features)
    } catch {
      throw FileError(.badData, file: priorData, problem: error.problem)
    }
  }

  /// The options of the engine.
  ///
  /// - Throws: `FileError` when a file cannot be read or does not fit the network.
  func options(
    for network: NeuralNetwork, range: ScaleRange, console: Console
  ) throws -> ConstrainedOptions {
    var options = ConstrainedOptions()
    options.prior = prior
    options.components = components
    options.kernelLength = kernelLength
    options.goal = target
    options.margin = margin
    switch reference {
    case "gray": options.reference = .gray
    case "black": options.reference = .black
    case "mean": options.reference = .mean
    default:
      let rows = try referenceInputs(for: network, range: range)
      options.reference = .inputs((0..<rows.rows).map { Array(rows.row($0)) })
    }
    if let priorData {
      let samples = try DatasetReader.samples(at: priorData, scale: range)
      do {
        options.images = try ImagePrior(of: samples, for: network)
      } catch {
        throw FileError(.badData, file: priorData, problem: error.problem)
      }
      if let images = options.images, images.rank < network.inputs {
        console.note(
          "\(priorData): \(images.count) images of \(network.inputs) values differ in at most "
            + "\(images.rank) directions; the rest of the prior is a guess")
      }
    }
    return options
  }
}
