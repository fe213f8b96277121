package import Files
package import Inversion
package import Networks
import Numerics

extension RunnableModel {
  /// The smallest changes of a row that change the answer, the smallest first.
  ///
  /// - Parameters:
  ///   - sample: the row, inside the ranges, `[inputs]`.
  ///   - row: its number, for the results and for errors.
  ///   - file: where it comes from, for errors.
  ///   - inputs: what may change, and how far.
  ///   - held: features that stay as they are in the row.
  ///   - options: what is asked for.
  /// - Returns: one at least, which has no input when there is none; not more than there are.
  /// - Throws: `FileError` when the row is not one of the inputs, or the network cannot be asked so.
  package func counterfactuals(
    to sample: [Double], row: Int, of file: String, in inputs: InputSpace,
    held: Set<Int> = [], _ options: CounterfactualOptions
  ) throws(FileError) -> [Counterfactual] {
    do throws(InversionError) {
      let finder = try CounterfactualFinder(network, options: options)
      guard try !finder.isMet(sample) else {
        throw InversionError(
          .badRequest,
          problem: "already has what is wanted; another --class, --above or --below "
            + "asks for a change")
      }
      let space = try ChangeSpace(row: sample, space: inputs, held: held)
      guard !space.free.isEmpty else {
        throw InversionError(
          .badRequest, problem: "every feature is fixed: --fix, --only or --range has to leave one")
      }
      let clock = ContinuousClock()
      let from = verdict(on: sample, options)
      var results: [Counterfactual] = []
      let start = clock.now
      for outcome in try finder.findSeveral(space, inputs: inputs, held: held) {
        results.append(
          Counterfactual(
            row: row, sample: sample, from: from, input: outcome.input,
            to: outcome.input.map { verdict(on: $0, options) }, distance: outcome.distance,
            bound: Counterfactual.Bound(
              distance: outcome.bound, isProven: outcome.isProven, nodes: outcome.nodes,
              // To two places, so that the same work says the same.
              seconds: ((clock.now - start) / .seconds(1) * 100).rounded() / 100)))
      }
      return results
    } catch {
      throw FileError(
        error.kind == .unsupported ? .unsupported : .badData,
        file: error.layer == nil && error.kind == .badRequest ? file : path,
        object: error.layer.map { "layer \($0)" } ?? "row \(row)", problem: error.problem)
    }
  }

  /// What the network says of an input.
  private func verdict(
    on input: [Double], _ options: CounterfactualOptions
  ) -> Counterfactual.Verdict {
    let prediction = network.predict(Matrix(rows: 1, columns: input.count, values: input))
    let output = network.outputs == 1 ? prediction.outputs.values[0] : nil
    if network.task == .regression { return .init(answer: nil, probability: nil, output: output) }
    if case .interval = options.wish, network.head == .linear {
      return .init(answer: nil, probability: nil, output: output)
    }
    let answer = ClassDecision.answer(prediction.logits.row(0))
    let probabilities = network.probabilities(
      forLogits: prediction.logits, head: overridingHead(asked: options.head))
    return .init(answer: answer, probability: probabilities?[0, answer], output: output)
  }
}
