/// Who says which values an input may take, the one that counts most first.
public enum InputSource: String, Sendable, Hashable, CaseIterable {
  /// The user, by an option or a features file.
  case stated
  /// The model's file.
  case model
  /// Rows of data: their smallest and largest values.
  case data
  /// The layer in front of the network that scales raw features.
  case normalization
  /// Nobody: −1...1.
  case assumed

  /// How many sources count more.
  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Whether the other counts more.
  package func isWeaker(than other: InputSource) -> Bool { rank > other.rank }
}
