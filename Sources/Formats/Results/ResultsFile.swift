package import Files
import HDF5
package import Networks
import Numerics

/// Results files: HDF5 that explains itself.
///
/// `docs/results-format.md` is the specification.
package enum ResultsFile {
  /// The root attribute `format`.
  static let formatName = "mlp-results"
  /// The root attribute `version`.
  static let version = 1

  /// Builds the complete bytes of a results file, and reads them back to be sure of them.
  ///
  /// The same results give the same bytes: no time is stored.
  ///
  /// - Parameters:
  ///   - results: what to store.
  ///   - path: the file's name for messages; nothing is written.
  /// - Throws: `FileError` of kind `inputOutput` when the HDF5 library fails.
  package static func encode(
    _ results: InversionResults, path: String
  ) throws(FileError) -> [UInt8] {
    do throws(HDF5Error) {
      var root = StoredGroup(results)
      root.set(ContentFingerprint.attributeName, .text(ContentFingerprint.of(root)))
      return try root.image()
    } catch {
      throw ModelFile.fileError(error, path)
    }
  }
}

extension StoredGroup {
  /// The root of a results file.
  fileprivate init(_ results: InversionResults) {
    set("format", .text(ResultsFile.formatName))
    set("version", .integer(ResultsFile.version))
    set("tool_version", .text(results.toolVersion))
    set("model", .text(results.modelName))
    set("model_sha256", .text(results.modelSHA256))
    let space = results.inputSpace
    let imageShape = results.imageShape
    let plainRange = imageShape == nil ? nil : space.plainRange
    if let plainRange {
      set("input_range", .numbers([plainRange.lowerBound, plainRange.upperBound], isScalar: false))
    }
    if let imageShape {
      set("image_shape", .integers([imageShape.height, imageShape.width], isScalar: false))
    }
    if plainRange == nil { add("inputs", StoredGroup(space)) }
    var parameters = StoredGroup()
    for parameter in results.parameters { parameters.set(parameter.name, .text(parameter.value)) }
    add("parameters", parameters)
    var layers = StoredGroup()
    for (index, layer) in results.layers.enumerated() {
      layers.add(Self.name(layer, index: index), StoredGroup(layer))
    }
    add("layers", layers)
    add("targets", StoredGroup(targetsOf: results))
    var solutions = StoredGroup()
    for (order, method) in results.methods.enumerated() {
      solutions.add(
        method.groupName,
        StoredGroup(
          method, order: order, imageShape: imageShape, haveClasses: results.haveClasses))
    }
    add("solutions", solutions)
    guard !results.ladders.isEmpty else { return }
    var ladders = StoredGroup()
    for ladder in results.ladders { ladders.add(ladder.filter, StoredGroup(ladder)) }
    add("ladder", ladders)
  }

  /// The name of a layer's group: its place and name, without what HDF5 cannot have in a name.
  private static func name(_ layer: LayerInverse, index: Int) -> String {
    let name = layer.name.map { $0 == "/" || $0 == "\0" ? "_" : $0 }
    return "\(index)_\(String(name))"
  }

  private init(_ layer: LayerInverse) {
    let inverse = layer.pseudoInverse
    set("name", .text(layer.name))
    set("rank", .integer(inverse.rank))
    set("condition_number", .number(inverse.conditionNumber))
    set(
      "condition_source",
      .text(inverse.isConditionEstimated ? "power iteration" : "singular values"))
    set("penrose_residuals", .numbers(inverse.penroseResiduals, isScalar: false))
    set(
      "residual_source", .text(inverse.areResidualsEstimated ? "random probes" : "products"))
    set("algorithm", .text(inverse.algorithm.rawValue))
    add(
      "pseudo_inverse",
      .numbers(inverse.matrix.values, shape: [inverse.matrix.rows, inverse.matrix.columns]))
    if let values = inverse.singularValues {
      add("singular_values", .numbers(values, shape: [values.count]))
    }
  }

  private init(targetsOf results: InversionResults) {
    let logits = results.targets
    add("logits", .numbers(logits.values, shape: [logits.rows, logits.columns]))
    add("classes", .texts(results.targetNames))
    let names = results.classNames
    // Numbers from 0 on are what a reader takes without.
    if names != names.indices.map(String.init) { add("class_names", .texts(names)) }
    let bounds = results.bounds
    guard !bounds.isEmpty else { return }
    let shape = [logits.rows]
    add("lower_bound", .numbers(bounds.map(\.value), shape: shape))
    add(
      "bound_direction",
      .numbers(bounds.flatMap(\.direction), shape: [logits.rows, logits.columns]))
    add("bound_relaxation", .texts(bounds.map(\.relaxation.rawValue)))
    let searches = bounds.compactMap(\.search)
    guard searches.count == bounds.count else { return }
    add("bound_nodes", .numbers(searches.map { Double($0.nodes) }, shape: shape))
    add("bound_reached", .numbers(searches.map(\.reached), shape: shape))
    add("bound_is_closed", .integers(searches.map { $0.isClosed ? 1 : 0 }, shape: shape))
  }

  private init(_ ladder: FilterLadder) {
    let all = ladder.steps.flatMap { $0 }
    let shape = [ladder.steps.count, ladder.steps.first?.count ?? 0]
    if let chosen = ladder.chosen { set("chosen", .number(ladder.fractions[chosen])) }
    add("percentiles", .numbers(ladder.fractions, shape: [ladder.fractions.count]))
    add("inputs", .numbers(all.flatMap(\.input), shape: shape + [all.first?.input.count ?? 0]))
    add("residual_l2", .numbers(all.map(\.residualL2), shape: shape))
    add("probability", .numbers(all.map(\.probability), shape: shape))
  }
}
