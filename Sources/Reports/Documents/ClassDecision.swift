import Numerics

/// Which class logits stand for.
package enum ClassDecision {
  /// The first of the largest, as NumPy's argmax; one output alone decides between classes 0 and 1.
  ///
  /// - Parameter logits: one sample's, not empty.
  package static func answer(_ logits: ArraySlice<Double>) -> Int {
    if logits.count == 1 { return logits[logits.startIndex] > 0 ? 1 : 0 }
    return logits.offsetOfLargest ?? 0
  }
}
