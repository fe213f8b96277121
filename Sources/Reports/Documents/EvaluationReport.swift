package import JSON
package import Networks
package import Numerics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How well a network does on labelled samples: what `mlp evaluate` prints.
public struct EvaluationReport: Sendable, Equatable {
  /// How many samples of each class were given each answer, `[true class][answer]`.
  public private(set) var confusion: [[Int]]
  /// A name for each class.
  public let classNames: [String]
  private let head: OutputHead
  private var lossSum = 0.0
  private var exactMatches = 0

  /// Creates a report without samples.
  ///
  /// - Parameters:
  ///   - classNames: a name for each class of the network.
  ///   - head: how outputs are read.
  package init(classNames: [String], head: OutputHead) {
    self.classNames = classNames
    self.head = head
    confusion = [[Int]](
      repeating: [Int](repeating: 0, count: classNames.count), count: classNames.count)
  }

  /// Adds samples.
  ///
  /// - Parameters:
  ///   - logits: `[samples × outputs]`; one output stands for two classes.
  ///   - labels: the true class of each sample.
  package mutating func add(logits: Matrix, labels: [Int]) {
    for (row, label) in labels.enumerated() {
      let values = logits.row(row)
      confusion[label][ClassDecision.answer(values)] += 1
      lossSum += loss(values, label)
      if head == .sigmoid, isExactMatch(values, label) { exactMatches += 1 }
    }
  }

  /// The number of samples.
  public var count: Int { confusion.reduce(0) { $0 + $1.reduce(0, +) } }

  /// The fraction of samples whose largest output is the true class.
  public var accuracy: Double {
    Double(confusion.indices.reduce(0) { $0 + confusion[$1][$1] }) / Double(count)
  }

  /// The mean loss: cross-entropy of softmax, or for sigmoid outputs Keras's binary cross-entropy, the
  /// mean over the outputs.
  public var loss: Double { lossSum / Double(count) }

  /// For sigmoid outputs, the fraction of samples for which every output is on the right side of 0.5:
  /// what scikit-learn calls the accuracy of a network trained on one-hot targets.
  public var exactMatchAccuracy: Double? {
    head == .sigmoid ? Double(exactMatches) / Double(count) : nil
  }

  /// Of the samples of a class, the fraction given that answer; NaN without samples.
  package func recall(_ index: Int) -> Double {
    Double(confusion[index][index]) / Double(confusion[index].reduce(0, +))
  }

  /// Of the samples given an answer, the fraction of that class; NaN when it is never given.
  package func precision(_ index: Int) -> Double {
    Double(confusion[index][index]) / Double(confusion.reduce(0) { $0 + $1[index] })
  }

  private func loss(_ logits: ArraySlice<Double>, _ label: Int) -> Double {
    if head == .sigmoid {
      // −ln σ(z) is softplus(−z).
      let sum = logits.enumerated().reduce(0.0) { sum, item in
        let isWanted = logits.count == 1 ? label == 1 : item.offset == label
        let z = isWanted ? -item.element : item.element
        return sum + max(z, 0) + log1p(exp(-abs(z)))
      }
      return sum / Double(logits.count)
    }
    let largest = logits.max() ?? 0
    let logarithm = log(logits.reduce(0) { $0 + exp($1 - largest) })
    return largest + logarithm - logits[logits.startIndex + label]
  }

  private func isExactMatch(_ logits: ArraySlice<Double>, _ label: Int) -> Bool {
    if logits.count == 1 { return (logits[logits.startIndex] > 0) == (label == 1) }
    return logits.enumerated().allSatisfy { ($0.element > 0) == ($0.offset == label) }
  }

  /// The JSON document of `mlp evaluate --json`, schema 1.
  package var json: JSONValue {
    var document: JSONObject = ["schema": 1, "accuracy": .number(accuracy)]
    if let exactMatchAccuracy { document["exactMatchAccuracy"] = .number(exactMatchAccuracy) }
    document["loss"] = .number(loss)
    document["count"] = .number(count)
    document["perClass"] = .array(
      classNames.indices.map { index in
        [
          "name": .string(classNames[index]), "recall": .number(recall(index)),
          "precision": .number(precision(index)),
          "count": .number(confusion[index].reduce(0, +)),
        ]
      })
    document["confusion"] = .array(
      confusion.map { row in .array(row.map { JSONValue.number($0) }) })
    return .object(document)
  }

  /// The report as lines for a terminal.
  package var lines: [String] {
    var first = "accuracy \(NumberText.fixed(accuracy, digits: 4))"
    if let exactMatchAccuracy {
      first += ", every output right \(NumberText.fixed(exactMatchAccuracy, digits: 4))"
    }
    first += ", loss \(NumberText.short(loss)), \(NumberText.grouped(count)) samples"
    let names = classNames.map(terminalSafe)
    var table = TextTable(
      [("class", .left), ("recall", .right), ("precision", .right), ("count", .right)]
        + names.map { ("→ \($0)", .right) })
    for index in classNames.indices {
      table.add(
        [
          names[index], NumberText.fixed(recall(index), digits: 4),
          NumberText.fixed(precision(index), digits: 4),
          NumberText.grouped(confusion[index].reduce(0, +)),
        ] + confusion[index].map(String.init))
    }
    return [first, ""] + table.lines
  }
}
