import Inversion
import Networks
import Numerics
import TestSupport
import Testing

@Suite("Where the pictures come from: the network, not the prior")
struct HonestyTests {
  /// The digits that a judge sees in what a method finds.
  private func seen(
    _ network: NeuralNetwork, _ method: any InversionMethod,
    _ change: (inout InversionOptions) -> Void
  ) throws -> [Int] {
    let digits = try Digits.shared.get()
    var options = InversionOptions()
    options.constrained.images = try digits.prior(for: network)
    change(&options)
    let targets = try InversionTargets.classes(of: network)
    return try Inverter(network, options: options).solve(targets, by: method).solutions
      .map { digits.nearestDigit($0.input) }
  }

  @Test("a network trained on the digits gives the digits, one trained on permuted labels those")
  func permuted() throws {
    let digits = try Digits.shared.get()
    let identity = Array(0..<10)
    let permuted = [3, 7, 0, 9, 1, 2, 8, 4, 6, 5]
    for names in [identity, permuted] {
      let network = try digits.trained(names: names)
      let wanted = identity.map { name in names.firstIndex(of: name) ?? -1 }
      #expect(try seen(network, MapMethod()) { _ in } == wanted)
      #expect(try seen(network, PatternMethod()) { _ in } == wanted)
    }
  }

  @Test("an untrained network gives nothing recognizable")
  func untrained() throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let network = try NetworkSketch.random(
        widths: [64, 10], seed: seed, activation: .linear, head: .softmax)
      let found = try seen(network, MapMethod()) { _ in }
      #expect(zip(found, 0..<10).count { $0 == $1 } <= 4, "\(found)")
    }
  }

  @Test("the paper's two networks of the digits give all ten by map", arguments: ["slp", "mlp"])
  func fixtures(name: String) throws {
    let network = try Digits.network(name)
    #expect(try seen(network, MapMethod()) { _ in } == Array(0..<10))
  }
}
