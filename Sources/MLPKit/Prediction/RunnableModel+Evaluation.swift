package import Datasets
package import Files
package import Networks
import Numerics
package import Reports

extension RunnableModel {
  /// What a model came to on labelled samples.
  package struct Evaluation: Sendable {
    /// The numbers.
    package let report: EvaluationReport
    /// How labels were matched with outputs, where the names of both do not tell.
    package let note: String?
  }

  /// How the outputs are read when the model is to tell classes apart.
  ///
  /// - Throws: `FileError` of kind `unsupported` when it does not.
  package func classifyingHead(asked: OutputHead?) throws(FileError) -> OutputHead {
    guard network.task != .regression else {
      throw FileError(
        .unsupported, file: path,
        problem: "predicts numbers (its task is regression): there are no classes to evaluate")
    }
    // A single score is read as the logit of the second class.
    let isScore = network.task == .scores && network.outputs == 1 && asked == nil
    let chosen = isScore ? .sigmoid : head(asked: asked)
    guard network.outputs > 1 || chosen == .sigmoid else {
      throw FileError(
        .unsupported, file: path, object: network.layers.last.map { "layer \($0.name)" },
        problem: "has one output and no sigmoid: the network does not classify")
    }
    return chosen
  }

  /// Measures the model on labelled samples.
  ///
  /// Labels are matched with the model's classes by name; numbers are those of outputs when the model has no
  /// names, or none that are numbers; words are when there are as many as outputs, in their order. Numbers of a
  /// table are only when there is one for each output.
  ///
  /// - Parameters:
  ///   - labeled: the samples.
  ///   - file: where they come from, for errors.
  ///   - asked: what the outputs are to be read as.
  /// - Throws: `FileError` when the model does not classify, or the samples or labels do not fit it.
  package func evaluate(
    _ labeled: LabeledSamples, of file: String, head asked: OutputHead? = nil
  ) throws(FileError) -> Evaluation {
    let head = try classifyingHead(asked: asked)
    let logits = try prediction(for: labeled.samples, of: file).logits
    let count = network.classCount
    if let names = network.classNames, names.count == count, !labeled.areIndices(beside: names) {
      let labels = try labeled.matching(names: names).labels
      return Evaluation(logits, labels, names: names, head: head, note: nil)
    }
    if let place = labeled.labels.firstIndex(where: { $0 >= count }) {
      throw FileError(
        .badData, file: labeled.file,
        problem:
          "label \(labeled.classNames[labeled.labels[place]]) at item \(place); the network has \(count) "
          + "classes, 0 to \(count - 1); --classes \(labeled.presentNames) numbers the labels from 0, "
          + "--class-names names the outputs")
    }
    // The data's names are those of the network's classes only when there are as many. Numbers of a table may
    // count from anywhere, unless there is one for each output.
    let isTold = labeled.classNames.count == count || labeled.areNumbered
    guard isTold, !labeled.samples.isTable || Set(labeled.labels).count == count else {
      let numbers = (0..<count).prefix(3).map(String.init).joined(separator: ",")
      throw FileError(
        .badData, file: labeled.file,
        problem:
          "the labels \(labeled.presentNames) do not cover the network's \(count) outputs; --class-names "
          + "says what each output is called"
          + (labeled.areNumbered
            ? ": \(numbers)\(count > 3 ? ",..." : "") when the labels are their numbers" : ""))
    }
    let dataNames = labeled.classNames.count == count ? labeled.classNames : nil
    let names =
      network.classNames == nil
      ? dataNames ?? (0..<count).map { String($0) } : (0..<count).map { network.className($0) }
    let isGuess = dataNames == nil || network.classNames != nil || !labeled.areNumbered
    return Evaluation(
      logits, labeled.labels, names: names, head: head,
      note: isGuess ? "labels as outputs: \(labeled.mapping(onto: names))" : nil)
  }
}

extension RunnableModel.Evaluation {
  fileprivate init(
    _ logits: Matrix, _ labels: [Int], names: [String], head: OutputHead, note: String?
  ) {
    var report = EvaluationReport(classNames: names, head: head)
    report.add(logits: logits, labels: labels)
    self.report = report
    self.note = note
  }
}

extension LabeledSamples {
  /// Whether the labels can only be the numbers of a model's outputs: they are numbers, and none of the model's
  /// names is.
  fileprivate func areIndices(beside names: [String]) -> Bool {
    classNames.allSatisfy { Int($0) != nil } && names.allSatisfy { Int($0) == nil }
  }

  /// Whether each class is called by its number.
  fileprivate var areNumbered: Bool {
    classNames.enumerated().allSatisfy { $0.element == String($0.offset) }
  }

  /// Which label is taken for which class, for a note.
  fileprivate func mapping(onto names: [String]) -> String {
    let shown = zip(classNames, names).enumerated().prefix(20).map { index, pair in
      let (label, name) = pair
      return name == label ? "\(label) is output \(index)" : "\(label) is output \(index), \(name)"
    }
    return shown.joined(separator: "; ") + (classNames.count > 20 ? "; ..." : "")
      + " (--class-names says otherwise)"
  }
}
