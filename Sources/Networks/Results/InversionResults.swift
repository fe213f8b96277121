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
  /// The solutions, method by method.
  public var methods: [MethodSolutions]

  /// Creates a set of results.
  public init(
    modelName: String, modelSHA256: String, toolVersion: String, parameters: [Parameter],
    targets: Matrix, targetNames: [String], imageShape: ImageShape,
    inputRange: ClosedRange<Double>, layers: [LayerInverse], methods: [MethodSolutions]
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
  }

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

/// The height and width of a picture.
public struct ImageShape: Sendable, Equatable, CustomStringConvertible {
  /// Rows of pixels.
  public var height: Int
  /// Pixels in a row.
  public var width: Int

  /// Creates a shape.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// The shape of an input seen as a picture: its own two axes (a third of extent 1 does not count), a
  /// square, or one row.
  public init(inputShape: [Int]) {
    let axes =
      inputShape.last == 1 && inputShape.count == 3 ? inputShape.dropLast() : inputShape[...]
    let count = inputShape.reduce(1, *)
    let side = Int(Double(count).squareRoot().rounded())
    if axes.count == 2 {
      self.init(height: axes[0], width: axes[1])
    } else if side * side == count {
      self.init(height: side, width: side)
    } else {
      self.init(height: 1, width: count)
    }
  }

  /// The number of pixels.
  public var count: Int { height * width }

  /// `28x28`.
  public var description: String { "\(height)x\(width)" }
}

/// The inverse of one dense layer.
public struct LayerInverse: Sendable, Equatable {
  /// The layer's name.
  public var name: String
  /// The inverse of its weights, with its evidence.
  public var pseudoInverse: PseudoInverse

  /// Creates an entry.
  public init(name: String, pseudoInverse: PseudoInverse) {
    self.name = name
    self.pseudoInverse = pseudoInverse
  }
}

/// What one method found, for each target.
public struct MethodSolutions: Sendable, Equatable {
  /// The method's name, such as `analytical`.
  public var method: String
  /// The filter applied to the inverse matrices, such as `middle:0.2`; `nil` when none was.
  public var filter: String?
  /// The method's own parameters.
  public var parameters: [InversionResults.Parameter]
  /// One solution for each target, in their order.
  public var solutions: [InverseSolution]

  /// Creates a set of solutions.
  public init(
    method: String, filter: String? = nil, parameters: [InversionResults.Parameter] = [],
    solutions: [InverseSolution]
  ) {
    self.method = method
    self.filter = filter
    self.parameters = parameters
    self.solutions = solutions
  }

  /// The name of its group in a results file: the method, and the filter when there is one.
  public var groupName: String { filter.map { "\(method)+\($0)" } ?? method }
}
