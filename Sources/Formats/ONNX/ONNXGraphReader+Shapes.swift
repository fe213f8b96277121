import Files
import Networks

extension ONNXGraphReader {
  /// Follows a node that makes constants, or changes the shape of samples.
  ///
  /// - Throws: ``GraphError`` when it is not known, or mixes samples.
  mutating func followShape(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    switch node.kind {
    case "Constant": try makeConstant(node, place)
    case "ConstantOfShape": try constantOfShape(node, place)
    case "Transpose":
      let tensor = try value(node, 0, place)
      let order = try node.integers("perm") ?? [1, 0]
      guard order == [1, 0] || order == [0] else {
        throw place.problem("exchanges axes other than the two of a matrix")
      }
      switch tensor {
      case .stored(let stored, let isTransposed) where stored.shape.count == 2:
        set(node, .stored(stored, isTransposed: order == [1, 0] ? !isTransposed : isTransposed))
      default:
        guard let transposed = try constant(node, 0, place).transposed else {
          throw place.problem("exchanges the axes of something that is no matrix")
        }
        set(node, .constant(transposed))
      }
    case "Flatten":
      guard try node.integer("axis", default: 1) == 1 else {
        throw place.problem("flattens several samples into one")
      }
      let samples = try value(node, 0, place)
      let index = try graph.node(samples, place)
      guard let width = graph.width(index) else { return set(node, samples) }
      set(node, try graph.reshape(samples, to: [nil, width], at: place))
    case "Reshape": try reshape(node, place)
    case "Squeeze", "Unsqueeze": try squeeze(node, place)
    case "Shape":
      let value = try value(node, 0, place)
      if let index = value.node {
        guard let sample = graph.nodes[index].sample else {
          throw place.problem("asks for a shape that the file leaves open")
        }
        return set(node, .extents([batch] + sample.map(Optional.some)))
      }
      guard let tensor = try graph.constant(value) else { throw place.problem("is not known here") }
      set(node, .extents(tensor.shape.map(Optional.some)))
    case "Gather": try gather(node, place)
    case "Concat": try concatenate(node, place)
    case "Slice", "Split": try split(node, place)
    case "TopK": try sort(node, place)
    case "CumSum":
      let samples = try value(node, 0, place)
      let index = try graph.node(samples, place)
      guard let axis = try constant(node, 1, place).scalar, axis == 1 || axis == -1 else {
        throw place.problem("sums along other axes than that of the features")
      }
      set(
        node,
        graph.add(.runningSums, [.node(index)], sample: graph.nodes[index].sample, at: place))
    default: throw place.problem("is no operator that a chain of dense layers has")
    }
  }

  private mutating func makeConstant(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    if let tensor = try node.tensor("value") {
      guard var stored = tensor.array else { return mark(node) }
      if stored.name.isEmpty { stored.name = node.outputs.first ?? place.name }
      return set(node, .stored(stored, isTransposed: false))
    }
    if node.has("value_float") {
      return set(node, .constant(GraphTensor(try node.number("value_float", default: 0))))
    }
    if node.has("value_int") {
      return set(
        node, .constant(GraphTensor(Double(try node.integer("value_int", default: 0)))))
    }
    var list = try node.numbers("value_floats")
    if list == nil { list = try node.integers("value_ints")?.map(Double.init) }
    guard let list else { return mark(node) }
    set(node, .constant(GraphTensor(shape: [list.count], values: list)))
  }

  private mutating func constantOfShape(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    let filler = try node.tensor("value")
    let array = filler?.array
    guard filler == nil || array?.count == 1 else {
      throw place.problem("fills with something that is no number")
    }
    let number = try GraphError.reading { () throws(FileError) in try array?.values().first } ?? 0
    // The same number everywhere is that number.
    _ = try value(node, 0, place)
    set(node, .constant(GraphTensor(number)))
  }

  private mutating func reshape(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    let samples = try value(node, 0, place)
    var target: [Int?]?
    if node.input(1) == nil {
      target = try node.integers("shape")?.map(Optional.some)
    } else if case .extents(let extents) = try value(node, 1, place) {
      target = extents
    } else {
      target = try constant(node, 1, place).integers?.map(Optional.some)
    }
    guard var target, target.count <= 64 else { throw place.problem("has no shape to take") }
    if try node.integer("allowzero", default: 0) == 0, let index = samples.node {
      // A zero stands for the extent that is there.
      let sample = graph.nodes[index].sample
      for axis in target.indices where target[axis] == 0 {
        guard axis == 0 || (sample?.count ?? 0) >= axis else {
          throw place.problem("copies an extent that is not known")
        }
        target[axis] = axis == 0 ? nil : sample?[axis - 1]
      }
    }
    if let batch, !target.isEmpty, target[0] == batch { target[0] = nil }
    // skl2onnx lists the numbers of a regressor with several targets one below the other, at the very end.
    if model.producer == "skl2onnx", target == [-1, 1], model.outputs.count == 1,
      model.outputs[0].name == node.outputs.first
    {
      return set(node, samples)
    }
    set(node, try graph.reshape(samples, to: target, at: place))
  }

  private mutating func squeeze(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    let value = try value(node, 0, place)
    if case .extents = value { return set(node, value) }
    var tensor = try constant(node, 0, place)
    var axes = try node.integers("axes")
    if node.input(1) != nil { axes = try constant(node, 1, place).integers }
    if node.kind == "Squeeze" {
      let remaining = tensor.shape.enumerated().filter { place in
        if let axes {
          !axes.contains(place.offset) && !axes.contains(place.offset - tensor.shape.count)
        } else {
          place.element != 1
        }
      }
      tensor.shape = remaining.map(\.element)
    } else {
      guard let axes, axes.count <= 8 else { throw place.problem("adds no axes that are known") }
      for axis in axes.sorted() {
        let index = axis < 0 ? axis + tensor.shape.count + 1 : axis
        guard (0...tensor.shape.count).contains(index) else {
          throw place.problem("adds the axis \(axis), which cannot be")
        }
        tensor.shape.insert(1, at: index)
      }
    }
    guard tensor.shape.reduce(1, *) == tensor.values.count else {
      throw place.problem("takes away axes that are not 1")
    }
    set(node, .constant(tensor))
  }

  private mutating func gather(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    guard case .extents(let extents) = try value(node, 0, place),
      let indices = try constant(node, 1, place).integers,
      indices.allSatisfy({ (-extents.count..<extents.count).contains($0) })
    else { throw place.problem("picks features, which no layer of a chain does") }
    set(node, .extents(indices.map { extents[$0 < 0 ? $0 + extents.count : $0] }))
  }

  private mutating func concatenate(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    var extents: [Int?] = []
    var hasNodes = false
    for index in node.inputs.indices {
      switch try value(node, index, place) {
      case .extents(let own): extents += own
      case .node: hasNodes = true
      default:
        guard let own = try constant(node, index, place).integers else {
          throw place.problem("joins constants that are no extents")
        }
        extents += own.map(Optional.some)
      }
      guard extents.count <= 64 else { throw place.problem("joins more than 64 extents") }
    }
    guard hasNodes else { return set(node, .extents(extents)) }
    // 1 − p and p of one output p are the probabilities of two classes.
    guard node.inputs.count == 2, let first = try value(node, 0, place).node,
      let second = try value(node, 1, place).node, graph.width(second) == 1,
      case .combination(.difference) = graph.nodes[first].operation,
      case .constant(let one) = graph.nodes[first].operands[0], one.scalar == 1,
      case .node(second) = graph.nodes[first].operands[1]
    else { throw place.problem("joins branches; a chain has none") }
    set(node, .node(second))
  }

  /// Halves of the features, for gated linear units.
  private mutating func split(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    let value = try value(node, 0, place)
    if case .extents(let extents) = value, node.kind == "Slice" {
      let start = try constant(node, 1, place).integers?.first ?? 0
      let end = try constant(node, 2, place).integers?.first ?? 0
      func bounded(_ index: Int) -> Int {
        min(max(index < 0 ? index + extents.count : index, 0), extents.count)
      }
      guard bounded(start) <= bounded(end) else { throw place.problem("slices backwards") }
      return set(node, .extents(Array(extents[bounded(start)..<bounded(end)])))
    }
    guard node.kind == "Split", let index = value.node, let width = graph.width(index),
      graph.nodes[index].sample?.count == 1
    else { throw place.problem("picks features, which no layer of a chain does") }
    let axis = try node.integer("axis", default: 0)
    var sizes = try node.integers("split")
    if node.input(1) != nil { sizes = try constant(node, 1, place).integers }
    let parts = node.outputs.count
    let even = [Int](repeating: width / max(parts, 1), count: parts)
    guard axis == 1 || axis == -1, parts == 2, (sizes ?? even) == even, width % 2 == 0 else {
      throw place.problem("splits other than in halves of the features")
    }
    for (part, name) in node.outputs.enumerated() {
      let range = (part * width / 2)..<((part + 1) * width / 2)
      values[name] = graph.add(
        .features(range), [.node(index)], sample: [range.count], at: place)
    }
  }

  private mutating func sort(_ node: ONNXNode, _ place: GraphPlace) throws(GraphError) {
    let index = try graph.node(try value(node, 0, place), place)
    let count = try constant(node, 1, place).scalar
    let axis = try node.integer("axis", default: -1)
    guard let width = graph.width(index), count == Double(width), axis == -1 || axis == 1,
      try node.integer("largest", default: 1) == 1, try node.integer("sorted", default: 1) == 1
    else { throw place.problem("keeps some of the features, which no layer of a chain does") }
    set(node, graph.add(.sorted, [.node(index)], sample: [width], at: place))
    if node.outputs.count > 1 { labels.insert(node.outputs[1]) }
  }
}
