public import Files
import HDF5
public import Networks
import Numerics

extension ResultsFile {
  /// Reads everything that a results file says.
  ///
  /// Shapes are checked; whether the numbers are true is another matter.
  ///
  /// - Parameter path: the file; `-` for standard input.
  /// - Throws: `FileError`: `cannotOpen`, or `badData` when it is not a whole results file.
  package static func read(_ path: String) throws(FileError) -> InversionResults {
    try reading(path) { root throws(HDF5Error) in try ResultsReader.read(root) }
  }

  /// Opens a file that should hold results, and reads something of it.
  ///
  /// - Throws: `FileError`: `cannotOpen`, or `badData` when it is no HDF5 file or what `body` finds wrong.
  static func reading<Result: Sendable>(
    _ path: String, _ body: (borrowing HDF5Group) throws(HDF5Error) -> Result
  ) throws(FileError) -> Result {
    let bytes = try FileBytes.read(path)
    if HDF5File.signatureOffset(in: bytes) == nil {
      throw FileError(
        .badData, file: path,
        problem: UnknownContents.description(of: try ModelInput(path: path, bytes: bytes)))
    }
    return try HDF5File.reading(bytes, wrapping: { ModelFile.fileError($0, path) }) {
      root throws(FileError) in
      do throws(HDF5Error) {
        return try body(root)
      } catch {
        throw ModelFile.fileError(error, path)
      }
    }
  }
}

extension ModelFile {
  /// The results in the file; shapes are checked, whether the numbers are true is another matter.
  ///
  /// - Throws: `FileError` of kind `badData` when it is not a whole results file.
  public func results() throws(FileError) -> InversionResults {
    guard let contents = model as? ResultsContents else {
      throw FileError(
        .badData, file: path, problem: "is a model; a results file of mlp invert was expected")
    }
    return try contents.source.reading(path: path) { root throws(HDF5Error) in
      try ResultsReader.read(root)
    }
  }
}

/// Reads the groups of a results file.
enum ResultsReader {
  static func read(_ root: borrowing HDF5Group) throws(HDF5Error) -> InversionResults {
    try checkFormat(root)
    let targets = try root.group("targets")
    let names = try targets.textDataset("classes")
    let wanted = try matrix("logits", targets, rows: names.count)
    let methods = try methods(
      try root.group("solutions"), targets: names.count, wanted.columns)
    let (space, shape) = try inputs(root, methods.first?.solutions.first?.input.count)
    var results = InversionResults(
      modelName: try text("model", root), modelSHA256: try text("model_sha256", root),
      toolVersion: try text("tool_version", root),
      parameters: try parameters(try root.group("parameters")),
      targets: wanted, targetNames: names,
      imageShape: shape, inputSpace: space, layers: try layers(try root.group("layers")),
      methods: methods)
    if try targets.childNames().contains("class_names") {
      results.classNames = try targets.textDataset("class_names")
    }
    let children = try root.childNames()
    if children.contains("ladder") {
      results.ladders = try ladders(try root.group("ladder"), targets: names.count)
    }
    results.bounds = try bounds(targets, names.count, wanted.columns)
    results.digest = ContentDigest(
      stored: try root.text(ContentFingerprint.attributeName),
      found: try ContentFingerprint.of(root))
    return results
  }

  static func checkFormat(_ root: borrowing HDF5Group) throws(HDF5Error) {
    guard try root.text("format") == ResultsFile.formatName else {
      throw HDF5Error(.badData, object: "/", problem: "is not a results file of mlp invert")
    }
    guard let version = try root.numbers("version")?.first, version == Double(ResultsFile.version)
    else {
      throw HDF5Error(
        .unsupported, object: "attribute version of /",
        problem: "is not \(ResultsFile.version): the file needs another version of mlp")
    }
    if try root.childNames().contains(CounterfactualFile.groupName) {
      throw HDF5Error(
        .unsupported, object: "/\(CounterfactualFile.groupName)",
        problem:
          "are changes of rows, not inputs of an inversion; mlp report and mlp render show them")
    }
  }

  private static func layers(_ group: borrowing HDF5Group) throws(HDF5Error) -> [LayerInverse] {
    var found: [(place: Int, layer: LayerInverse)] = []
    for name in try group.childNames() {
      let layer = try group.group(name)
      guard let place = Int(name.prefix { $0 != "_" }) else {
        throw HDF5Error(
          .badData, object: layer.path, problem: "is not named by its place, such as 0_hidden")
      }
      let inverse = try matrix("pseudo_inverse", layer, rows: nil)
      let hasValues = try layer.childNames().contains("singular_values")
      let count = min(inverse.rows, inverse.columns)
      guard
        let algorithm = PseudoInverse.Algorithm(rawValue: try text("algorithm", layer)),
        let rank = Int(exactly: try numbers("rank", 1, layer)[0])
      else {
        throw HDF5Error(
          .badData, object: layer.path, problem: "has an unknown algorithm or an impossible rank")
      }
      found.append(
        (
          place,
          LayerInverse(
            name: try text("name", layer),
            pseudoInverse: PseudoInverse(
              matrix: inverse, algorithm: algorithm,
              singularValues: hasValues ? try doubles("singular_values", layer, [count]) : nil,
              rank: rank, conditionNumber: try numbers("condition_number", 1, layer)[0],
              isConditionEstimated: try isEstimated(
                "condition_source", layer, exactly: "singular values", or: "power iteration"),
              penroseResiduals: try numbers("penrose_residuals", 4, layer),
              areResidualsEstimated: try isEstimated(
                "residual_source", layer, exactly: "products", or: "random probes")))
        ))
    }
    return found.sorted { $0.place < $1.place }.map(\.layer)
  }

  /// Whether an attribute says that a number is an estimate.
  private static func isEstimated(
    _ name: String, _ layer: borrowing HDF5Group, exactly exact: String, or estimated: String
  ) throws(HDF5Error) -> Bool {
    let text = try text(name, layer)
    guard text == exact || text == estimated else {
      throw HDF5Error(
        .badData, object: "attribute \(name) of \(layer.path)",
        problem: "is neither '\(exact)' nor '\(estimated)'")
    }
    return text == estimated
  }

  private static func ladders(
    _ group: borrowing HDF5Group, targets: Int
  ) throws(HDF5Error) -> [FilterLadder] {
    var result: [FilterLadder] = []
    for name in try group.childNames() {
      let ladder = try group.group(name)
      let fractions = try ladder.dataset("percentiles").doubles()
      let inputs = try ladder.dataset("inputs")
      let shape = [fractions.count, targets]
      guard inputs.shape.count == 3, Array(inputs.shape.prefix(2)) == shape else {
        throw HDF5Error(
          .badData, object: inputs.path,
          problem: "has the shape \(inputs.shape), not \(shape) inputs")
      }
      let width = inputs.shape[2]
      let values = try inputs.doubles()
      let residuals = try doubles("residual_l2", ladder, shape)
      let probabilities = try doubles("probability", ladder, shape)
      let chosen = try ladder.numbers("chosen")?.first
      result.append(
        FilterLadder(
          filter: name, fractions: fractions,
          steps: fractions.indices.map { step in
            (0..<targets).map { target in
              let place = step * targets + target
              var solution = InverseSolution(
                target: target, input: Array(values[(place * width)..<((place + 1) * width)]))
              solution.residualL2 = residuals[place]
              solution.probability = probabilities[place]
              return solution
            }
          },
          chosen: chosen.map { fractions.firstIndex(of: $0) ?? fractions.count }))
    }
    return result
  }
}
