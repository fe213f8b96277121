package import Datasets
package import Files
package import Inversion
package import Networks
import Numerics
import Reports

/// A question that is put to one row after another: which smallest change of it changes the answer.
package struct CounterfactualStudy: Sendable {
  /// The model.
  package let model: RunnableModel
  /// What the inputs are called and may be.
  package let inputs: InputSpace
  /// What is asked for.
  package let options: CounterfactualOptions
  /// Height and width of a row seen as a picture; `nil` for rows of a table.
  package let imageShape: ImageShape?
  private let held: Set<Int>
  private let clips: Bool
  private let finder: CounterfactualFinder
  /// The most rows of data from which searches start.
  private static let mostStarts = 2000

  /// Prepares for rows.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - options: what is asked for.
  ///   - choices: what may change.
  ///   - rows: what they will be.
  ///   - prior: rows that tell what the inputs may be, and from which searches start.
  ///   - priorFile: their file, for errors.
  /// - Throws: `FileError` when the network cannot be asked so, or a file does not fit the model.
  /// - Returns: the study, or the error of an option.
  package static func prepare(
    _ model: RunnableModel, _ options: CounterfactualOptions, _ choices: ChangeChoices,
    rows: Samples, prior: Samples?, priorFile: String?
  ) throws(FileError) -> Result<CounterfactualStudy, InputSpaceError> {
    var options = options
    options.head = model.overridingHead(asked: options.head)
    if let prior {
      let rows = prior.rows(0..<min(prior.count, mostStarts))
      options.starts = (0..<rows.rows).map { Array(rows.row($0)) }
    }
    let finder: CounterfactualFinder
    do throws(InversionError) {
      finder = try CounterfactualFinder(model.network, options: options)
    } catch {
      throw FileError(error, file: model.path)
    }
    let found = try choices.changeable(
      of: model.network, rows: rows, prior: prior, priorFile: priorFile)
    return found.map {
      CounterfactualStudy(
        model: model, inputs: $0.inputs, options: options,
        imageShape: rows.pictureShape
          ?? ($0.inputs.isPicture ? ImageShape(inputShape: $0.inputs.shape) : nil),
        held: $0.held, clips: choices.clips, finder: finder)
    }
  }

  /// Whether a proof says how far the answer cannot change: any other one is looked for.
  package var isCertificate: Bool {
    options.wish == .anotherAnswer && options.margin == nil && options.probability == nil
  }

  /// A row inside the ranges.
  ///
  /// - Parameters:
  ///   - sample: the row, as wide as the input.
  ///   - row: its number, for errors.
  ///   - file: where it comes from, for errors.
  /// - Returns: the row, and what was moved of it; `nil` for nothing.
  /// - Throws: `FileError` that names what is outside, unless it is to be moved.
  private func inside(
    _ sample: [Double], row: Int, of file: String
  ) throws(FileError) -> (sample: [Double], moved: String?) {
    let outside = inputs.features.indices.filter {
      !inputs.features[$0].isFixed && !held.contains($0)
        && !inputs.features[$0].range.contains(sample[$0])
    }
    guard !outside.isEmpty else { return (sample, nil) }
    let names =
      outside.prefix(4).map { index in
        let feature = inputs.features[index]
        return "\(feature.name) is \(NumberText.short(sample[index])), and its range "
          + "\(NumberText.short(feature.range.lowerBound))..."
          + NumberText.short(feature.range.upperBound)
      }.joined(separator: "; ") + (outside.count > 4 ? "; and \(outside.count - 4) more" : "")
    guard clips else {
      throw FileError(
        .badData, file: file, object: "row \(row)",
        problem: "is outside the ranges: \(names); --clip moves it inside, --range changes a range")
    }
    var result = sample
    for index in outside {
      let range = inputs.features[index].range
      result[index] = min(max(sample[index], range.lowerBound), range.upperBound)
    }
    return (result, "row \(row): moved inside the ranges: \(names)")
  }

  /// The smallest changes of a row that change the answer, the smallest first.
  ///
  /// - Parameters:
  ///   - sample: the row, as wide as the input.
  ///   - row: its number, for the results and for errors.
  ///   - file: where it comes from, for errors.
  ///   - isOneOfMany: whether a row that has what is wanted is one of many, and no mistake.
  ///   - note: receives what is worth saying of the row.
  /// - Returns: one at least, which has no input when there is none; not more than there are.
  /// - Throws: `FileError` when the row is not one of the inputs, or the network cannot be asked so.
  package func counterfactuals(
    to sample: [Double], row: Int, of file: String, isOneOfMany: Bool = false,
    note: (String) -> Void = { _ in }
  ) throws(FileError) -> [Counterfactual] {
    let (sample, moved) = try inside(sample, row: row, of: file)
    if let moved { note(moved) }
    do throws(InversionError) {
      let from = verdict(on: sample)
      if try finder.isMet(sample) {
        guard isOneOfMany else {
          throw InversionError(
            .badRequest,
            problem: "already has what is wanted; another --class, --above or --below "
              + "asks for a change")
        }
        return [
          Counterfactual(
            row: row, sample: sample, from: from, input: sample, to: from, distance: 0,
            bound: Counterfactual.Bound(distance: 0, isProven: true, nodes: 0, seconds: 0))
        ]
      }
      let space = try ChangeSpace(row: sample, space: inputs, held: held)
      guard !space.free.isEmpty else {
        throw InversionError(
          .badRequest, problem: "every feature is fixed: --fix, --only or --range has to leave one")
      }
      let clock = ContinuousClock()
      let start = clock.now
      let outcomes = try finder.findSeveral(space, inputs: inputs, held: held)
      // To two places, so that the same work says the same.
      let seconds = ((clock.now - start) / .seconds(1) * 100).rounded() / 100
      if outcomes.count < options.count, outcomes[0].input != nil {
        note(
          "row \(row): there are \(outcomes.count) of the \(options.count) that --diverse asks for")
      }
      return outcomes.map { found(by: $0, row: row, sample, from, seconds: seconds) }
    } catch {
      throw FileError(
        error.kind == .unsupported ? .unsupported : .badData,
        file: error.layer == nil && error.kind == .badRequest ? file : model.path,
        object: error.layer.map { "layer \($0)" } ?? "row \(row)", problem: error.problem)
    }
  }

  private func found(
    by outcome: CounterfactualFinder.Outcome, row: Int, _ sample: [Double],
    _ from: Counterfactual.Verdict, seconds: Double
  ) -> Counterfactual {
    var found = Counterfactual(
      row: row, sample: sample, from: from, input: outcome.input,
      to: outcome.input.map { verdict(on: $0) }, distance: outcome.distance,
      bound: Counterfactual.Bound(
        distance: outcome.bound, isProven: outcome.isProven, nodes: outcome.nodes,
        seconds: seconds))
    if let input = outcome.input {
      let shown = rounded(input, from: sample)
      found.shown = Counterfactual.Shown(input: shown, verdict: verdict(on: shown))
    }
    return found
  }

  /// The changed row with as few digits as do what it does: each changed value is rounded away from the row's.
  private func rounded(_ input: [Double], from sample: [Double]) -> [Double] {
    let grids: [ChangeGrid] =
      imageShape != nil && inputs.commonRange != nil
      ? (0...3).map { ChangeGrid.bytes(beyond: $0) }
      : (0...9).map { ChangeGrid.digits(more: $0) }
    for grid in grids {
      let candidate = inputs.features.indices.map { index in
        input[index] == sample[index]
          ? input[index] : grid.rounded(input[index], from: sample[index], inputs.features[index])
      }
      if finder.does(candidate, from: sample) { return candidate }
    }
    return input
  }

  /// What the network says of an input.
  private func verdict(on input: [Double]) -> Counterfactual.Verdict {
    let network = model.network
    let prediction = network.predict(Matrix(rows: 1, columns: input.count, values: input))
    let output = network.outputs == 1 ? prediction.outputs.values[0] : nil
    if network.task == .regression { return .init(answer: nil, probability: nil, output: output) }
    if case .interval = options.wish, network.head == .linear {
      return .init(answer: nil, probability: nil, output: output)
    }
    let answer = ClassDecision.answer(prediction.logits.row(0))
    let probabilities = network.probabilities(
      forLogits: prediction.logits, head: model.overridingHead(asked: options.head))
    return .init(answer: answer, probability: probabilities?[0, answer], output: output)
  }
}

extension CounterfactualStudy {
  /// Results without rows, for a file.
  ///
  /// - Parameter sha256: the digest of the model's file.
  package func results(modelName: String, sha256: String) -> CounterfactualResults {
    func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "default" }
    var wanted = "another answer"
    switch options.wish {
    case .anotherAnswer: break
    case .answer(let answer): wanted = model.network.className(answer)
    case .interval(let lower, let upper):
      wanted = "\(lower.map { "\($0)" } ?? "-inf")...\(upper.map { "\($0)" } ?? "inf")"
    }
    let network = model.network
    let held = held.sorted().map { inputs.features[$0].name }
    return CounterfactualResults(
      modelName: modelName, modelSHA256: sha256, toolVersion: MLPKitRelease.version,
      parameters: [
        InversionResults.Parameter("wanted", wanted),
        InversionResults.Parameter("distance", options.distance.rawValue),
        InversionResults.Parameter("margin", number(options.margin)),
        InversionResults.Parameter("probability", number(options.probability)),
        InversionResults.Parameter("proof", options.proof.rawValue),
        InversionResults.Parameter("diverse", "\(options.count)"),
        InversionResults.Parameter("held", held.isEmpty ? "none" : held.joined(separator: ",")),
      ],
      distance: options.distance.rawValue, isCertificate: isCertificate,
      imageShape: imageShape, inputSpace: inputs,
      classNames: network.task == .regression
        ? [] : (0..<network.classCount).map { network.className($0) })
  }
}

extension Samples {
  /// The height and width of pictures of bytes; `nil` of other samples.
  fileprivate var pictureShape: Networks.ImageShape? {
    guard areBytes, let imageShape, imageShape.height > 1, imageShape.width > 1 else { return nil }
    return Networks.ImageShape(height: imageShape.height, width: imageShape.width)
  }
}

/// What changed values are rounded to, away from where they come from.
private enum ChangeGrid {
  /// To a byte of the range, and so many bytes farther.
  case bytes(beyond: Int)
  /// To as many digits as the feature's values are shown with, and so many more.
  case digits(more: Int)

  func rounded(_ value: Double, from start: Double, _ feature: InputFeature) -> Double {
    guard feature.kind == .continuous else { return value }
    let rule: FloatingPointRoundingRule = value > start ? .up : .down
    let (low, high) = (feature.range.lowerBound, feature.range.upperBound)
    let result: Double
    switch self {
    case .bytes(let beyond):
      let byte = (value - low) / (high - low) * 255
      // What is a byte but for rounding stays that byte.
      let near = byte.rounded()
      let whole = abs(byte - near) < 1e-9 ? near : byte.rounded(rule)
      let moved = min(max(whole + Double(rule == .up ? beyond : -beyond), 0), 255)
      result = low + (high - low) * moved / 255
    case .digits(let more):
      var power = 1.0
      for _ in 0..<min(feature.decimals + more, 300) { power *= 10 }
      result = (value * power).rounded(rule) / power
    }
    return min(max(result, low), high)
  }
}
