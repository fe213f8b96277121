import Networks
import Numerics

extension Verification {
  /// Compares what the network makes of an input in 32 bits, and of its picture as it is drawn.
  ///
  /// Only files of older versions do without.
  mutating func checkReadings(
    _ stored: InverseSolution, _ computed: InverseSolution, _ subject: VerificationSubject,
    at place: (String) -> String
  ) {
    // The same operations in the same order: only what a library's exp rounds may differ, by the last bit.
    compare("float32", stored.single, computed.single, subject, at: place) {
      4 * Double(Float.ulpOfOne) * max(1, abs($0))
    }
    compare("drawn", stored.drawn, computed.drawn, subject, at: place) {
      1e-10 * max(1, abs($0))
    }
  }

  private mutating func compare(
    _ name: String, _ stored: SolutionReading?, _ found: SolutionReading?,
    _ subject: VerificationSubject, at place: (String) -> String,
    within tolerance: (Double) -> Double
  ) {
    guard let stored, let found else {
      guard (stored == nil) != (found == nil), subject.results.saysDigest else { return }
      compare(
        place("\(name)_logits"), "", stored == nil ? "none" : "some", found == nil ? "none" : "some"
      )
      return
    }
    let largest = found.logits.map(tolerance).max() ?? 0
    compare(place("\(name)_logits"), Self.numbers(stored.logits), Self.numbers(found.logits)) {
      tolerance(found.logits[$0])
    }
    compare(
      place("\(name)_residual_l2"), Self.numbers([stored.residualL2]),
      Self.numbers([found.residualL2])
    ) { _ in largest * Double(found.logits.count) }
    compare(
      place("\(name)_probability"), Self.numbers([stored.probability].compactMap { $0 }),
      Self.numbers([found.probability].compactMap { $0 })
    ) { _ in largest }
    // Where two logits are as good as equal, either is the answer.
    let order = found.logits.sorted(by: >)
    let isTie =
      order.count > 1 ? order[0] - order[1] <= 2 * largest : abs(order.first ?? 0) <= largest
    guard !isTie else { return }
    compare(
      place("\(name)_verdict"), "", stored.verdict.map(String.init) ?? "none",
      found.verdict.map(String.init) ?? "none")
  }

  /// Numbers of which what is none equals itself: 32 bits overflow where 64 do not.
  private static func numbers(_ values: [Double]) -> [Double] {
    values.map { $0.isNaN ? .greatestFiniteMagnitude : $0 }
  }
}
