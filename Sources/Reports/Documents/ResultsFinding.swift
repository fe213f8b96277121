import Networks
import Numerics

/// What an inversion found, in words: the same on a page and on a terminal.
struct ResultsFinding {
  /// What one method came to.
  struct Outcome {
    /// The method in words.
    let words: MethodWords
    /// How many of its inputs the network takes for what was wanted, as they are shown.
    let right: Int
    /// The same of the numbers as they are stored.
    let rightAsStored: Int
    /// How many of its inputs hold up: right as shown, and inside the range.
    let holding: Int
    /// How many inputs it was to find.
    let count: Int
    /// The method, for its numbers.
    let method: MethodSolutions

    /// Whether all of its inputs hold up.
    var isFull: Bool { count > 0 && holding == count }
  }

  /// The results.
  let results: InversionResults
  /// The methods, in the order of the results.
  let outcomes: [Outcome]

  /// Looks at results.
  init(_ results: InversionResults) {
    self.results = results
    outcomes = results.methods.map { method in
      let right = method.solutions.count(where: results.isRight)
      return Outcome(
        words: MethodWords(method, arePictures: results.arePictures), right: right,
        rightAsStored: method.solutions.count {
          $0.verdict == results.wantedClass($0.target)
        },
        holding: method.solutions.count(where: results.holds),
        count: method.solutions.count, method: method)
    }
  }

  /// The finding in a sentence or two.
  var title: String {
    guard !outcomes.isEmpty else { return "Nothing was looked for." }
    let full = outcomes.filter(\.isFull).count
    guard full > 0 else { return partialTitle }
    return "\(subject(full, of: outcomes.count)) \(things) \(that) \(every)." + exactWay
  }

  /// What stands where no method has it all.
  private var partialTitle: String {
    guard let best = outcomes.max(by: { $0.holding < $1.holding }) else { return "" }
    let whose = outcomes.count == 1 ? best.words.title : "No method"
    guard best.holding > 0 else {
      let one = outcomes.count == 1 ? "no" : results.arePictures ? "a" : "an"
      if results.haveClasses {
        return "\(whose) finds \(one) \(thing) that this network takes for what was wanted."
      }
      let misses = results.methods.flatMap(\.solutions).filter { $0.boxViolation == 0 }
      let nearest = misses.map(\.residualL2).min().map {
        "; the closest misses by \(NumberText.plain($0))"
      }
      return "\(whose) finds \(one) \(thing) that gives a wanted output\(nearest ?? "")."
    }
    let share = "\(NumberText.word(best.holding)) of \(NumberText.word(best.count)) \(kind.many)"
    if outcomes.count == 1 { return "\(whose) finds \(things) \(that) \(share)." }
    return "No method finds \(things) \(that) \(every); \(best.words.title) comes furthest, with "
      + "\(share)."
  }

  private func subject(_ full: Int, of all: Int) -> String {
    if all == 1 { return "\(outcomes[0].words.title) finds" }
    if full == all {
      return all == 2 ? "Both methods find" : "All \(NumberText.word(all)) methods find"
    }
    return
      "\(NumberText.word(full, capitalized: true)) of \(NumberText.word(all)) methods "
      + (full == 1 ? "finds" : "find")
  }

  /// What became of the way back through the layers, which is what people expect to work.
  private var exactWay: String {
    let exact = outcomes.first { $0.method.method == "analytical" && $0.method.filter == nil }
    guard outcomes.count > 1, let exact, !exact.isFull else { return "" }
    if !results.arePictures, exact.holding == 0, exact.rightAsStored == exact.count,
      results.haveClasses
    {
      return " Going backwards exactly finds none inside the allowed ranges."
    }
    let share =
      exact.holding == 0
      ? "none that \(exact.count == 1 ? "holds" : "hold") up"
      : "\(NumberText.word(exact.holding)) of \(NumberText.word(exact.count)) that hold up"
    return " Going backwards exactly finds \(share)."
  }

  /// What is looked for.
  private var thing: String { results.arePictures ? "picture" : "allowed row" }
  private var things: String { "\(thing)s" }
  private var that: String { results.haveClasses ? "that this network takes for" : "that give" }
  private var kind: (one: String, many: String) {
    if !results.haveClasses { return ("wanted output", "wanted outputs") }
    if areDigits { return ("digit", "digits") }
    return results.targetNames.allSatisfy { $0.hasPrefix("target ") }
      ? ("target", "targets") : ("class", "classes")
  }
  private var every: String {
    guard results.targetNames.count == 1 else { return "every \(kind.one)" }
    return results.haveClasses ? "a \(shortened(results.targetNames[0]))" : "the wanted output"
  }
  private var areDigits: Bool {
    results.targetNames.allSatisfy {
      $0.count == 1 && $0.first?.isASCII == true && $0.first?.isNumber == true
    }
  }

  /// Two sentences of what was asked.
  var question: String {
    let way = outcomes.count == 1 ? "" : " Each line is one way to find it."
    if results.haveClasses {
      let each = results.targetNames.count == 1 ? "the class" : "each class"
      let shown =
        results.arePictures
        ? "Every picture was shown to the network again, exactly as you see it; below it is what the "
          + "network says."
        : "Every row was given to the network again, with the values as you see them; beside it is what "
          + "the network says."
      return "For \(each) we asked: which input does this network consider perfect?\(way) \(shown)"
    }
    return
      "We asked: which input makes this network give the wanted numbers?\(way) Every input was run "
      + "through the network again; what it gives is what you see."
  }
}

extension InversionResults {
  /// The class that is wanted of a target.
  func wantedClass(_ target: Int) -> Int? {
    guard (0..<targets.rows).contains(target), targets.columns > 0 else { return nil }
    return ClassDecision.answer(targets.row(target))
  }

  /// Whether the network takes an input, as it is shown, for what was wanted of it.
  func isRight(_ solution: InverseSolution) -> Bool {
    solution.shownVerdict != nil && solution.shownVerdict == wantedClass(solution.target)
  }

  /// Whether an input is right as it is shown, and one that may be: pictures are shown inside their range.
  func holds(_ solution: InverseSolution) -> Bool {
    guard haveClasses else {
      return solution.boxViolation == 0
        && NumberText.isExact(solution.residualL2, of: wantedSize(solution.target))
    }
    return isRight(solution) && (arePictures || solution.boxViolation == 0)
  }

  /// The size of the outputs that are wanted of a target.
  func wantedSize(_ target: Int) -> Double {
    (0..<targets.rows).contains(target) ? Array(targets.row(target)).euclideanNorm : 0
  }
}

extension InverseSolution {
  /// The class that the network answers to what a person sees.
  var shownVerdict: Int? { roundedVerdict }
  /// The probability of the wanted class of what a person sees.
  var shownProbability: Double { roundedProbability }
}
