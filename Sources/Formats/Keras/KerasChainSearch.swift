import Networks

/// Finds the order of dense layers that fits together, where a file does not say it.
///
/// Layouts of paths sort layers by class, so a nested model may stand before or after a layer beside it;
/// a nested model's group in the legacy layout lists frozen layers last. An order is taken only when it is
/// the only one that the shapes allow.
struct KerasChainSearch {
  /// What is known of the order of some layers.
  indirect enum Part {
    /// One dense layer.
    case layer(KerasLayer)
    /// One after the other.
    case ordered([Part])
    /// Lists that are each in order, but among each other in any.
    case interleaved([[Part]])
  }

  /// What a search found.
  enum Outcome {
    /// The only order that fits.
    case found([KerasLayer])
    /// No order fits.
    case none
    /// More than one fits, or there are too many to try.
    case several
  }

  /// More steps than a model needs whose order shapes can tell.
  private static let mostSteps = 100_000
  /// More layers than are searched; the search goes as deep as there are layers.
  private static let mostLayers = 500

  private var found: [[Int]] = []
  private var steps = 0

  /// Looks for the only order of the layers in `part` that chains.
  static func order(of part: Part) -> Outcome {
    var layers: [KerasLayer] = []
    collect(part, into: &layers)
    // The file's own order stands, whether its layers fit or not: the plan says what does not.
    guard part.isOpen else { return .found(layers) }
    guard layers.count <= mostLayers else { return .several }
    var search = KerasChainSearch()
    var next = 0
    let numbered = search.numbered(part, layers, &next)
    _ = search.walk([numbered], width: nil, taken: [], layers)
    if search.steps > mostSteps || search.found.count > 1 { return .several }
    return search.found.first.map { .found($0.map { layers[$0] }) } ?? .none
  }

  /// A part with layers as places in a list.
  private indirect enum Place {
    case layer(Int)
    case ordered([Place])
    case interleaved([[Place]])
  }

  private static func collect(_ part: Part, into layers: inout [KerasLayer]) {
    switch part {
    case .layer(let layer): layers.append(layer)
    case .ordered(let parts): for part in parts { collect(part, into: &layers) }
    case .interleaved(let lists):
      for part in lists.flatMap({ $0 }) { collect(part, into: &layers) }
    }
  }

  private func numbered(_ part: Part, _ layers: [KerasLayer], _ next: inout Int) -> Place {
    switch part {
    case .layer:
      defer { next += 1 }
      return .layer(next)
    case .ordered(let parts): return .ordered(parts.map { numbered($0, layers, &next) })
    case .interleaved(let lists):
      return .interleaved(lists.map { list in list.map { numbered($0, layers, &next) } })
    }
  }

  /// Places what is left; returns whether the search is over.
  ///
  /// - Parameters:
  ///   - rest: what is still to be placed, in this order.
  ///   - width: what the layer before gives; `nil` at the start.
  ///   - taken: the layers placed so far.
  ///   - layers: all of them.
  private mutating func walk(
    _ rest: [Place], width: Int?, taken: [Int], _ layers: [KerasLayer]
  ) -> Bool {
    steps += 1
    if steps > Self.mostSteps { return true }
    guard let first = rest.first else {
      found.append(taken)
      return found.count > 1
    }
    let after = Array(rest.dropFirst())
    switch first {
    case .layer(let index):
      guard let shape = layers[index].tensor("kernel")?.entry.shape, shape.count == 2,
        width == nil || width == shape[0]
      else { return false }
      return walk(after, width: shape[1], taken: taken + [index], layers)
    case .ordered(let parts): return walk(parts + after, width: width, taken: taken, layers)
    case .interleaved(let lists):
      let waiting = lists.filter { !$0.isEmpty }
      if waiting.isEmpty { return walk(after, width: width, taken: taken, layers) }
      for index in waiting.indices {
        var remaining = waiting
        let next = remaining[index].removeFirst()
        if walk([next, .interleaved(remaining)] + after, width: width, taken: taken, layers) {
          return true
        }
      }
      return false
    }
  }
}

extension KerasChainSearch.Part {
  /// Whether an order has to be found out.
  fileprivate var isOpen: Bool {
    switch self {
    case .layer: false
    case .ordered(let parts): parts.contains(where: \.isOpen)
    case .interleaved(let lists):
      lists.count { !$0.isEmpty } > 1 || lists.contains { $0.contains(where: \.isOpen) }
    }
  }
}
