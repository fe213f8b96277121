import MLPKit

/// What a command reads: samples, and what is known of each.
struct SampleData {
  /// The files of a command.
  struct Files {
    /// Samples alone.
    var images: String?
    /// Samples with what is known of them.
    var csv: String?
    /// The labels of samples alone.
    var labels: String?
    /// The numbers to learn for samples alone.
    var targets: String?

    /// The file of the samples.
    var samples: String { images ?? csv ?? "-" }
  }

  /// The samples as their file has them.
  let table: DataTable
  /// The samples.
  let samples: Samples
  /// What is worth saying of how they were read.
  private(set) var notes: [String]
  private let files: Files

  /// Reads the samples.
  ///
  /// - Parameters:
  ///   - files: the files.
  ///   - wanted: what is wanted of each row.
  ///   - options: what the columns mean.
  ///   - scaling: what bytes become.
  ///   - model: the model that the samples are for; `nil` when it is to be trained.
  ///   - isPaper: whether a network of the paper is to be trained.
  /// - Throws: `FileError`, or a usage error when files contradict each other.
  init(
    _ files: Files, wanted: TableLayout.Wanted, _ options: TableOptions, _ scaling: ScaleOptions,
    for model: RunnableModel?, isPaper: Bool = false
  ) throws {
    guard files.csv == nil || files.labels == nil else {
      throw UsageError("--labels: --csv FILE has the labels of its samples itself")
    }
    self.files = files
    let isAlone = files.labels != nil || files.targets != nil
    let layout = options.layout(
      isAlone ? .nothing : wanted, isCSV: files.csv != nil && !isAlone, for: model)
    table = try DatasetReader.table(at: files.samples, layout: layout)
    samples = try Samples(
      table, scaling: scaling.scaling(for: model, isPaper: isPaper))
    notes =
      table.remarks.map { "\(files.samples): \($0)" }
      + scaling.notes(samples, of: files.samples, for: model)
  }

  /// What the rows are called, when that is more than their numbers.
  var rowNames: [String]? {
    guard table.rowNames != nil || table.rowNumbers != nil else { return nil }
    return (0..<table.count).map(table.rowName)
  }

  /// The samples with the class of each.
  ///
  /// - Parameter classes: the labels to keep, as the user wrote them; all when `nil`.
  /// - Throws: `FileError`, or a usage error when no labels are named or `classes` says none.
  func labeled(classes: String?) throws -> LabeledSamples {
    guard let labels = try table.labels ?? files.labels.map({ try DatasetReader.labels(at: $0) })
    else {
      throw UsageError(
        "--labels: name the labels of the samples, or both with --csv FILE and --label-column")
    }
    var all = try LabeledSamples(samples, labels.leaving(table.rowNumbers))
    if let classes { all = try all.selecting(names: try all.names(selectedBy: classes)) }
    return all
  }

  /// What a classifier is trained on, and what is worth saying of it.
  ///
  /// - Parameters:
  ///   - classes: the labels to keep, as the user wrote them; all when `nil`.
  ///   - classNames: what the classes are called; the labels when `nil`.
  /// - Throws: `FileError`, or a usage error.
  func trainingSet(
    classes: String?, classNames: [String]?
  ) throws -> (set: TrainingSet, notes: [String]) {
    var labeled = try labeled(classes: classes)
    var notes = notes
    if let classNames {
      labeled = try labeled.naming(classes: classNames)
    } else if classes == nil, labeled.classNames.contains(where: { Int($0) == nil }) {
      let shown = labeled.classNames.prefix(20).enumerated().map { "\($0.offset) is \($0.element)" }
      notes.append(
        "the classes in alphabetical order: \(shown.joined(separator: ", "))"
          + (labeled.classNames.count > 20 ? ", ..." : "") + " (--class-names says otherwise)")
    }
    return (try TrainingSet(labeled, samplesFile: files.samples), notes)
  }

  /// The numbers to learn or to compare with, a row for each sample, and their file.
  ///
  /// - Throws: `FileError`.
  func targets() throws -> (values: DataArray, file: String)? {
    if let targets = files.targets {
      return (try DatasetReader.array(at: targets), targets)
    }
    return table.targets.map { ($0, files.samples) }
  }
}

extension Labels {
  /// The labels of the rows that were not left out.
  ///
  /// - Parameter rows: the numbers of these rows in their file; all when `nil`.
  fileprivate func leaving(_ rows: [Int]?) -> Labels {
    guard let rows, indices.count != rows.count, let last = rows.max(), last < indices.count else {
      return self
    }
    return Labels(indices: rows.map { indices[$0] }, names: names, file: file)
  }
}

extension LabeledSamples {
  /// The names that `--classes` chooses: words of the data, or numbers and ranges of numbers.
  ///
  /// - Throws: a usage error when it is neither.
  fileprivate func names(selectedBy classes: String) throws -> [String] {
    do {
      return try ClassSelection(parsing: classes).labels.map(String.init)
    } catch {
      let words = classes.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard Set(words).count == words.count, words.allSatisfy(classNames.contains) else {
        throw UsageError("--classes: \(error)")
      }
      return words
    }
  }
}
