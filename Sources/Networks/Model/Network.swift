import LinearAlgebra

/// A chain of layers that can be run and, layer by layer, inverted.
///
/// A plain value: no file, no handle, nothing lazy. Rows are samples.
public struct Network: Sendable, Equatable {
  /// The layers, input first.
  ///
  /// At least one.
  public let layers: [Layer]
  /// How many features a sample has.
  public let inputs: Int
  /// How many outputs there are.
  public let outputs: Int
  /// What the last activation is.
  public let head: OutputHead
  /// The shape of a sample before it was flattened, such as `[28, 28]`; `[inputs]` when it is flat.
  public let inputShape: [Int]
  /// The range that inputs are allowed to lie in, when the model says so.
  public var inputRange: ClosedRange<Double>?
  /// A name for each class, when the model says so: one for each output, or two for a single output.
  public var classNames: [String]?
  /// What the outputs are for, when the model says so.
  public var task: OutputTask?

  /// Creates a network and checks that its layers fit together.
  ///
  /// - Parameters:
  ///   - layers: the chain, input first.
  ///   - inputs: how many features a sample has.
  ///   - inputShape: the shape before flattening; its product must be `inputs`.
  /// - Throws: ``NetworkError`` that names the layer which does not fit.
  public init(layers: [Layer], inputs: Int, inputShape: [Int]? = nil) throws(NetworkError) {
    var width = inputs
    var previous = "the input"
    guard inputs > 0 else { throw NetworkError(layer: nil, problem: "the network has zero inputs") }
    for layer in layers {
      guard let next = layer.outputs(forInputs: width) else {
        throw NetworkError(layer: layer.name, problem: Self.mismatch(layer, width, previous))
      }
      guard next > 0 else { throw NetworkError(layer: layer.name, problem: "has zero units") }
      width = next
      previous = "layer \(layer.name)"
    }
    guard layers.contains(where: { if case .dense = $0 { true } else { false } }) else {
      throw NetworkError(layer: nil, problem: "the network has no dense layer")
    }
    self.layers = layers
    self.inputs = inputs
    self.inputShape = inputShape.flatMap { product(of: $0) == inputs ? $0 : nil } ?? [inputs]
    outputs = width
    if case .activation(let last) = layers.last {
      head =
        last.activation == .softmax ? .softmax : last.activation == .sigmoid ? .sigmoid : .linear
    } else {
      head = .linear
    }
  }

  /// The layers that lead to the logits: all but a final softmax or sigmoid.
  public var layersToLogits: ArraySlice<Layer> { head == .linear ? layers[...] : layers.dropLast() }

  /// How many classes the outputs tell apart: a single output stands for two.
  public var classCount: Int { max(outputs, 2) }

  /// The name of a class, `0..<classCount`: as the model says, or its number.
  public func className(_ index: Int) -> String {
    guard let classNames, classNames.count == classCount else { return String(index) }
    return classNames[index]
  }

  private static func mismatch(_ layer: Layer, _ width: Int, _ previous: String) -> String {
    switch layer {
    case .dense(let dense):
      let hint = dense.units == width ? "; is the kernel transposed?" : ""
      return "takes \(dense.inputs) inputs, but \(previous) gives \(width)\(hint)"
    case .activation(let activation):
      return "\(activation.activation) cannot work on the \(width) values that \(previous) gives"
    case .affine(let affine):
      return "takes \(affine.scale.count) inputs, but \(previous) gives \(width)"
    case .layerNormalization(let layer):
      return "takes \(layer.width) inputs, but \(previous) gives \(width)"
    }
  }
}

/// The product of extents; `nil` when it overflows or one is negative.
func product(of extents: [Int]) -> Int? {
  var product = 1
  for extent in extents {
    let (next, overflow) = product.multipliedReportingOverflow(by: extent)
    if overflow || extent < 0 { return nil }
    product = next
  }
  return product
}
