public import Datasets
public import Files
package import Inversion
package import Networks
package import Numerics

/// The data files of an inversion, by their paths; `-` is standard input.
package struct InversionFiles: Sendable, Equatable {
  /// Wanted logits, a row for each target.
  package var targets: String?
  /// Images that tell what is likely.
  package var priorImages: String?
  /// Inputs to stay near: one, or one for each target.
  package var references: String?
  /// Images for the backgrounds of the empirical method.
  package var backgroundImages: String?

  /// What the columns of a table of ``priorImages`` mean.
  package var priorLayout = TableLayout()
  /// The classes that count in a table with labels; all when `nil`.
  package var priorClasses: [String]?

  /// None.
  package init() {}

  /// All that are named.
  package var all: [String] {
    [targets, priorImages, references, backgroundImages].compactMap { $0 }
  }

  /// Reads all of them, once.
  ///
  /// - Parameters:
  ///   - network: the network they are for, of which only the shape counts.
  ///   - range: what bytes are scaled to.
  /// - Throws: `FileError` when one cannot be read, or does not fit the network.
  package func read(
    for network: NeuralNetwork, range: ScaleRange
  ) throws(FileError) -> InversionData {
    var data = InversionData(files: self)
    let isOfPixels = network.inputSpace.isPicture || network.inputRange != nil
    let scaling = ByteScaling(
      pictures: range, tables: isOfPixels && !network.inputSpace.hasNames ? range : nil)
    if let targets {
      let wanted = try DatasetReader.array(at: targets)
      guard wanted.shape.count == 2 else {
        throw FileError(
          .badData, file: targets,
          problem:
            "has the shape \(wanted.shape); a row of wanted logits for each target was expected")
      }
      data.targets = Matrix(
        rows: wanted.shape[0], columns: wanted.shape[1], values: wanted.doubles)
    }
    if let references {
      let samples = try DatasetReader.samples(at: references, scaling: scaling)
      guard samples.features == network.inputs, samples.count <= 4096 else {
        throw FileError(
          .badData, file: references,
          problem: "has \(samples.count) inputs of \(samples.features) values; one of "
            + "\(network.inputs), or one for each target, was expected")
      }
      data.references = samples.rows(0..<samples.count)
    }
    if let backgroundImages {
      let samples = try DatasetReader.samples(at: backgroundImages, scaling: scaling)
      guard samples.features == network.inputs else {
        throw FileError(
          .badData, file: backgroundImages,
          problem:
            "has images of \(samples.features) values; the network has \(network.inputs) inputs")
      }
      data.backgroundImages = samples
    }
    if let priorImages {
      let prior = try prior(priorImages, for: network, scaling: scaling)
      data.priorImages = prior.samples
      data.priorRemarks = prior.remarks
    }
    try data.check(for: network)
    return data
  }

  /// The samples that tell what is likely: of a table with labels only those of the classes that count.
  private func prior(
    _ path: String, for network: NeuralNetwork, scaling: ByteScaling
  ) throws(FileError) -> (samples: Samples, remarks: [String]) {
    var layout = priorLayout
    let space = network.inputSpace
    layout.wanted = priorClasses == nil ? .nothing : .labelsIfAny
    layout.featureNames = space.hasNames ? space.names : nil
    layout.featureCount = network.inputs
    let table = try DatasetReader.table(at: path, layout: layout)
    let samples = try Samples(table, scaling: scaling)
    let remarks = table.remarks.map { "\(path): \($0)" }
    guard let priorClasses, let labels = table.labels else { return (samples, remarks) }
    let known = Set(labels.names)
    let wanted = priorClasses.map { text in
      guard !known.contains(text), let index = Int(text), 0..<network.classCount ~= index else {
        return text
      }
      return network.className(index)
    }
    let chosen = try LabeledSamples(samples, labels).selecting(names: wanted)
    let note = "\(path): \(chosen.count) of \(samples.count) rows are of the classes of --classes"
    return (chosen.samples, remarks + [note])
  }
}

/// The data of an inversion, in memory.
public struct InversionData: Sendable {
  /// Where they come from, for messages.
  package let files: InversionFiles
  /// Wanted logits, `[targets × outputs]`.
  package var targets: Matrix?
  /// Images that tell what is likely.
  package var priorImages: Samples?
  /// What is worth saying of how these were read.
  var priorRemarks: [String] = []
  /// Inputs to stay near, `[1 or targets × inputs]`.
  package var references: Matrix?
  /// Images for the backgrounds of the empirical method.
  package var backgroundImages: Samples?

  /// None.
  package init(files: InversionFiles = InversionFiles()) { self.files = files }

  /// Data in memory.
  ///
  /// - Parameters:
  ///   - targets: wanted logits, a row of `[outputs]` for each target; classes are wanted when `nil`.
  ///   - references: inputs to stay near: one row of `[inputs]`, or one for each target.
  ///   - priorImages: images that tell what is likely.
  ///   - backgroundImages: images for the backgrounds of the empirical method.
  /// - Throws: `FileError` of kind `badData` when the rows differ in length.
  public init(
    targets: [[Double]]? = nil, references: [[Double]]? = nil, priorImages: Samples? = nil,
    backgroundImages: Samples? = nil
  ) throws(FileError) {
    self.init(files: InversionFiles())
    if let targets { self.targets = try Self.matrix(targets, "targets") }
    if let references { self.references = try Self.matrix(references, "references") }
    self.priorImages = priorImages
    self.backgroundImages = backgroundImages
  }

  private static func matrix(_ rows: [[Double]], _ name: String) throws(FileError) -> Matrix {
    let array = try DataArray(rows: rows, file: name)
    return Matrix(rows: array.shape[0], columns: array.shape[1], values: array.doubles)
  }

  /// Makes sure that the data fit a network, of which only the shape counts.
  ///
  /// - Throws: `FileError` that names the file.
  fileprivate func check(for network: NeuralNetwork) throws(FileError) {
    if let references, references.columns != network.inputs || !references.isFinite {
      throw FileError(
        .badData, file: files.references ?? "references",
        problem:
          "has inputs of \(references.columns) values; \(network.inputs) finite ones were expected")
    }
    if let backgroundImages, backgroundImages.features != network.inputs {
      throw FileError(
        .badData, file: files.backgroundImages ?? "background images",
        problem: "has images of \(backgroundImages.features) values; the network has "
          + "\(network.inputs) inputs")
    }
    if let targets = try wantedTargets(for: network), let references, references.rows != 1,
      references.rows != targets.names.count
    {
      throw FileError(
        .badData, file: files.references ?? "-",
        problem: "has \(references.rows) inputs; one, or one for each of \(targets.names.count) "
          + "targets, was expected")
    }
    guard let priorImages else { return }
    do throws(InversionError) {
      _ = try ImagePriorBuilder(
        network: network, count: priorImages.count, features: priorImages.features)
    } catch {
      throw FileError(.badData, file: files.priorImages ?? "-", problem: error.problem)
    }
  }

  /// What is wanted of a network when that is among the data; `nil` otherwise.
  ///
  /// - Throws: `FileError` when it is not as wide as the network's outputs.
  package func wantedTargets(
    for network: NeuralNetwork
  ) throws(FileError) -> InversionTargets? {
    guard let targets else { return nil }
    do throws(InversionError) {
      return try .arbitrary(targets, for: network)
    } catch {
      throw FileError(.badData, file: files.targets ?? "-", problem: error.problem)
    }
  }

  /// Puts the data into a request.
  ///
  /// - Parameters:
  ///   - request: what is asked for.
  ///   - network: the network, which the prior looks at the images with.
  ///   - note: receives what is worth saying of the images.
  /// - Throws: `FileError` when the images tell nothing.
  package func complete(
    _ request: inout InversionRequest, for network: NeuralNetwork,
    note: (String) -> Void = { _ in }
  ) throws(FileError) {
    try check(for: network)
    if targets != nil { request.targetSource = .file }
    // Bytes are pixels.
    let arePixels = (priorImages ?? backgroundImages).map { $0.areBytes && !$0.isTable } ?? false
    if request.options.imageShape == nil, arePixels {
      request.options.imageShape = ImageShape(inputShape: network.inputShape)
    }
    request.dataDigests = digests
    if let references {
      request.options.constrained.reference = .inputs(references.rowArrays)
    }
    if let backgroundImages {
      request.options.empirical.backgroundImages = backgroundImages.rows(
        0..<backgroundImages.count)
    }
    guard let priorImages else { return }
    if request.options.inputs == nil, request.options.imageShape == nil {
      request.options.inputs = try inputs(of: network)
    }
    for remark in priorRemarks { note(remark) }
    let file = files.priorImages ?? "the images"
    do throws(InversionError) {
      let images = try ImagePrior(
        of: priorImages, for: network,
        splitsClasses: request.splitsPriorClasses(of: network))
      request.options.constrained.images = images
      if images.rank < network.inputs {
        note(
          "\(file): \(images.count) images of \(network.inputs) values differ in at most "
            + "\(images.rank) directions; the rest of the prior is a guess")
      }
    } catch {
      throw FileError(.badData, file: file, problem: error.problem)
    }
  }
}
