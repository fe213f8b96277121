package import JSON
import Networks

/// What `mlp verify` prints.
package struct VerificationReport: Sendable {
  /// What 32 bits make of the inputs.
  package struct SinglePrecision: Sendable {
    /// The largest relative difference of a logit.
    package var largestDifference: Double
    /// How many inputs get another class.
    package var changedClasses: Int
    /// How many inputs have two largest logits within 10⁻⁷.
    package var ties: Int
    /// The residual of the input that loses most.
    package var residual: Double
    /// That of the same input in 64 bits.
    package var exactResidual: Double

    /// Creates a finding.
    package init(
      largestDifference: Double, changedClasses: Int, ties: Int, residual: Double,
      exactResidual: Double
    ) {
      self.largestDifference = largestDifference
      self.changedClasses = changedClasses
      self.ties = ties
      self.residual = residual
      self.exactResidual = exactResidual
    }
  }

  /// The results file.
  package var results: String
  /// The model's file.
  package var model: String
  /// How many numbers were compared.
  package var comparisons: Int
  /// What does not hold: the object, what is stored there, what was found.
  package var failures: [(object: String, stored: String, found: String)]
  /// What 32 bits make of the inputs.
  package var single: SinglePrecision
  /// Whether the results are of another model, so that nothing else was compared.
  package var isOtherModel: Bool
  /// Whether the file has no digest of its contents, as those of older versions.
  package var lacksDigest: Bool
  /// The options that name data which the results came from and which were not given.
  package var missingData: [String]

  /// Creates a report.
  package init(
    results: String, model: String, comparisons: Int,
    failures: [(object: String, stored: String, found: String)], single: SinglePrecision,
    isOtherModel: Bool = false, lacksDigest: Bool = false, missingData: [String] = []
  ) {
    self.results = results
    self.model = model
    self.comparisons = comparisons
    self.failures = failures
    self.single = single
    self.isOtherModel = isOtherModel
    self.lacksDigest = lacksDigest
    self.missingData = missingData
  }

  /// The JSON document of `mlp verify --json`, schema 1.
  package var json: JSONValue {
    [
      "schema": 1,
      "results": .string(results),
      "model": .string(model),
      "holds": .bool(failures.isEmpty),
      "isOtherModel": .bool(isOtherModel),
      "hasDigest": .bool(!lacksDigest),
      "comparisons": .number(comparisons),
      "failures": .array(
        failures.map { failure in
          [
            "object": .string(failure.object), "stored": .string(failure.stored),
            "found": .string(failure.found),
          ]
        }),
      "notRecomputed": .array(missingData.map { .string($0) }),
      "float32": isOtherModel
        ? nil
        : [
          "largestDifference": .number(single.largestDifference),
          "changedClasses": .number(single.changedClasses), "ties": .number(single.ties),
          "residual": .number(single.residual), "residual64": .number(single.exactResidual),
        ],
    ]
  }

  /// The report as lines for a terminal: one for each thing that does not hold.
  package var lines: [String] {
    let shown = 20
    var misses = failures.prefix(shown).map { failure in
      terminalSafe("\(failure.object): stored \(failure.stored), found \(failure.found)")
    }
    guard !isOtherModel else {
      let model = terminalSafe(model)
      return misses.dropLast() + misses.suffix(1).map { "\($0): \(model) is another model" }
    }
    if failures.count > shown {
      misses.append("... and \(failures.count - shown) more; --json lists all")
    }
    let verdict =
      failures.isEmpty
      ? "holds: \(comparisons) numbers, recomputed from \(terminalSafe(model))"
      : "does not hold: \(failures.count) of \(comparisons) comparisons failed"
    return misses + [verdict] + remarks + singleLines
  }

  /// What was not looked at.
  private var remarks: [String] {
    var remarks: [String] = []
    if lacksDigest {
      remarks.append(
        "the file is of an older version and has no digest: a change of what cannot be recomputed does not "
          + "show")
    }
    if !missingData.isEmpty {
      remarks.append(
        "not recomputed: what depends on the data of \(missingData.joined(separator: ", "))")
    }
    return remarks
  }

  private var singleLines: [String] {
    var lines = [
      "in 32 bits the logits differ by at most "
        + "\(NumberText.short(single.largestDifference, significant: 2)) of their size; "
        + "\(single.changedClasses) inputs change their class, \(single.ties) are ties"
    ]
    // What rounding alone adds is not worth a line.
    if !(single.residual - single.exactResidual <= 1e-3) {
      lines.append(
        "one residual L2 of \(NumberText.short(single.exactResidual, significant: 2)) is "
          + "\(NumberText.short(single.residual, significant: 2)) in 32 bits, as Keras computes")
    }
    return lines
  }
}
