/// Which values of its range an input may take.
public enum InputKind: Sendable, Hashable {
  /// All of them.
  case continuous
  /// Whole numbers.
  case integer
  /// 0 or 1; exactly one input of a group is 1.
  case oneHot(group: String)

  /// The name in documents: `continuous`, `integer` or `oneHot`.
  package var name: String {
    switch self {
    case .continuous: "continuous"
    case .integer: "integer"
    case .oneHot: "oneHot"
    }
  }

  /// The group of a one-hot input.
  package var group: String? {
    if case .oneHot(let group) = self { group } else { nil }
  }

  /// The kind of a ``name``; `nil` when there is none, or the group is missing where there has to be one.
  ///
  /// - Parameters:
  ///   - name: the name.
  ///   - group: the group of a one-hot input; of no meaning otherwise.
  package init?(named name: String, group: String? = nil) {
    switch name {
    case "continuous": self = .continuous
    case "integer": self = .integer
    case "oneHot":
      guard let group, !group.isEmpty else { return nil }
      self = .oneHot(group: group)
    default: return nil
    }
  }
}
