package import Files
import HDF5
package import Networks
import Numerics

/// Results files: HDF5 that explains itself.
///
/// `docs/results-format.md` is the specification.
package enum ResultsFile {
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
      let bytes = try HDF5Builder.image { root throws(HDF5Error) in
        try writeHeader(results, to: root)
        try root.group("layers") { group throws(HDF5Error) in
          for (index, layer) in results.layers.enumerated() {
            try write(layer, index: index, to: group)
          }
        }
        try root.group("targets") { group throws(HDF5Error) in
          let logits = results.targets
          try group.write("logits", logits.values, shape: [logits.rows, logits.columns])
          try group.write("classes", results.targetNames)
          if !results.bounds.isEmpty {
            try group.write("lower_bound", results.bounds.map(\.value), shape: [logits.rows])
            try group.write(
              "bound_direction", results.bounds.flatMap(\.direction),
              shape: [logits.rows, logits.columns])
            try writeRelaxations(results.bounds, to: group)
          }
        }
        try root.group("solutions") { group throws(HDF5Error) in
          for (order, method) in results.methods.enumerated() {
            try write(method, order: order, imageShape: results.imageShape, to: group)
          }
        }
        if !results.ladders.isEmpty {
          try root.group("ladder") { group throws(HDF5Error) in
            for ladder in results.ladders { try write(ladder, to: group) }
          }
        }
      }
      try ResultsCheck.compare(bytes, with: results)
      return bytes
    } catch {
      throw ModelFile.fileError(error, path)
    }
  }

  /// The name of a layer's group: its place and name, without what HDF5 cannot have in a name.
  static func groupName(_ layer: LayerInverse, index: Int) -> String {
    let name = layer.name.map { $0 == "/" || $0 == "\0" ? "_" : $0 }
    return "\(index)_\(String(name))"
  }

  private static func writeHeader(
    _ results: InversionResults, to root: borrowing HDF5GroupBuilder
  ) throws(HDF5Error) {
    try root.setAttribute("format", ResultsFormat.name)
    try root.setAttribute("version", ResultsFormat.version)
    try root.setAttribute("tool_version", results.toolVersion)
    try root.setAttribute("model", results.modelName)
    try root.setAttribute("model_sha256", results.modelSHA256)
    try root.setAttribute(
      "input_range", [results.inputRange.lowerBound, results.inputRange.upperBound])
    try root.setAttribute(
      "image_shape", [results.imageShape.height, results.imageShape.width])
    try root.group("parameters") { group throws(HDF5Error) in
      for parameter in results.parameters {
        try group.setAttribute(parameter.name, parameter.value)
      }
    }
  }

  private static func write(
    _ layer: LayerInverse, index: Int, to layers: borrowing HDF5GroupBuilder
  ) throws(HDF5Error) {
    try layers.group(groupName(layer, index: index)) { group throws(HDF5Error) in
      let inverse = layer.pseudoInverse
      try group.setAttribute("name", layer.name)
      try group.setAttribute("rank", inverse.rank)
      try group.setAttribute("condition_number", inverse.conditionNumber)
      try group.setAttribute(
        "condition_source", inverse.isConditionEstimated ? "power iteration" : "singular values")
      try group.setAttribute("penrose_residuals", inverse.penroseResiduals)
      try group.setAttribute(
        "residual_source", inverse.areResidualsEstimated ? "random probes" : "products")
      try group.setAttribute("algorithm", inverse.algorithm.rawValue)
      try group.write(
        "pseudo_inverse", inverse.matrix.values,
        shape: [inverse.matrix.rows, inverse.matrix.columns])
      if let values = inverse.singularValues {
        try group.write("singular_values", values, shape: [values.count])
      }
    }
  }

  private static func write(
    _ method: MethodSolutions, order: Int, imageShape: ImageShape,
    to solutions: borrowing HDF5GroupBuilder
  ) throws(HDF5Error) {
    try solutions.group(method.groupName) { group throws(HDF5Error) in
      let found = method.solutions
      let count = found.count
      try group.setAttribute("order", order)
      try group.setAttribute("method", method.method)
      try group.setAttribute("filter", method.filter ?? "none")
      for parameter in method.parameters {
        try group.setAttribute(parameter.name, parameter.value)
      }
      let size = method.solutions.first?.input.count ?? 0
      let outputs = method.solutions.first?.logits.count ?? 0
      try group.write("inputs", found.flatMap(\.input), shape: [count, size])
      try group.write("logits", found.flatMap(\.logits), shape: [count, outputs])
      try group.write("probabilities", found.flatMap(\.probabilities), shape: [count, outputs])
      try group.write("probability", found.map(\.probability), shape: [count])
      try group.write("margin", found.map(\.margin), shape: [count])
      try group.write("softmax_probability", found.map(\.softmaxProbability), shape: [count])
      try group.write("sigmoid_probability", found.map(\.sigmoidProbability), shape: [count])
      try group.write("residual_l1", found.map(\.residualL1), shape: [count])
      try group.write("residual_l2", found.map(\.residualL2), shape: [count])
      try group.write("box_violation", found.map(\.boxViolation), shape: [count])
      try group.write("outside_fraction", found.map(\.outsideFraction), shape: [count])
      try group.write(
        "images", found.flatMap(\.picture), shape: [count, imageShape.height, imageShape.width],
        attributes: [
          ("CLASS", "IMAGE"), ("IMAGE_VERSION", "1.2"), ("IMAGE_SUBCLASS", "IMAGE_GRAYSCALE"),
          ("DISPLAY_ORIGIN", "UL"),
        ])
      try writeVerdicts(found, to: group)
      try writeCertificates(found, to: group)
      if let layers = found.first?.layerResiduals.count, layers > 0 {
        try group.write(
          "layer_residuals", found.flatMap(\.layerResiduals), shape: [count, layers])
      }
      try writeAdjustments(found, to: group)
    }
  }

  /// What gave the bounds, and what came of searches.
  private static func writeRelaxations(
    _ bounds: [ResidualBound], to group: borrowing HDF5GroupBuilder
  ) throws(HDF5Error) {
    try group.write("bound_relaxation", bounds.map(\.relaxation.rawValue))
    let searches = bounds.compactMap(\.search)
    guard searches.count == bounds.count else { return }
    let shape = [bounds.count]
    try group.write("bound_nodes", searches.map { Double($0.nodes) }, shape: shape)
    try group.write("bound_reached", searches.map(\.reached), shape: shape)
    try group.write("bound_is_closed", searches.map { $0.isClosed ? 1 : 0 }, shape: shape)
  }

  private static func write(
    _ ladder: FilterLadder, to ladders: borrowing HDF5GroupBuilder
  ) throws(HDF5Error) {
    try ladders.group(ladder.filter) { group throws(HDF5Error) in
      let all = ladder.steps.flatMap { $0 }
      let shape = [ladder.steps.count, ladder.steps.first?.count ?? 0]
      try group.write("percentiles", ladder.fractions, shape: [ladder.fractions.count])
      try group.write(
        "inputs", all.flatMap(\.input), shape: shape + [all.first?.input.count ?? 0])
      try group.write("residual_l2", all.map(\.residualL2), shape: shape)
      try group.write("probability", all.map(\.probability), shape: shape)
      if let chosen = ladder.chosen { try group.setAttribute("chosen", ladder.fractions[chosen]) }
    }
  }

  /// What inverse activations clipped or chose: a column for each activation where that happened.
  private static func writeAdjustments(
    _ solutions: [InverseSolution], to group: borrowing HDF5GroupBuilder
  ) throws(HDF5Error) {
    var layers: [String] = []
    for adjustment in solutions.flatMap(\.adjustments) where !layers.contains(adjustment.layer) {
      layers.append(adjustment.layer)
    }
    guard !layers.isEmpty else { return }
    func table(_ value: (ActivationAdjustment) -> Double) -> [Double] {
      solutions.flatMap { solution in
        layers.map { name in solution.adjustments.first { $0.layer == name }.map(value) ?? 0 }
      }
    }
    let shape = [solutions.count, layers.count]
    try group.write("adjusted_layers", layers)
    try group.write("clipped_count", table { Double($0.clippedCount) }, shape: shape)
    try group.write("largest_clip", table(\.largestClip), shape: shape)
    try group.write("ambiguous_count", table { Double($0.ambiguousCount) }, shape: shape)
    try group.write("interval_count", table { Double($0.intervalCount) }, shape: shape)
  }
}
