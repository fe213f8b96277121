import JSON

extension ModelFile {
  /// Where the model comes from, in the words of whoever wrote its coefficients: names and values.
  public var provenance: [(name: String, value: String)] {
    guard case .coefficients(let model) = contents else { return [] }
    return (model.provenance?.members ?? []).compactMap { member in
      member.value.stringValue.map { (member.name, $0) }
    }
  }

  /// What plain-binary coefficients hold that a network does not carry: a few words each.
  public var extras: [String] {
    if case .coefficients(let model) = contents { model.extras } else { [] }
  }
}
