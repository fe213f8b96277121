/// What a network is, without the weights of its dense layers: enough to describe and judge one of
/// gigabytes.
package struct NetworkOutline: Sendable, Equatable {
  /// One step of the chain.
  package enum Step: Sendable, Equatable {
    /// A dense layer: its name and widths.
    case dense(name: String, inputs: Int, units: Int)
    /// An activation or an affine layer, whole: its parameters are few.
    case other(NetworkLayer)

    /// The outline of a layer.
    package init(_ layer: NetworkLayer) {
      switch layer {
      case .dense(let dense):
        self = .dense(name: dense.name, inputs: dense.inputs, units: dense.units)
      case .activation, .affine, .layerNormalization: self = .other(layer)
      }
    }

    /// The name in the model.
    package var name: String {
      switch self {
      case .dense(let name, _, _): name
      case .other(let layer): layer.name
      }
    }

    /// A few words, such as `dense 784→30`.
    package var summary: String {
      switch self {
      case .dense(_, let inputs, let units): "dense \(inputs)→\(units)"
      case .other(let layer): layer.summary
      }
    }

    /// The activation, when the step is one.
    package var activation: ActivationLayer? {
      if case .other(.activation(let layer)) = self { layer } else { nil }
    }
  }

  /// The steps, input first.
  package let steps: [Step]
  /// How many features a sample has.
  package let inputs: Int
  /// How many outputs there are.
  package let outputs: Int
  /// What the last activation is.
  package let head: OutputHead
  /// The shape of a sample before it was flattened, such as `[28, 28]`; `[inputs]` when it is flat.
  package var inputShape: [Int]
  /// What the model says of its inputs; `nil` when it says nothing.
  package var statedInputs: InputSpace? {
    didSet { statedInputs = statedInputs.flatMap { $0.flattened(to: inputs) } }
  }
  /// A name for each output, when the model says so.
  package var classNames: [String]?

  /// Checks that steps fit together.
  ///
  /// - Parameters:
  ///   - steps: the chain, input first.
  ///   - inputs: how many features a sample has.
  /// - Throws: ``NetworkError`` that names the layer which does not fit.
  package init(steps: [Step], inputs: Int) throws(NetworkError) {
    var width = inputs
    var previous = "the input"
    guard inputs > 0 else { throw NetworkError(layer: nil, problem: "the network has zero inputs") }
    for step in steps {
      guard let next = Self.outputs(of: step, forInputs: width) else {
        throw NetworkError(layer: step.name, problem: Self.mismatch(step, width, previous))
      }
      guard next > 0 else { throw NetworkError(layer: step.name, problem: "has zero units") }
      width = next
      previous = "layer \(step.name)"
    }
    guard steps.contains(where: { if case .dense = $0 { true } else { false } }) else {
      throw NetworkError(layer: nil, problem: "the network has no dense layer")
    }
    self.steps = steps
    self.inputs = inputs
    inputShape = [inputs]
    outputs = width
    switch steps.last?.activation?.activation {
    case .softmax: head = .softmax
    case .sigmoid: head = .sigmoid
    default: head = .linear
    }
  }

  /// The outline of a network, whose layers fit together.
  init(_ network: NeuralNetwork) {
    steps = network.layers.map(Step.init)
    inputs = network.inputs
    outputs = network.outputs
    head = network.head
    inputShape = network.inputShape
    statedInputs = network.statedInputs
    classNames = network.classNames
  }

  /// The steps that lead to the logits: all but a final softmax or sigmoid.
  package var stepsToLogits: ArraySlice<Step> { head == .linear ? steps[...] : steps.dropLast() }

  private static func outputs(of step: Step, forInputs width: Int) -> Int? {
    switch step {
    case .dense(_, let inputs, let units): inputs == width ? units : nil
    case .other(let layer): layer.outputs(forInputs: width)
    }
  }

  private static func mismatch(_ step: Step, _ width: Int, _ previous: String) -> String {
    switch step {
    case .dense(_, let inputs, let units):
      let hint = units == width ? "; is the kernel transposed?" : ""
      return "takes \(inputs) inputs, but \(previous) gives \(width)\(hint)"
    case .other(.affine(let affine)):
      return "takes \(affine.scale.count) inputs, but \(previous) gives \(width)"
    case .other(.layerNormalization(let layer)):
      return "takes \(layer.width) inputs, but \(previous) gives \(width)"
    case .other(let layer):
      return "\(layer.summary) cannot work on the \(width) values that \(previous) gives"
    }
  }
}

extension NeuralNetwork {
  /// The network without its weights.
  package var outline: NetworkOutline { NetworkOutline(self) }
}
