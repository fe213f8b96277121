/// What is wrong with `model_config`; the reader adds the file and the attribute.
struct KerasConfigurationError: Error {
  /// The layer, when it is one.
  var layer: String?
  /// What is wrong, and what was expected.
  var problem: String
}
