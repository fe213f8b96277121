package import Networks

extension ModelFile {
  /// Where the model comes from, as far as the file says it.
  package var provenance: ModelProvenance {
    switch contents {
    case .coefficients(let model): model.provenance
    case .keras(let model): model.ownAttributes.provenance
    case .results, .arrays: ModelProvenance()
    }
  }

  /// What plain-binary coefficients hold that a network does not carry: a few words each.
  package var extras: [String] {
    if case .coefficients(let model) = contents { model.extras } else { [] }
  }
}
