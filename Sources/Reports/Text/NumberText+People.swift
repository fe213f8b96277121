extension NumberText {
  /// A probability as people read it: never 0 or 100 % of what is only near it.
  static func probability(_ value: Double) -> String {
    if value.isNaN { return "unknown" }
    if value >= 0.9999 { return "> 99.99 %" }
    if value < 0.0001 { return "< 0.01 %" }
    return "\(fixed(100 * value, digits: value > 0.99 || value < 0.01 ? 2 : 1)) %"
  }

  /// A share of a whole: 0 % and 100 % only when nothing or all of it is meant.
  static func share(_ value: Double) -> String {
    if value == 0 { return "0 %" }
    if value == 1 { return "100 %" }
    if value < 0.001 { return "< 0.1 %" }
    return value > 0.999 ? "> 99.9 %" : "\(fixed(100 * value, digits: 1)) %"
  }

  /// A number in a sentence: three digits or more, thousands apart, powers of ten as they are written.
  static func plain(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "not a number" : value > 0 ? "∞" : "−∞" }
    let size = abs(value)
    let text: String
    if size == 0 {
      return "0"
    } else if size >= 999.5, size < 1e7 {
      text = grouped(Int(size.rounded()))
    } else if size >= 0.0005, size < 1e7 {
      text = short(size, significant: 3)
    } else {
      text = power(size)
    }
    return value < 0 ? "−\(text)" : text
  }

  /// By how much something was missed; what is only rounding counts as exact.
  ///
  /// - Parameters:
  ///   - value: the distance.
  ///   - size: the size of what was wanted.
  static func miss(_ value: Double, of size: Double) -> String {
    isExact(value, of: size) ? "exact (\(scientific(value, digits: 0)))" : plain(value)
  }

  /// Whether a distance is no more than rounding.
  static func isExact(_ value: Double, of size: Double) -> Bool { value <= 1e-6 * (1 + size) }

  /// `1.2×10⁸`.
  private static func power(_ size: Double) -> String {
    let parts = scientific(size, digits: 1).split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return short(size) }
    let raised = String(exponent).map { character in
      switch character {
      case "-": "⁻"
      case "1": "¹"
      case "2": "²"
      case "3": "³"
      default: character.wholeNumberValue.map { String(Array("⁰¹²³⁴⁵⁶⁷⁸⁹")[$0]) } ?? ""
      }
    }
    return "\(parts[0])×10\(raised.joined())"
  }

  /// A small count as a word, as the first of a sentence or not.
  static func word(_ count: Int, capitalized: Bool = false) -> String {
    let words = [
      "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ]
    guard words.indices.contains(count) else { return grouped(count) }
    return capitalized
      ? words[count].prefix(1).uppercased() + words[count].dropFirst() : words[count]
  }
}
