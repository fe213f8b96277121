package import JSON
import Networks

/// What `mlp verify` prints.
package struct VerificationReport: Sendable {
  /// The results file.
  package var results: String
  /// The model's file.
  package var model: String
  /// How many numbers were compared.
  package var comparisons: Int
  /// What does not hold: the object, what is stored there, what was found.
  package var failures: [(object: String, stored: String, found: String)]
  /// The largest relative difference of a logit in 32 bits.
  package var largestDifference: Double
  /// How many inputs 32 bits give another class.
  package var changedClasses: Int
  /// How many inputs have two largest logits within 10⁻⁷.
  package var ties: Int

  /// Creates a report.
  package init(
    results: String, model: String, comparisons: Int,
    failures: [(object: String, stored: String, found: String)], largestDifference: Double,
    changedClasses: Int, ties: Int
  ) {
    self.results = results
    self.model = model
    self.comparisons = comparisons
    self.failures = failures
    self.largestDifference = largestDifference
    self.changedClasses = changedClasses
    self.ties = ties
  }

  /// The JSON document of `mlp verify --json`, schema 1.
  package var json: JSONValue {
    [
      "schema": 1,
      "results": .string(results),
      "model": .string(model),
      "holds": .bool(failures.isEmpty),
      "comparisons": .number(comparisons),
      "failures": .array(
        failures.map { failure in
          [
            "object": .string(failure.object), "stored": .string(failure.stored),
            "found": .string(failure.found),
          ]
        }),
      "float32": [
        "largestDifference": .number(largestDifference),
        "changedClasses": .number(changedClasses), "ties": .number(ties),
      ],
    ]
  }

  /// The report as lines for a terminal: one for each thing that does not hold.
  package var lines: [String] {
    // Another model misses everywhere: the first lines say it all.
    let shown = 20
    var misses = failures.prefix(shown).map { failure in
      terminalSafe("\(failure.object): stored \(failure.stored), found \(failure.found)")
    }
    if failures.count > shown {
      misses.append("... and \(failures.count - shown) more; --json lists all")
    }
    let verdict =
      failures.isEmpty
      ? "holds: \(comparisons) numbers, recomputed from \(terminalSafe(model))"
      : "does not hold: \(failures.count) of \(comparisons) comparisons failed"
    let single =
      "in 32 bits the logits differ by at most \(NumberText.short(largestDifference, significant: 2)) of "
      + "their size; \(changedClasses) inputs change their class, \(ties) are ties"
    return misses + [verdict, single]
  }
}
