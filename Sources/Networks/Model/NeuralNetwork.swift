import Numerics

/// A chain of layers that can be run and, layer by layer, inverted.
///
/// A plain value: no file, no handle, nothing lazy. Rows are samples.
public struct NeuralNetwork: Sendable, Equatable {
  /// The layers, input first.
  ///
  /// At least one.
  public let layers: [NetworkLayer]
  /// How many features a sample has.
  public let inputs: Int
  /// How many outputs there are.
  public let outputs: Int
  /// What the last activation is.
  public let head: OutputHead
  /// The shape of a sample before it was flattened, such as `[28, 28]`; `[inputs]` when it is flat.
  public let inputShape: [Int]
  /// What the model says of its inputs; `nil` when it says nothing and ``inputSpace`` is a guess.
  ///
  /// One for each input, or it is passed over; of the shape ``inputShape`` alone counts.
  package var statedInputs: InputSpace? {
    didSet { statedInputs = statedInputs.flatMap { $0.flattened(to: inputs) } }
  }
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
  public init(layers: [NetworkLayer], inputs: Int, inputShape: [Int]? = nil) throws(NetworkError) {
    let outline = try NetworkOutline(steps: layers.map(NetworkOutline.Step.init), inputs: inputs)
    self.layers = layers
    self.inputs = inputs
    self.inputShape = inputShape.flatMap { Shape($0)?.count == inputs ? $0 : nil } ?? [inputs]
    outputs = outline.outputs
    head = outline.head
  }

  /// The layers that lead to the logits: all but a final softmax or sigmoid.
  package var layersToLogits: ArraySlice<NetworkLayer> {
    head == .linear ? layers[...] : layers.dropLast()
  }

  /// How many classes the outputs tell apart: a single output stands for two.
  public var classCount: Int { max(outputs, 2) }

  /// The name of a class, `0..<classCount`: as the model says, or its number.
  public func className(_ index: Int) -> String {
    guard let classNames, classNames.count == classCount, classNames.indices.contains(index) else {
      return String(index)
    }
    return classNames[index]
  }
}
