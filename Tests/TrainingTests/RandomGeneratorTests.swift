import Testing

@testable import Numerics
@testable import Training

@Suite("Chance is the same everywhere")
struct RandomGeneratorTests {
  @Test("the numbers are those of xoshiro256++'s reference implementation")
  func reference() {
    var generator = RandomGenerator(state: (1, 2, 3, 4))
    let numbers = (0..<6).map { _ in generator.next() }
    #expect(
      numbers == [
        41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386,
        9_228_616_714_210_784_205, 9_973_669_472_204_895_162,
      ])
  }

  @Test("seeds, uses and occasions have numbers of their own")
  func streams() {
    let generators = [
      RandomGenerator(seed: 0, stream: .shuffling), RandomGenerator(seed: 1, stream: .shuffling),
      RandomGenerator(seed: 0, stream: .dropout),
      RandomGenerator(seed: 0, stream: .shuffling, index: 1),
    ]
    let first = generators.map { generator in
      var generator = generator
      return generator.next()
    }
    #expect(Set(first).count == 4)
  }

  @Test("an order holds every element once, and each place is as likely")
  func shuffling() {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 5), count: 5)
    for index in 0..<5000 {
      var elements = Array(0..<5)
      var generator = RandomGenerator(seed: 7, stream: .shuffling, index: index)
      generator.shuffle(&elements)
      #expect(elements.sorted() == Array(0..<5))
      for (place, element) in elements.enumerated() { counts[place][element] += 1 }
    }
    // 1000 expected; a deviation of 150 is more than five standard deviations.
    #expect(counts.joined().allSatisfy { abs($0 - 1000) < 150 })
  }

  /// Kinds of initial weights with their variance and limit for 300 inputs and 200 units.
  static let kinds: [(WeightInitializer, variance: Double, limit: Double)] = [
    (.glorotUniform, 0.004, 0.109545), (.heUniform, 0.0066667, 0.141421),
    (.glorotNormal, 0.004, 0.143801), (.heNormal, 0.0066667, 0.185647),
    (.lecunNormal, 0.0033333, 0.131272),
  ]

  @Test("weights begin as Keras has them: within the limits, with the variance", arguments: kinds)
  func initialWeights(_ initializer: WeightInitializer, variance: Double, limit: Double) {
    var generator = RandomGenerator(seed: 0, stream: .initialWeights)
    let values = initializer.weights(inputs: 300, units: 200, &generator).values
    let square = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    #expect(abs(square / variance - 1) < 0.02)
    #expect(abs(values.reduce(0, +)) / Double(values.count) < 0.02 * variance.squareRoot())
    #expect(values.allSatisfy { abs($0) <= limit * 1.001 })
    #expect((values.map(abs).max() ?? 0) > 0.95 * limit)
  }
}
