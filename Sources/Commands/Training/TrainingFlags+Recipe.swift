import ArgumentParser
import MLPKit

extension TrainingFlags {
  /// The choices as a value.
  ///
  /// - Parameters:
  ///   - preset: what holds where the flags say nothing.
  ///   - activation: names of activations with commas between them, one for all hidden layers or one for
  ///     each.
  ///   - output: what the last layer gives.
  /// - Throws: a usage error.
  func recipe(
    preset: TrainingPreset?, activation: String?, output: OutputActivation?
  ) throws -> TrainingRecipe {
    var recipe = TrainingRecipe(preset)
    if let activation { recipe.activations = try Self.activations(activation) }
    recipe.hidden = hidden
    recipe.outputActivation = output
    recipe.loss = loss
    recipe.epochs = epochs
    recipe.batchSize = batch
    if optimizer == .sgd {
      recipe.optimizer = .sgd(momentum: momentum?.value ?? 0, isNesterov: nesterov)
    }
    recipe.learningRate = learningRate?.value
    recipe.schedule = schedule ?? .constant
    recipe.l2 = l2?.value
    recipe.dropout = dropout?.value ?? 0
    recipe.hasBatchNormalization = batchNormalization
    recipe.initializer = initializer ?? .glorotUniform
    recipe.normalization = normalize
    recipe.classWeights = classWeights
    recipe.validationShare = validation?.value ?? 0
    recipe.targetAccuracy = untilAccuracy?.value
    recipe.patience = patience
    recipe.tolerance = tolerance?.value
    recipe.seed = seed ?? 0
    recipe.threads = threads ?? 1
    let (count, hidden) = (recipe.activations.count, recipe.hiddenUnits.count)
    guard count == 1 || count == hidden else {
      throw UsageError("--activation: \(count) activations for \(hidden) hidden layers")
    }
    if tolerance != nil, patience ?? preset?.patience == nil {
      throw UsageError("--tolerance needs --patience")
    }
    return recipe
  }

  private static func activations(_ text: String) throws -> [Activation] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
      guard let activation = Activation.named(String(name)) else {
        throw UsageError(
          "--activation: '\(name)' is not an activation of Keras; relu, tanh, leaky_relu:0.01 and the "
            + "like were expected")
      }
      return activation
    }
  }

  static func hiddenUnits(_ text: String) throws -> [Int] {
    if text.isEmpty { return [] }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { item in
      guard let units = Int(item), (1...NetworkArchitecture.largestWidth).contains(units) else {
        throw ValidationError(
          "it is not a list of widths from 1 to \(NetworkArchitecture.largestWidth), such as 30,30")
      }
      return units
    }
  }
}

extension TrainingRecipe.ClassWeights {
  /// Reads `balanced` or numbers with commas between them.
  init(parsing text: String) throws {
    if text == "balanced" {
      self = .balanced
      return
    }
    self = .list(
      try text.split(separator: ",", omittingEmptySubsequences: false).map { item in
        guard let weight = FiniteNumber(argument: String(item)) else {
          throw ValidationError("it is neither balanced nor a list of numbers, such as 1,2,1")
        }
        return weight.value
      })
  }
}

extension LearningRateSchedule {
  /// Reads `constant`, `cosine`, `exponential:FACTOR` or `step:EPOCHS,FACTOR`.
  init(parsing text: String) throws {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    let numbers = parts.dropFirst().flatMap { $0.split(separator: ",") }
      .map { FiniteNumber(argument: String($0))?.value ?? .nan }
    let factor = numbers.last ?? 1
    let isShare = factor > 0 && factor <= 1
    switch (parts.first, numbers.count) {
    case ("constant", 0): self = .constant
    case ("cosine", 0): self = .cosine
    case ("exponential", 1) where isShare: self = .exponential(factor: factor)
    case ("step", 2)
    where isShare && (1...1e6).contains(numbers[0]) && numbers[0] == numbers[0].rounded():
      self = .step(epochs: Int(numbers[0]), factor: factor)
    default:
      throw ValidationError(
        "it is not constant, cosine, exponential:FACTOR or step:EPOCHS,FACTOR with a factor in 0...1"
      )
    }
  }
}

/// A decimal number on the command line: no NaN, no infinity, no hexadecimal, all of which Swift's own
/// `Double` takes.
struct FiniteNumber: ExpressibleByArgument, Equatable {
  /// The number.
  let value: Double

  init?(argument: String) {
    guard argument.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
      let value = Double(argument), value.isFinite
    else { return nil }
    self.value = value
  }
}
