/// Names of the results file; `docs/results-format.md` is its specification.
enum ResultsFormat {
  /// The root attribute `format`.
  static let name = "mlp-results"
  /// The root attribute `version`.
  static let version = 1
}
