extension Samples {
  /// The first number that no float can be, with its sample and feature from 0; `nil` when all can.
  ///
  /// Training computes in 32 bits; a `Double` may be larger than they hold.
  package var firstBeyondFloats: (sample: Int, feature: Int, value: Double)? {
    guard case .doubles(let values) = storage,
      let index = values.firstIndex(where: { !Float($0).isFinite })
    else { return nil }
    return (index / features, index % features, values[index])
  }
}
