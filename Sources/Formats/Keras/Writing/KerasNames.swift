/// Finds a legal, unique name for every layer of a file, and keeps the given one wherever it can.
struct KerasNames {
  /// The longest name that is kept, in bytes: Keras stores lists of names in attributes of 64 KiB.
  private static let longestName = 1000
  /// Groups of a legacy file that are not layers.
  private static let reservedNames: Set<String> = ["top_level_model_weights"]

  private let kind: KerasFileKind
  /// Given names that are legal: no other layer is renamed to one of them.
  private let legalNames: Set<String>
  private var used: Set<String> = []
  /// The last number that was put behind a name.
  private var counts: [String: Int] = [:]
  /// What was renamed, in order.
  private(set) var renamed: [(old: String, new: String)] = []

  /// Prepares for the layers of the given names.
  init(kind: KerasFileKind, layerNames: [String]) {
    self.kind = kind
    legalNames = Set(layerNames.filter { Self.isLegal($0, in: kind) })
  }

  /// The name for a layer that has one.
  ///
  /// Two layers of one name get `NAME` and `NAME_1`.
  mutating func name(for given: String, className: String) -> String {
    if Self.isLegal(given, in: kind), used.insert(given).inserted { return given }
    let new = newName(Self.corrected(given, className: className, kind: kind))
    renamed.append((given, new))
    return new
  }

  /// A name for a layer that has none.
  mutating func newName(_ wanted: String) -> String {
    var name = wanted
    var count = counts[wanted, default: 0]
    while legalNames.contains(name) || Self.reservedNames.contains(name)
      || !used.insert(name).inserted
    {
      count += 1
      name = "\(wanted)_\(count)"
    }
    counts[wanted] = count
    return name
  }

  /// Keras 3 forbids the slash only; TensorFlow's layers, and so Keras 2, want a few ASCII characters.
  private static func isLegal(_ name: String, in kind: KerasFileKind) -> Bool {
    corrected(name, className: "Layer", kind: kind).utf8.elementsEqual(name.utf8)
      && !reservedNames.contains(name)
  }

  private static func corrected(
    _ name: String, className: String, kind: KerasFileKind
  ) -> String {
    let fallback = snakeCase(className)
    var result = ""
    for scalar in name.unicodeScalars {
      guard result.utf8.count < longestName else { break }
      result.unicodeScalars.append(isLegal(scalar, in: kind) ? scalar : "_")
    }
    guard kind == .model || kind == .legacyWeights else {
      return result.isEmpty ? fallback : result
    }
    guard let first = result.unicodeScalars.first(where: isAlphanumeric) else { return fallback }
    let start = result.unicodeScalars.first
    return start == "." || start == first ? result : fallback + result
  }

  private static func isLegal(_ scalar: Unicode.Scalar, in kind: KerasFileKind) -> Bool {
    switch kind {
    case .model, .legacyWeights:
      isAlphanumeric(scalar) || ["_", ".", "-", ">"].contains(scalar)
    case .weights, .archive: scalar != "/" && scalar.value != 0
    }
  }

  private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
  }
}
