import JSON

extension ModelFile {
  /// Where the model comes from, in the words of whoever wrote it: names and values.
  package var provenance: [(name: String, value: String)] {
    let entries: JSONObject? =
      switch contents {
      case .coefficients(let model): model.provenance
      case .keras(let model): model.ownAttributes.provenance
      case .results, .arrays: nil
      }
    return (entries?.members ?? []).compactMap { member in
      member.value.stringValue.map { (member.name, $0) }
    }
  }

  /// What plain-binary coefficients hold that a network does not carry: a few words each.
  package var extras: [String] {
    if case .coefficients(let model) = contents { model.extras } else { [] }
  }
}
