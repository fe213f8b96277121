import LinearAlgebra
import Networks

extension InversionParameter {
  /// All parameters, in the order of results files.
  package static let all: [InversionParameter] = [
    choice("preset", \.preset),
    number("logit", \.logit) { $0 > 0 },
    optional("probability", \.probability, none: "none", isAllowed: { $0 > 0 && $0 < 1 }),
    choice("targets", \.targetSource),
    InversionParameter(
      "classes", expected: "all or a list of classes", encode: { $0.classes ?? "all" },
      decode: { text, request in
        request.classes = text == "all" ? nil : text
        return true
      }),
    InversionParameter(
      "targets_up_to_shift", expected: "true or false",
      encode: { String($0.options.constrained.isUpToShift) },
      decode: { text, request in
        request.options.constrained.isUpToShift = text == "true"
        return text == "true" || text == "false"
      }),
    ignoreBias,
    InversionParameter(
      "filters", expected: "a list of filters such as middle:0.2",
      encode: { request in
        request.filters.map { "\($0.kind.rawValue):\($0.fraction)" }.joined(separator: ",")
      },
      decode: { text, request in
        let texts = text.split(separator: ",", omittingEmptySubsequences: !text.contains(","))
        request.filters = texts.compactMap { PercentileFilter(parsing: String($0)) }
        return request.filters.count == texts.count
      }),
    choice("filter_scope", \.filterScope),
    choice("percentile", \.percentile),
    InversionParameter(
      "ladder_fractions", expected: "paper or a list of numbers in 0...1",
      encode: { $0.ladderFractions?.map { "\($0)" }.joined(separator: ",") ?? "paper" },
      decode: { text, request in
        if text == "paper" { return true }
        let fractions = text.split(separator: ",", omittingEmptySubsequences: false)
          .map { Double($0) ?? .nan }
        request.ladderFractions = fractions
        return fractions.allSatisfy { (0...1).contains($0) }
      }),
    count("ladder_decimals", \.ladderDecimals, in: 1...15),
    branch,
    choice("uint8", \.options.byteConversion),
    cutoff,
    choice("pinv_dtype", \.options.precision),
    optionalChoice("head", \.options.head, none: "network"),
    choice("score", \.options.empirical.score),
    rank,
    choice("background", \.options.empirical.background),
    InversionParameter(
      "top", expected: "default or a number of pixels",
      encode: { $0.options.empirical.litPixels.map(String.init) ?? "default" },
      decode: { text, request in
        request.options.empirical.litPixels = Int(text)
        return text == "default" || (request.options.empirical.litPixels ?? 0) > 0
      }),
    data("background_images", .backgroundImages, \.usesBackgroundImages),
    digest(.backgroundImages),
    reference,
    digest(.references),
    data("prior_data", .priorImages, \.usesPriorImages),
    digest(.priorImages),
    optionalChoice("prior", \.options.constrained.prior),
    count("components", \.options.constrained.components, in: 1...Int.max),
    number("kernel_length", \.options.constrained.kernelLength) { $0 > 0 },
    optionalChoice("target", \.options.constrained.goal),
    margin,
    choice("bound", \.bound.effort),
  ]

  /// Whether biases are left out.
  static let ignoreBias = InversionParameter(
    "ignore_bias", expected: "true or false", encode: { String($0.options.ignoresBias) },
    decode: { text, request in
      request.options.ignoresBias = text == "true"
      return text == "true" || text == "false"
    })
  /// Where an activation has two pre-activations.
  static let branch = choice("branch", \.options.branch)
  /// Which singular values count as zero.
  static let cutoff = choice("cutoff", \.options.cutoff)
  /// By what pixels are ranked.
  static let rank = choice("rank", \.options.empirical.rank)
  /// Where the nearest input is sought.
  static let reference = InversionParameter(
    "reference", expected: "gray, black, mean or file",
    encode: { $0.options.constrained.reference.name },
    decode: { text, request in
      guard let found = ConstrainedOptions.Reference(named: text) else { return false }
      request.options.constrained.reference = found
      if found == .inputs([]) { request.misses(.references) }
      return true
    })
  /// How far a class is to be ahead.
  static let margin = optional(
    "margin", \.options.constrained.margin, none: "default", isAllowed: { $0 > 0 })

  // MARK: Kinds of parameter

  /// A place in a request.
  private typealias Place<Value> = WritableKeyPath<InversionRequest, Value> & Sendable

  /// One of some cases.
  private static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ place: any Place<Choice>
  ) -> InversionParameter {
    InversionParameter(
      name, expected: Choice.allCases.map(\.rawValue).joined(separator: ", "),
      encode: { $0[keyPath: place].rawValue },
      decode: { text, request in
        guard let choice = Choice(rawValue: text) else { return false }
        request[keyPath: place] = choice
        return true
      })
  }

  /// One of some cases, or a word for none.
  private static func optionalChoice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ place: any Place<Choice?>, none: String = "default"
  ) -> InversionParameter {
    InversionParameter(
      name, expected: ([none] + Choice.allCases.map(\.rawValue)).joined(separator: ", "),
      encode: { $0[keyPath: place]?.rawValue ?? none },
      decode: { text, request in
        request[keyPath: place] = Choice(rawValue: text)
        return text == none || request[keyPath: place] != nil
      })
  }

  /// A finite number.
  private static func number(
    _ name: String, _ place: any Place<Double>, isAllowed: @escaping @Sendable (Double) -> Bool
  ) -> InversionParameter {
    InversionParameter(
      name, expected: "a number above 0", encode: { "\($0[keyPath: place])" },
      decode: { text, request in
        guard let value = Double(text), value.isFinite, isAllowed(value) else { return false }
        request[keyPath: place] = value
        return true
      })
  }

  /// A finite number, or a word for none.
  private static func optional(
    _ name: String, _ place: any Place<Double?>, none: String,
    isAllowed: @escaping @Sendable (Double) -> Bool
  ) -> InversionParameter {
    InversionParameter(
      name, expected: "\(none) or a number above 0",
      encode: { $0[keyPath: place].map { "\($0)" } ?? none },
      decode: { text, request in
        request[keyPath: place] = Double(text)
        guard let value = request[keyPath: place] else { return text == none }
        return value.isFinite && isAllowed(value)
      })
  }

  /// A whole number.
  private static func count(
    _ name: String, _ place: any Place<Int>, in range: ClosedRange<Int>
  ) -> InversionParameter {
    InversionParameter(
      name, expected: "a whole number from \(range.lowerBound)",
      encode: { String($0[keyPath: place]) },
      decode: { text, request in
        guard let value = Int(text), range.contains(value) else { return false }
        request[keyPath: place] = value
        return true
      })
  }

  /// Which data were used that are not in the results.
  private static func digest(_ data: InversionRequest.OutsideData) -> InversionParameter {
    InversionParameter(
      data.digestName, expected: "none or a SHA-256",
      encode: { $0.dataDigests[data] ?? "none" },
      decode: { text, request in
        request.dataDigests[data] = text == "none" ? nil : text
        return text == "none" || text.utf8.count == 64
      })
  }

  /// Whether data were used that are not in the results.
  private static func data(
    _ name: String, _ data: InversionRequest.OutsideData,
    _ isUsed: @escaping @Sendable (InversionRequest) -> Bool
  ) -> InversionParameter {
    InversionParameter(
      name, expected: "none or file", encode: { isUsed($0) ? "file" : "none" },
      decode: { text, request in
        if text == "file" { request.misses(data) }
        return text == "file" || text == "none"
      })
  }
}
