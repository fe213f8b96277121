import MLPKit

extension InversionRun {
  /// Finds out what stands in the way of an inversion before the network is trained.
  ///
  /// - Parameters:
  ///   - network: a network of the same shape.
  ///   - path: the model's file.
  ///   - flags: what to do.
  ///   - range: the range of the inputs.
  /// - Throws: as ``init(_:_:flags:options:console:)``.
  static func check(
    _ network: NeuralNetwork, path: String, flags: InversionFlags, range: ScaleRange
  ) throws {
    do {
      try flags.check(for: network, range: range)
      let silent = Console(output: { _ in }, error: { _ in })
      _ = try jobs(for: network, 1, flags, InversionOptions(), silent)
    } catch let error as InversionError {
      throw named(error, file: path)
    }
  }

  /// An inversion's error as one about a model's file, or about the options.
  static func named(_ error: InversionError, file: String) -> any Error {
    error.kind == .badRequest ? UsageError(error.problem) : FileError(error, file: file)
  }
}

extension FileError {
  /// An inversion's error as one about the model's file.
  init(_ error: InversionError, file: String) {
    self.init(
      error.kind == .unsupported ? .unsupported : .badData, file: file,
      object: error.layer.map { "layer \($0)" }, problem: error.problem)
  }
}
