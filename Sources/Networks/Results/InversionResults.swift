public import LinearAlgebra

/// Everything an inversion found: what a results file holds.
public struct InversionResults: Sendable, Equatable {
  /// The model's file name, without its folder.
  public var modelName: String
  /// The SHA-256 of the model's file.
  public var modelSHA256: String
  /// The version of the tool.
  public var toolVersion: String
  /// The command's parameters, in a fixed order.
  public var parameters: [Parameter]
  /// The wanted logits, `[targets × outputs]`.
  public var targets: Matrix
  /// A name for each target.
  public var targetNames: [String]
  /// Height and width of an input seen as a picture; their product is the number of inputs.
  public var imageShape: ImageShape
  /// The allowed range of a feature.
  public var inputRange: ClosedRange<Double>
  /// The inverse of each dense layer, input first.
  public var layers: [LayerInverse]
  /// The name of each class that the network can answer.
  public var classNames: [String] = []
  /// The solutions, method by method.
  public var methods: [MethodSolutions]
  /// The filters at every fraction, when that was asked for.
  public var ladders: [FilterLadder]
  /// For each target how near any input of the range can come at best; empty when that was not sought.
  public var bounds: [ResidualBound] = []

  /// Creates a set of results.
  public init(
    modelName: String, modelSHA256: String, toolVersion: String, parameters: [Parameter],
    targets: Matrix, targetNames: [String], imageShape: ImageShape,
    inputRange: ClosedRange<Double>, layers: [LayerInverse], methods: [MethodSolutions],
    ladders: [FilterLadder] = []
  ) {
    self.modelName = modelName
    self.modelSHA256 = modelSHA256
    self.toolVersion = toolVersion
    self.parameters = parameters
    self.targets = targets
    self.targetNames = targetNames
    self.imageShape = imageShape
    self.inputRange = inputRange
    self.layers = layers
    self.methods = methods
    self.ladders = ladders
  }

  /// The name of a class that the network answers.
  public func className(_ index: Int) -> String {
    classNames.indices.contains(index) ? classNames[index] : String(index)
  }

  /// Whether the inverses of all layers are exact, so that the way back through them meets every target
  /// that the activations can give.
  public var isChainExact: Bool { layers.allSatisfy(\.pseudoInverse.isExact) }

  /// A parameter of the command or of a method, as text.
  public struct Parameter: Sendable, Equatable {
    /// The name in snake_case.
    public var name: String
    /// The value as the command line would take it.
    public var value: String

    /// Creates a parameter.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }
}
