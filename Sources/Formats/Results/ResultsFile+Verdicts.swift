import HDF5
import Networks

extension ResultsFile {
  /// What the network answers: to the input, to it clipped, and to its picture of 8 bits.
  static func writeVerdicts(
    _ solutions: [InverseSolution], to group: borrowing HDF5GroupBuilder
  ) throws(HDF5Error) {
    let shape = [solutions.count]
    try group.write("clipped_probability", solutions.map(\.clippedProbability), shape: shape)
    try group.write("rounded_probability", solutions.map(\.roundedProbability), shape: shape)
    for (name, verdict) in [
      ("verdict", \InverseSolution.verdict), ("clipped_verdict", \.clippedVerdict),
      ("rounded_verdict", \.roundedVerdict),
    ] {
      let verdicts = solutions.compactMap { $0[keyPath: verdict] }
      guard verdicts.count == solutions.count else { continue }
      try group.write(name, verdicts, shape: shape)
    }
  }

  /// What the method promises of its inputs; a dataset for each number that all of them have.
  static func writeCertificates(
    _ solutions: [InverseSolution], to group: borrowing HDF5GroupBuilder
  ) throws(HDF5Error) {
    let certificates = solutions.compactMap(\.certificate)
    guard let first = certificates.first, certificates.count == solutions.count else { return }
    let shape = [certificates.count]
    try group.setAttribute("goal", first.goal.rawValue)
    try group.write("goal_distance", certificates.map(\.goalDistance), shape: shape)
    try group.write("goal_reached", certificates.map { $0.isReached ? 1 : 0 }, shape: shape)
    for (name, value) in [
      ("goal_margin", \SolutionCertificate.margin),
      ("reference_distance", \.referenceDistance), ("duality_gap", \.dualityGap),
      ("goal_distance_bound", \.goalDistanceBound),
    ] {
      let values = certificates.compactMap { $0[keyPath: value] }
      guard values.count == certificates.count else { continue }
      try group.write(name, values, shape: shape)
    }
  }
}
