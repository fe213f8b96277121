import JSON
import Networks
import Numerics

/// Layers that move features or repeat them, and wrappers around layers.
extension KerasPlanner {
  /// Permute: `dims` are axes of a sample, counted from 1.
  mutating func addPermute(_ node: KerasNode) throws(KerasConfigurationError) -> String? {
    let value = node.configuration["dims"]
    let dims = (value?.arrayValue ?? value?["items"]?.arrayValue)?.map(\.intValue)
    guard let dims, !dims.contains(nil) else {
      throw KerasConfigurationError(
        layer: node.qualifiedName, problem: "its dims is not a list of whole numbers")
    }
    return try permute(node, dims.compactMap { $0.map { $0 - 1 } })
  }

  /// Moves axes: axis i of the result is axis `axes[i]` of a sample.
  mutating func permute(
    _ node: KerasNode, _ axes: [Int]
  ) throws(KerasConfigurationError) -> String? {
    guard let known = shape.known, let width = shape.width else {
      return "moves the axes of samples of the open shape \(shape)"
    }
    guard axes.sorted() == Array(known.indices) else {
      throw KerasConfigurationError(
        layer: node.qualifiedName, problem: "permutes axes that samples of \(shape) do not have")
    }
    let moved = axes.map { known[$0] }
    defer { shape = SampleShape(extents: moved) }
    // An axis of one value moves nothing.
    let real = axes.filter { known[$0] > 1 }
    if real == real.sorted() { return nil }
    guard let size = Shape([width, width])?.count, size <= KerasKernel.largestRepeated else {
      return "moves \(width) features, more than are moved"
    }
    var strides = [Int](repeating: 1, count: known.count)
    for axis in known.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * known[axis + 1]
    }
    let sources = (0..<width).map { index -> Int in
      var (rest, source) = (index, 0)
      for place in axes.indices.reversed() {
        source += rest % moved[place] * strides[axes[place]]
        rest /= moved[place]
      }
      return source
    }
    steps.append(.rearrangement(name: node.qualifiedName, sources: sources, inputs: width))
    return nil
  }

  /// RepeatVector: the sample `n` times, one below the other.
  mutating func addRepeatVector(_ node: KerasNode) throws(KerasConfigurationError) -> String? {
    guard let count = node.configuration["n"]?.intValue, count > 0 else {
      throw KerasConfigurationError(
        layer: node.qualifiedName, problem: "its n is not a whole number above 0")
    }
    guard shape.rank == 1, let width = shape.width else {
      return "repeats samples of shape \(shape); flat samples of a known width were expected"
    }
    guard let size = Shape([width, width, count])?.count, size <= KerasKernel.largestRepeated else {
      return "makes \(count) times \(width) features, more than are repeated"
    }
    if count > 1 {
      let sources = (0..<(count * width)).map { $0 % width }
      steps.append(.rearrangement(name: node.qualifiedName, sources: sources, inputs: width))
    }
    shape = SampleShape(extents: [count, width])
    return nil
  }

  /// TimeDistributed, which runs a layer on each step along the first axis, and
  /// SpectralNormalization, which in use runs its layer with the weights as they are stored.
  mutating func addWrapper(_ layer: KerasLayer) throws(KerasConfigurationError) -> String? {
    guard let inner = layer.node.wrapped else {
      throw KerasConfigurationError(
        layer: layer.node.qualifiedName, problem: "its configuration names no layer inside")
    }
    if let module = inner.foreignModule {
      return "wraps a layer that comes from '\(module)', which is not Keras"
    }
    if layer.node.className == "TimeDistributed" {
      guard let rank = shape.rank, rank >= 2 else {
        return "works on samples of shape \(shape); one axis more was expected"
      }
      let pointwise = [
        "Dense", "Activation", "ReLU", "LeakyReLU", "ELU", "Dropout", "Identity", "Rescaling",
      ]
      guard pointwise.contains(inner.className) else {
        return "runs a \(inner.className) on each step; only TimeDistributed(Dense) is run"
      }
    }
    // SpectralNormalization has a vector of its own, which only training uses.
    let names = KerasVariableNames.names(for: inner)
    let tensors = layer.tensors.filter { names.isEmpty || names.contains($0.shortName) }
    return try add(KerasLayer(node: inner, tensors: tensors), isWrapped: true)
  }

  /// EinsumDense, when its equation is that of a dense layer along the last axes.
  mutating func addEinsum(_ layer: KerasLayer) throws(KerasConfigurationError) -> String? {
    let node = layer.node
    guard let text = node.configuration["equation"]?.stringValue,
      let kernel = layer.tensor("kernel"),
      let equation = EinsumEquation(text, rank: shape.rank, kernelRank: kernel.entry.shape.count)
    else {
      return
        "computes \(node.configuration["equation"]?.stringValue?.prefix(40) ?? "nothing known"), "
        + "which is no dense layer along the last axes"
    }
    guard KerasQuantization(of: node) == nil else { return "its weights are quantized" }
    let inputs = kernel.entry.shape.prefix(equation.contracted)
    let units = kernel.entry.shape.dropFirst(equation.contracted)
    guard let rows = Shape(Array(inputs))?.count, rows > 0,
      let columns = Shape(Array(units))?.count, columns > 0
    else {
      throw KerasConfigurationError(
        layer: node.qualifiedName, problem: "its kernel has the shape \(kernel.entry.shape)")
    }
    if let extents = shape.extents {
      guard Array(extents.suffix(equation.contracted)) == inputs.map({ $0 }) else {
        throw KerasConfigurationError(
          layer: node.qualifiedName,
          problem: "has a kernel of \(kernel.entry.shape) for samples of shape \(shape)")
      }
      shape = SampleShape(extents: extents.dropLast(equation.contracted) + [rows])
    }
    // The same layer as a Dense: only the shapes of its tensors are others.
    var dense = KerasNode(
      className: "Dense", name: node.name, outerNames: node.outerNames,
      configuration: node.configuration)
    dense.configuration["units"] = .number(columns)
    dense.configuration["use_bias"] = .bool(layer.tensor("bias") != nil)
    var flat = KerasLayer(node: dense, tensors: layer.tensors)
    for index in flat.tensors.indices {
      if flat.tensors[index].shortName == "kernel" {
        flat.tensors[index].entry.shape = [rows, columns]
      }
      if flat.tensors[index].shortName == "bias" {
        guard node.configuration["bias_axes"]?.stringValue == equation.newAxes else {
          return "adds a bias along other axes than those of its units"
        }
        flat.tensors[index].entry.shape = [columns]
      }
    }
    if let obstacle = try addDense(flat) { return obstacle }
    shape = SampleShape(extents: (shape.extents?.dropLast() ?? []) + units.map { $0 })
    return nil
  }
}

/// The equation of an EinsumDense that is a dense layer: `ab,bc->ac`, `...x,xy->...y`.
private struct EinsumEquation {
  /// How many of the last axes of a sample are summed over.
  let contracted: Int
  /// The letters of the new axes.
  let newAxes: String

  /// `nil` when the equation is of another kind, or the rank of the sample is not known.
  init?(_ text: String, rank: Int?, kernelRank: Int) {
    let parts = text.filter { $0 != " " }.split(
      separator: ",", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let sides = parts[1].split(separator: "-", maxSplits: 1)
    guard sides.count == 2, sides[1].first == ">" else { return nil }
    var input = String(parts[0])
    let kernel = String(sides[0])
    var output = String(sides[1].dropFirst())
    if input.hasPrefix("..."), output.hasPrefix("...") {
      (input, output) = (String(input.dropFirst(3)), String(output.dropFirst(3)))
    } else {
      // Without dots every axis has a letter, the batch first.
      guard input.count == (rank ?? 1) + 1, input.count > 1, output.first == input.first else {
        return nil
      }
    }
    let letters = [input, kernel, output]
    guard
      letters.allSatisfy({
        $0.allSatisfy { $0.isASCII && $0.isLetter } && Set($0).count == $0.count
      }),
      kernel.count == kernelRank
    else { return nil }
    let summed = kernel.prefix { !output.contains($0) }
    let new = kernel.dropFirst(summed.count)
    guard !summed.isEmpty, !new.isEmpty, input.hasSuffix(summed), output.hasSuffix(new),
      input.dropLast(summed.count) == output.dropLast(new.count)
    else { return nil }
    contracted = summed.count
    newAxes = String(new)
  }
}
