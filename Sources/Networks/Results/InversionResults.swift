package import Numerics

/// Everything an inversion found: what a results file holds.
public struct InversionResults: Sendable, Equatable {
  /// The model's file name, without its folder.
  public package(set) var modelName: String
  /// The SHA-256 of the model's file.
  public package(set) var modelSHA256: String
  /// The version of the tool.
  public package(set) var toolVersion: String
  /// The command's parameters, in a fixed order.
  public package(set) var parameters: [Parameter]
  /// The wanted logits, `[targets × outputs]`.
  package var targets: Matrix
  /// A name for each target.
  public package(set) var targetNames: [String]
  /// Height and width of an input seen as a picture, their product the number of inputs; `nil` for the
  /// row of a table, of which there are no pictures.
  public package(set) var imageShape: ImageShape?
  /// What each input is called, which values it may take, and who says so.
  public package(set) var inputSpace: InputSpace
  /// The inverse of each dense layer, input first.
  public package(set) var layers: [LayerInverse]
  /// The name of each class that the network can answer.
  public package(set) var classNames: [String] = []
  /// The solutions, method by method.
  public package(set) var methods: [MethodSolutions]
  /// The filters at every fraction, when that was asked for.
  public package(set) var ladders: [FilterLadder]
  /// For each target how near any input of the range can come at best; empty when that was not sought.
  public package(set) var bounds: [ResidualBound] = []

  /// The digest over the contents of the file that these are from; `nil` of results that are from none.
  public package(set) var digest: ContentDigest?

  /// Creates a set of results.
  package init(
    modelName: String, modelSHA256: String, toolVersion: String, parameters: [Parameter],
    targets: Matrix, targetNames: [String], imageShape: ImageShape?,
    inputSpace: InputSpace, layers: [LayerInverse], methods: [MethodSolutions],
    ladders: [FilterLadder] = []
  ) {
    self.modelName = modelName
    self.modelSHA256 = modelSHA256
    self.toolVersion = toolVersion
    self.parameters = parameters
    self.targets = targets
    self.targetNames = targetNames
    self.imageShape = imageShape
    self.inputSpace = inputSpace
    self.layers = layers
    self.methods = methods
    self.ladders = ladders
  }

  /// The smallest range that holds those of all inputs.
  public var inputRange: ClosedRange<Double> {
    let ranges = inputSpace.features.map(\.range)
    let low = ranges.map(\.lowerBound).min() ?? InputSpace.assumedRange.lowerBound
    return low...max(low, ranges.map(\.upperBound).max() ?? low)
  }

  /// Whether the inputs are pictures, and not rows of a table.
  public var arePictures: Bool { imageShape != nil }

  /// Leaves the pictures of all solutions out.
  package mutating func removePictures() {
    imageShape = nil
    for method in methods.indices {
      for solution in methods[method].solutions.indices {
        methods[method].solutions[solution].picture = []
      }
    }
  }

  /// Whether the outputs are classes; of a regressor they are numbers, which have no probability.
  public var haveClasses: Bool {
    let solutions = methods.flatMap(\.solutions)
    return solutions.isEmpty || solutions.contains { $0.verdict != nil }
  }

  /// The wanted logits, a row of `[outputs]` for each target.
  public var wantedLogits: [[Double]] { targets.rowArrays }

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
    public package(set) var name: String
    /// The value as the command line would take it.
    public package(set) var value: String

    /// Creates a parameter.
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }
}
