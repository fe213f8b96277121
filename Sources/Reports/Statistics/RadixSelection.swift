/// Finds values by their rank without holding them: exact, however many there are.
///
/// Every value has an integer key that sorts as the value does. One pass counts the first 16 bits of all
/// keys, the next one the following 16 bits of those keys that begin like a wanted one, and so on: two
/// passes for values that are all Floats, four for others. Infinities and NaN do not take part.
struct RadixSelection {
  /// A wanted value on its way down.
  private struct Target {
    /// Its rank among the values that begin as it does.
    var rank: Int
    /// Those values' table.
    var node = 0
    /// The bits that are known.
    var prefix: UInt64 = 0
  }

  private static let width = 1 << 16
  private static let none = UInt8.max

  private let isSinglePrecision: Bool
  private var level = 0
  private var targets: [Target] = []
  /// For each level above this one and each of its tables: which table a digit leads to.
  private var links: [[UInt8]] = []
  /// How often each digit was seen, a table for each beginning.
  private var counts = [Int](repeating: 0, count: width)

  /// - Parameter isSinglePrecision: whether every value is exactly a `Float`.
  init(isSinglePrecision: Bool) { self.isSinglePrecision = isSinglePrecision }

  /// Whether no further pass is needed.
  var isComplete: Bool { level == passes }

  private var passes: Int { isSinglePrecision ? 2 : 4 }

  /// Counts a block.
  mutating func add(_ block: Span<Double>) {
    if isSinglePrecision {
      add(block) { UInt64(Self.key(Float($0))) << 32 }
    } else {
      add(block, key: Self.key)
    }
  }

  @inline(__always)
  private mutating func add(_ block: Span<Double>, key: (Double) -> UInt64) {
    switch level {
    case 0:
      var counts = counts.mutableSpan
      for index in 0..<block.count { counts[Int(key(block[index] + 0) >> 48)] &+= 1 }
    case 1:
      let table = links[0]
      let nodes = table.span
      var counts = counts.mutableSpan
      for index in 0..<block.count {
        let key = key(block[index] + 0)
        let node = nodes[Int(key >> 48)]
        if node != Self.none {
          counts[Int(node) * Self.width + Int(truncatingIfNeeded: key >> 32) & 0xFFFF] &+= 1
        }
      }
    default:
      for index in 0..<block.count { addDeep(key(block[index] + 0)) }
    }
  }

  private mutating func addDeep(_ key: UInt64) {
    var node = 0
    for above in 0..<level {
      let next = links[above][node * Self.width + Self.digit(key, above)]
      if next == Self.none { return }
      node = Int(next)
    }
    counts[node * Self.width + Self.digit(key, level)] &+= 1
  }

  /// Ends the first pass.
  ///
  /// - Parameter ranks: the wanted ranks among the finite values, from 0; at most 254 different ones.
  mutating func select(_ ranks: [Int]) {
    targets = ranks.map { Target(rank: $0) }
    // The keys that begin with a full exponent are infinities and NaN.
    let special = isSinglePrecision ? 0x80 : 0x10
    for digit in 0..<special {
      counts[digit] = 0
      counts[Self.width - 1 - digit] = 0
    }
    descend()
  }

  /// Ends a pass: decides the next 16 bits of each wanted value.
  mutating func descend() {
    var next = [UInt8](repeating: Self.none, count: counts.count)
    var nodes = 0
    for index in targets.indices {
      let table = targets[index].node * Self.width
      var digit = 0
      while digit < Self.width - 1, targets[index].rank >= counts[table + digit] {
        targets[index].rank -= counts[table + digit]
        digit += 1
      }
      if next[table + digit] == Self.none {
        next[table + digit] = UInt8(nodes)
        nodes += 1
      }
      targets[index].node = Int(next[table + digit])
      targets[index].prefix |= UInt64(digit) << (48 - 16 * UInt64(level))
    }
    links.append(next)
    level += 1
    counts = level < passes ? [Int](repeating: 0, count: nodes * Self.width) : []
  }

  /// The wanted values after the last pass, in the order of the ranks.
  var values: [Double] {
    targets.map { target in
      isSinglePrecision
        ? Double(Self.float(UInt32(target.prefix >> 32))) : Self.double(target.prefix)
    }
  }

  private static func digit(_ key: UInt64, _ level: Int) -> Int {
    Int(truncatingIfNeeded: key >> (48 - 16 * UInt64(level))) & 0xFFFF
  }

  /// Negative numbers sort backwards by their bits, and below the others.
  private static func key(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    return bits ^ (UInt32(bitPattern: Int32(bitPattern: bits) >> 31) | 0x8000_0000)
  }

  private static func key(_ value: Double) -> UInt64 {
    let bits = value.bitPattern
    return bits ^ (UInt64(bitPattern: Int64(bitPattern: bits) >> 63) | 0x8000_0000_0000_0000)
  }

  private static func float(_ key: UInt32) -> Float {
    Float(bitPattern: key & 0x8000_0000 != 0 ? key ^ 0x8000_0000 : ~key)
  }

  private static func double(_ key: UInt64) -> Double {
    Double(bitPattern: key & 0x8000_0000_0000_0000 != 0 ? key ^ 0x8000_0000_0000_0000 : ~key)
  }
}
