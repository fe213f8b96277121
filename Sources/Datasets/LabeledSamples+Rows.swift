import Files

extension LabeledSamples {
  /// The samples of some rows, in their order; the classes stay what they are.
  ///
  /// - Parameter rows: not empty, and inside `0..<count`.
  package func rows(_ rows: Range<Int>) -> LabeledSamples {
    LabeledSamples(
      samples: samples.selecting(Array(rows)), labels: Array(labels[rows]), classNames: classNames,
      file: file)
  }
}
