import Networks
import StoredModels

/// Finds the order of layers whose names do not tell it: the only one in which their widths fit.
struct StateDictionaryOrder {
  /// The most steps that the search takes; chains of different widths take a few.
  private static let mostSteps = 100_000

  private let modules: [StateDictionary.Module]

  init(_ modules: [StateDictionary.Module]) { self.modules = modules }

  /// The order.
  ///
  /// - Throws: `NotRunnable` when there is none, or more than one.
  func onlyOne() throws(NotRunnable) -> [StateDictionary.Module] {
    let dense = modules.filter { $0.dense != nil }
    let chains = denseChains(dense)
    guard let chain = chains?.first, chains?.count == 1 else {
      throw ambiguous(
        chains?.isEmpty == true
          ? "no order of its dense layers fits their widths"
          : "several orders of its dense layers fit their widths")
    }
    var ordered = chain
    for module in modules where module.dense == nil {
      guard let width = module.widths?.inputs else { continue }
      // Where a normalization can stand: before the first layer, or behind one.
      let places = (0...chain.count).filter { place in
        place == 0 ? chain[0].widths?.inputs == width : chain[place - 1].widths?.outputs == width
      }
      guard let place = places.first, places.count == 1 else {
        throw ambiguous("the normalization \(module.name.prefix(80)) could stand in several places")
      }
      let isTaken = modules.contains {
        $0.dense == nil && $0.name != module.name && $0.widths?.inputs == width
      }
      guard !isTaken else { throw ambiguous("several normalizations have \(width) features") }
      if place == 0 {
        ordered.insert(module, at: 0)
      } else if let index = ordered.firstIndex(where: { $0.name == chain[place - 1].name }) {
        ordered.insert(module, at: index + 1)
      }
    }
    return ordered
  }

  private func ambiguous(_ reason: String) -> NotRunnable {
    NotRunnable(
      layer: nil, className: nil,
      reason:
        "the order of its layers is not in the file, and \(reason); names that end in numbers "
        + "(0.weight, 2.weight) tell it, or a .pt file of torch.save, which keeps the order")
  }

  /// The first two of all orders in which each layer takes what the one before gives; `nil` when the search
  /// takes too long.
  private func denseChains(
    _ dense: [StateDictionary.Module]
  ) -> [[StateDictionary.Module]]? {
    let widths = dense.map { $0.widths ?? (0, 0) }
    guard !dense.isEmpty else { return [] }
    var found: [[Int]] = []
    var steps = 0
    // A stack of what is yet to be tried at each place of the chain.
    var path: [Int] = []
    var isUsed = [Bool](repeating: false, count: dense.count)
    var choices = [Array(dense.indices)]
    while !choices.isEmpty {
      steps += dense.count
      guard steps <= Self.mostSteps else { return nil }
      guard let next = choices[choices.count - 1].popLast() else {
        choices.removeLast()
        if let last = path.popLast() { isUsed[last] = false }
        continue
      }
      isUsed[next] = true
      path.append(next)
      if path.count == dense.count {
        found.append(path)
        if found.count == 2 { break }
      }
      choices.append(
        dense.indices.filter { !isUsed[$0] && widths[$0].inputs == widths[next].outputs })
    }
    return found.map { $0.map { dense[$0] } }
  }
}
