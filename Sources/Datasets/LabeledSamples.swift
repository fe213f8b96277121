public import Files

/// Samples with the class of each.
public struct LabeledSamples: Sendable, Equatable {
  /// The samples, `[count x features]`.
  public let samples: Samples
  /// The class of each sample, inside `0..<classNames.count`.
  public let labels: [Int]
  /// The classes' names: the labels as the file has them.
  public let classNames: [String]
  /// The file the labels came from, for errors.
  package let file: String

  /// How many samples there are; at least 1.
  public var count: Int { samples.count }

  /// Puts samples and labels together.
  ///
  /// - Throws: `FileError` of kind `badData` when there is not one label for each sample.
  package init(_ samples: Samples, _ labels: Labels) throws(FileError) {
    guard samples.count == labels.indices.count else {
      let things = samples.imageShape == nil ? "samples" : "images"
      throw FileError(
        .badData, file: labels.file,
        problem: "\(labels.indices.count) labels for \(samples.count) \(things)")
    }
    self.init(
      samples: samples, labels: labels.indices, classNames: labels.names, file: labels.file)
  }

  init(samples: Samples, labels: [Int], classNames: [String], file: String) {
    self.samples = samples
    self.labels = labels
    self.classNames = classNames
    self.file = file
  }

  /// Keeps the samples of some classes, and numbers these from 0 in the order of the selection.
  ///
  /// The classes keep their names, so a further selection goes by the file's labels too.
  ///
  /// - Throws: `FileError` of kind `badData` when no sample is of a selected class.
  package func selecting(classes: ClassSelection) throws(FileError) -> LabeledSamples {
    try selecting(names: classes.labels.map(String.init))
  }

  /// Keeps the samples of the classes with some names, and numbers these from 0 in their order.
  ///
  /// - Parameter names: at least one, none twice.
  /// - Throws: `FileError` of kind `badData` when no sample is of a selected class, or a name is not what
  ///   was said.
  public func selecting(names: [String]) throws(FileError) -> LabeledSamples {
    let renumbered = Dictionary(zip(names, names.indices)) { first, _ in first }
    guard !names.isEmpty, renumbered.count == names.count else {
      throw FileError(
        .badData, file: file,
        problem: names.isEmpty ? "no class is selected" : "a class is selected twice")
    }
    let newLabels = classNames.map { renumbered[$0] }
    var indices: [Int] = []
    var labels: [Int] = []
    var found: Set<Int> = []
    for (index, label) in self.labels.enumerated() {
      guard let label = newLabels[label] else { continue }
      indices.append(index)
      labels.append(label)
      found.insert(label)
    }
    if let missing = names.indices.first(where: { !found.contains($0) }) {
      throw FileError(
        .badData, file: file,
        problem: "no rows of class \(names[missing]); there are "
          + presentNames.split(separator: ",").joined(separator: ", "))
    }
    return LabeledSamples(
      samples: samples.selecting(indices), labels: labels, classNames: names, file: file)
  }

  /// The same samples with the classes of a model, which have the same names but perhaps in another order.
  ///
  /// - Parameter names: the model's names.
  /// - Throws: `FileError` of kind `badData` when a label is none of them, with its place from 0.
  package func matching(names: [String]) throws(FileError) -> LabeledSamples {
    let places = Dictionary(zip(names, names.indices)) { first, _ in first }
    let newLabels = classNames.map { places[$0] }
    var matched: [Int] = []
    matched.reserveCapacity(count)
    for (index, label) in labels.enumerated() {
      guard let place = newLabels[label] else {
        throw FileError(
          .badData, file: file, object: "sample \(index)",
          problem:
            "the label \(quoted(classNames[label])) is none of the model's classes, which are "
            + names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", ..." : "")
            + "; --class-names calls them otherwise, --classes leaves labels out")
      }
      matched.append(place)
    }
    return LabeledSamples(samples: samples, labels: matched, classNames: names, file: file)
  }

  /// The same samples with other names of their classes: in another order when the labels are among them, and
  /// one for each label when the labels are numbers.
  ///
  /// - Parameter names: at least one, none twice.
  /// - Throws: `FileError` of kind `badData` when they do not name the labels.
  package func naming(classes names: [String]) throws(FileError) -> LabeledSamples {
    let areNumbers = classNames.allSatisfy { Int($0) != nil }
    if areNumbers, !Set(classNames).isSubset(of: names) {
      guard names.count == classNames.count else {
        throw FileError(
          .badData, file: file,
          problem:
            "has the labels \(presentNames), \(classNames.count) classes; --class-names names "
            + "\(names.count)")
      }
      return LabeledSamples(samples: samples, labels: labels, classNames: names, file: file)
    }
    return try matching(names: names)
  }

  /// The samples of some rows, in their order; the classes stay what they are.
  ///
  /// - Parameter rows: not empty, and inside `0..<count`.
  package func rows(_ rows: Range<Int>) -> LabeledSamples {
    LabeledSamples(
      samples: samples.selecting(Array(rows)), labels: Array(labels[rows]), classNames: classNames,
      file: file)
  }

  /// The names of the classes that have samples, at most 20 of them, with commas between.
  package var presentNames: String {
    let names = Set(labels).sorted().map { classNames[$0] }
    return names.prefix(20).joined(separator: ",") + (names.count > 20 ? ",..." : "")
  }
}
