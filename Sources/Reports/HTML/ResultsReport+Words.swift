import Networks

/// What is proven of all inputs, and the words that the page uses.
extension ResultsReport {
  /// How near any allowed input can come to what was wanted, a sentence for each target.
  var boundContent: [HTML] {
    var lines: [HTML] = []
    for (name, bound) in zip(results.targetNames, results.bounds) {
      guard bound.value > 0 || bound.search != nil else { continue }
      var line =
        "\(shortened(name)): no allowed input misses the wanted outputs by less than "
        + "\(NumberText.plain(bound.value)) (proven)"
      if let search = bound.search {
        line += ". The best that is known misses them by \(NumberText.plain(search.reached))"
        line +=
          search.isClosed
          ? ", which is the best there is, to 0.01 %" : "; what lies between is open"
      }
      lines.append(.element(.li, [:], [.text(line + ".")]))
    }
    return lines.isEmpty ? [] : [.element(.ul, [:], lines)]
  }

  /// The words of the page that are not everybody's.
  var glossary: [(name: String, value: [HTML])] {
    var words: [(String, String)] = []
    if results.haveClasses {
      words = [
        (
          "as shown",
          results.arePictures
            ? "measured on the picture that you see: values outside the range are cut at its ends, then "
              + "rounded to 256 levels. As exact numbers, the same input may be something else to the network."
            : "measured on the values that you see, rounded as they are printed."
        ),
        (
          "probability",
          "what the network itself says of the class, by its own last layer. It is no probability that a "
            + "person would agree."
        ),
      ]
    }
    words += [
      (
        "wanted outputs",
        "the numbers that the last layer was to give before softmax or sigmoid: \(results.wantedText)."
      ),
      (
        "residual, missed by",
        "how far the outputs are from the wanted ones: the length of the difference (L2), or the sum of its "
          + "parts (L1). 0 is exact. A large residual may still be the right class."
      ),
      (
        "range, outside, box violation",
        "the values that an input may have, and by how much and in which share of its values it leaves them. "
          + "What is outside is no input that could occur."
      ),
      (
        "proven, certified",
        "holds for all allowed inputs, not only for those that were tried; mlp verify computes the proofs again."
      ),
    ]
    return words.map { ($0.0, [.text($0.1)]) }
  }
}
