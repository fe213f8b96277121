import MLPKit

extension InversionFlags {
  /// Inverts a model.
  ///
  /// - Parameters:
  ///   - model: the model's file.
  ///   - network: its network.
  ///   - range: the range that bytes are mapped to.
  ///   - common: one range for all inputs, when that is asked for.
  ///   - head: how class probabilities are made; as the network says when `nil`.
  ///   - data: the data files, when they were read before.
  ///   - console: where notes go.
  /// - Throws: `FileError`, or a usage error when what is asked for makes no sense for the network.
  func inversion(
    of model: ModelFile, _ network: NeuralNetwork, range: ScaleRange, common: ScaleRange?,
    head: OutputHead?, data: InversionData?, console: Console
  ) throws -> ModelInversion {
    var request = request
    request.options.head = head
    let data = try data ?? files.read(for: network, range: range)
    let space = try inputs.space(
      of: network, common: common,
      data: chosen.imageShape == nil ? try data.inputs(of: network) : nil)
    request.options.inputs = space
    try data.complete(&request, for: network, note: console.note)
    let wanted = try data.wantedTargets(for: network)
    let digest = try model.sha256()
    let inversion = try named(model.path) { () throws(InversionError) in
      try ModelInversion(
        of: network, model: (model.fileName, digest), request, wanted: wanted,
        note: console.note)
    }
    if !request.options.imageShape(for: network).isPicture, let note = space.assumptionNote {
      console.note(note)
    }
    return inversion
  }

  /// Finds out what stands in the way of an inversion before the network is trained, and reads the data.
  ///
  /// - Parameters:
  ///   - network: a network of the same shape.
  ///   - path: the model's file.
  ///   - range: the range of the inputs.
  /// - Throws: as ``inversion(of:_:range:common:head:data:console:)``.
  func check(
    _ network: NeuralNetwork, path: String, range: ScaleRange
  ) throws -> InversionData {
    let request = request
    try named(path) { () throws(InversionError) in
      _ = try request.options.pictureShape(for: network)
      if request.targetSource == .classes { _ = try request.targets(for: network) }
      _ = try PlannedMethod.all(for: network, request, targets: 1)
    }
    return try files.read(for: network, range: range)
  }

  /// An inversion's error as one about a model's file, or about the options.
  private func named<Value>(
    _ path: String, _ body: () throws(InversionError) -> Value
  ) throws -> Value {
    do throws(InversionError) {
      return try body()
    } catch {
      throw error.kind == .badRequest ? UsageError(error.problem) : FileError(error, file: path)
    }
  }
}
