package import Networks

extension CounterfactualFinder {
  /// Finds as many counterfactuals of a row as are wanted, the smallest first, each with other changed features
  /// than the ones before.
  ///
  /// Behind one found, the next may lack any of its changed features: each of these is a question of its own,
  /// and the smallest answer to all questions is the next.
  ///
  /// - Parameters:
  ///   - space: the row, and what may change of it.
  ///   - inputs: what that was made of.
  ///   - held: features that stay as they are.
  /// - Returns: one at least; the first has no input when there is none.
  /// - Throws: ``InversionError`` when the network cannot be asked so.
  package func findSeveral(
    _ space: ChangeSpace, inputs: InputSpace, held: Set<Int> = []
  ) throws(InversionError) -> [Outcome] {
    var results = [try find(space)]
    var open: [(held: Set<Int>, outcome: Outcome)] = []
    var seen: Set<Set<Int>> = []
    var last: (held: Set<Int>, outcome: Outcome) = (held, results[0])
    while results.count < options.count, let input = last.outcome.input {
      seen.insert(changed(space, input))
      for feature in changed(space, input).sorted() {
        let held = last.held.union([feature])
        let part = try ChangeSpace(row: space.row, space: inputs, held: held)
        guard !part.free.isEmpty else { continue }
        let outcome = try find(part)
        if outcome.input != nil { open.append((held, outcome)) }
      }
      // Two questions may have the same answer.
      open.removeAll { $0.outcome.input.map { seen.contains(changed(space, $0)) } ?? true }
      guard
        let next = open.indices.min(by: {
          (open[$0].outcome.distance, $0) < (open[$1].outcome.distance, $1)
        })
      else { break }
      last = open.remove(at: next)
      results.append(last.outcome)
    }
    return results
  }

  private func changed(_ space: ChangeSpace, _ input: [Double]) -> Set<Int> {
    Set(input.indices.filter { input[$0] != space.row[$0] })
  }
}
