/// What one sample's outputs are to be.
struct Wanted {
  private let targets: TrainingTargets
  private let row: Int
  /// How many outputs there are.
  let outputs: Int

  init(_ targets: TrainingTargets, row: Int) {
    self.targets = targets
    self.row = row
    outputs = targets.outputs
  }

  /// The wanted value of an output.
  subscript(output: Int) -> Float {
    switch targets {
    case .classes(let labels, _): labels[row] == output ? 1 : 0
    case .twoClasses(let labels): Float(labels[row])
    case .values(let values, let width): values[row * width + output]
    }
  }

  /// The wanted class; `nil` when numbers are wanted.
  var label: Int? {
    switch targets {
    case .classes(let labels, _), .twoClasses(let labels): labels[row]
    case .values: nil
    }
  }

  /// Whether logits, a row of them that begins at `start`, name the wanted class; of equals the first counts.
  func isCorrect(_ logits: [Float], at start: Int) -> Bool {
    guard let label else { return false }
    if case .twoClasses = targets { return (logits[start] > 0) == (label == 1) }
    var best = 0
    for output in 1..<max(outputs, 1) where logits[start + output] > logits[start + best] {
      best = output
    }
    return best == label
  }
}
