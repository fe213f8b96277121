/// What one pass over the values tells: counts, extremes, and the sum.
struct FirstPass {
  private(set) var count = 0
  private(set) var nans = 0
  private(set) var infinities = 0
  private var lanes = Lanes()
  private var sums = CompensatedSum()
  private var lows = SIMD8<Double>(repeating: .infinity)
  private var highs = SIMD8<Double>(repeating: -.infinity)
  private var zeroCounts = SIMD8<Int64>.zero

  /// How many values are neither NaN nor infinite.
  var finiteCount: Int { count - nans - infinities }
  /// How many values are zero.
  var zeros: Int { Int(zeroCounts.wrappedSum()) }
  /// The sum of the finite values; not finite itself when they are near the largest number.
  var sum: Double { sums.value }
  /// The smallest finite value.
  var minimum: Double { lows.min() }
  /// The largest finite value.
  var maximum: Double { highs.max() }

  mutating func add(_ block: Span<Double>) {
    count += block.count
    var lanes = lanes
    lanes.add(block) { add($0) }
    self.lanes = lanes
  }

  /// Adds what is left over in the lanes.
  mutating func finish() {
    guard let rest = lanes.rest else { return }
    add(rest.values)
    nans -= rest.fillers
    lanes = Lanes()
  }

  @inline(__always)
  private mutating func add(_ raw: SIMD8<Double>) {
    // Minus zero becomes zero: which of the two is the minimum must not depend on their order.
    let values = raw + 0
    let isFinite = values * 0 .== 0
    sums.add(SIMD8<Double>.zero.replacing(with: values, where: isFinite))
    lows.replace(with: values, where: (values .< lows) .& isFinite)
    highs.replace(with: values, where: (values .> highs) .& isFinite)
    zeroCounts.replace(with: zeroCounts &+ 1, where: values .== 0)
    if !all(isFinite) { countNonFinite(values) }
  }

  @inline(never)
  private mutating func countNonFinite(_ values: SIMD8<Double>) {
    for lane in 0..<8 {
      if values[lane].isNaN { nans += 1 } else if values[lane].isInfinite { infinities += 1 }
    }
  }
}

/// What another pass tells once the extremes are known: sums that neither overflow nor cancel.
struct SecondPass {
  /// A power of two, which scales without rounding; beside it no sum can overflow or vanish.
  let scale: Double
  /// What is subtracted before anything is summed, already scaled: near the mean.
  let center: Double
  private var lanes = Lanes()
  private var deviations = CompensatedSum()
  private var squaredDeviations = CompensatedSum()

  init(scale: Double, center: Double) {
    self.scale = scale
    self.center = center
  }

  /// The scale for values of at most this size.
  static func scale(forAbsoluteMaximum maximum: Double) -> Double {
    maximum > 1e150 ? 0x1p-600 : maximum < 1e-140 && maximum > 0 ? 0x1p600 : 1
  }

  /// The sum of the finite values' distances from the center, scaled.
  var sumOfDeviations: Double { deviations.value }
  /// The sum of their squares, scaled.
  var sumOfSquaredDeviations: Double { squaredDeviations.value }

  mutating func add(_ block: Span<Double>) {
    var lanes = lanes
    lanes.add(block) { add($0) }
    self.lanes = lanes
  }

  /// Adds what is left over in the lanes.
  mutating func finish() {
    if let rest = lanes.rest { add(rest.values) }
    lanes = Lanes()
  }

  @inline(__always)
  private mutating func add(_ values: SIMD8<Double>) {
    let isFinite = values * 0 .== 0
    let deviation = SIMD8<Double>.zero.replacing(
      with: values * scale - center, where: isFinite)
    deviations.add(deviation)
    squaredDeviations.add(deviation * deviation)
  }
}
