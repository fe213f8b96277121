/// What is wrong with an architecture or its weights; the reader adds the file and the place in it.
struct KerasConfigurationError: Error {
  /// The layer, when it is one.
  var layer: String?
  /// What is wrong, and what was expected.
  var problem: String
}
