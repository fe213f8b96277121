import MLPKit

/// One inversion from a model file to results: what `invert` and `demo` have in common.
struct InversionRun {
  /// What was found.
  let results: InversionResults
  /// Seconds a target took on average, by group name, in steps of 0.01: what is printed must not depend
  /// on the noise of the clock.
  let seconds: [String: Double]
  /// The group names of the paper's figures, by number; only of `--preset paper`.
  let figures: [String: String]
  private let inverter: Inverter
  private let modelPath: String

  /// The analytical inverse as a network.
  ///
  /// - Throws: `FileError` that names the layer whose inverse is no layer of Keras.
  func inverseNetwork() throws -> NeuralNetwork {
    do {
      return try InverseNetwork.make(inverter)
    } catch {
      throw FileError(error, file: modelPath)
    }
  }

  /// Runs methods on a model.
  ///
  /// - Parameters:
  ///   - model: the model's file.
  ///   - network: its network.
  ///   - flags: what to do.
  ///   - options: the choices of the engine.
  ///   - console: where to say which methods do not apply.
  /// - Throws: `FileError` that names the layer in the way, or a usage error.
  init(
    _ model: ModelFile, _ network: NeuralNetwork, flags: InversionFlags, options: InversionOptions,
    console: Console
  ) throws {
    do {
      try self.init(running: model, network, flags, options, console)
    } catch let error as InversionError {
      throw Self.named(error, file: model.path)
    }
  }

  private init(
    running model: ModelFile, _ network: NeuralNetwork, _ flags: InversionFlags,
    _ options: InversionOptions, _ console: Console
  ) throws {
    let imageShape = try flags.pictureShape(for: network)
    let targets = try flags.inversionTargets(for: network)
    let inverter = try Inverter(network, options: options)
    var found: [MethodSolutions] = []
    var seconds: [String: Double] = [:]
    var figures: [String: String] = [:]
    var failure: InversionError?
    for job in try Self.jobs(for: network, targets.names.count, flags, options, console) {
      let start = ContinuousClock.now
      let solutions: MethodSolutions
      do throws(InversionError) {
        solutions = try inverter.solve(
          targets, by: job.method, filter: job.filter, options: job.options)
      } catch {
        // Of those that nobody asked for, one that fails is no reason to lose the others.
        guard error.kind == .badData, flags.method.isEmpty, flags.preset == nil else { throw error }
        console.note("method \(job.method.name) is left out: \(error)")
        failure = error
        continue
      }
      let elapsed = (ContinuousClock.now - start) / targets.names.count
      seconds[solutions.groupName] = Self.rounded(elapsed)
      if let figure = job.figure { figures[figure] = solutions.groupName }
      found.append(solutions)
    }
    if found.isEmpty, let failure { throw failure }
    self.seconds = seconds
    self.figures = figures
    self.inverter = inverter
    modelPath = model.path
    var ladders: [FilterLadder] = []
    if flags.ladder {
      for kind in PercentileFilter.Kind.allCases {
        ladders.append(try inverter.ladder(kind, targets, try flags.ladderRequest()))
      }
    }
    let bounds = try Self.bounds(network, flags, options, targets, found, console)
    var results = InversionResults(
      modelName: model.path.split(separator: "/").last.map(String.init) ?? model.path,
      modelSHA256: try model.sha256(), toolVersion: MLPKit.version,
      parameters: Self.parameters(flags, options, found, ladders, bounds), targets: targets.logits,
      targetNames: targets.names, imageShape: imageShape, inputRange: options.inputRange,
      layers: inverter.inverses, methods: found, ladders: ladders)
    results.classNames = (0..<network.classCount).map(network.className)
    results.bounds = bounds
    self.results = results
  }

  /// A lower bound for each target; none when that was not asked for and takes too long, or cannot be done.
  private static func bounds(
    _ network: NeuralNetwork, _ flags: InversionFlags, _ options: InversionOptions,
    _ targets: InversionTargets, _ found: [MethodSolutions], _ console: Console
  ) throws -> [ResidualBound] {
    let isAsked = flags.certify ?? (flags.bound.bound == nil ? nil : true)
    let isWanted = isAsked ?? (LowerBound.work(for: network) <= LowerBound.moderateWork)
    guard isWanted else { return [] }
    do throws(InversionError) {
      let bounds = try LowerBound.bounds(
        network, options: options, targets: targets, solutions: found,
        wanted: flags.bound.options)
      if flags.bound.bound == .exact, bounds.contains(where: { $0.search == nil }) {
        console.note("the linear programs were not solved: bounds are those of lines")
      }
      return bounds
    } catch {
      if isAsked == true { throw error }
      console.note("no lower bounds: \(error)")
      return []
    }
  }

  static func jobs(
    for network: NeuralNetwork, _ targets: Int, _ flags: InversionFlags,
    _ options: InversionOptions,
    _ console: Console
  ) throws -> [InversionJob] {
    if flags.preset == .paper {
      let jobs = InversionJob.paperFigures(of: network, options: options)
      for job in jobs {
        if let obstacle = job.method.obstacle(for: network) { throw obstacle }
      }
      return jobs
    }
    let methods = try methods(
      for: network, asked: try flags.methods(), targets: targets, console: console)
    guard flags.filter.isEmpty || methods.contains(where: \.usesInverseMatrices) else {
      throw UsageError("--filter: no method that runs uses inverse matrices; analytical does")
    }
    return try methods.flatMap { method in
      let filters = method.usesInverseMatrices ? try flags.filters().map(Optional.some) : []
      return ([nil] + filters).map { InversionJob(method: method, filter: $0) }
    }
  }

  /// The methods to run.
  ///
  /// One that was asked for and does not apply is an error; of the rest those that do not apply are
  /// left out, with the reason.
  private static func methods(
    for network: NeuralNetwork, asked: [any InversionMethod]?, targets: Int, console: Console
  ) throws -> [any InversionMethod] {
    if let asked {
      for method in asked {
        if let obstacle = method.obstacle(for: network) { throw obstacle }
      }
      return asked
    }
    return InversionMethods.defaults.filter { method in
      if method.isIterative, cost(of: network, targets) > largestCost {
        console.note(
          "method \(method.name) would take long for a network of this size; "
            + "--method \(method.name) asks for it")
        return false
      }
      guard let obstacle = method.obstacle(for: network) else { return true }
      console.note("method \(method.name) does not apply: \(obstacle)")
      return false
    }
  }

  /// About a minute of searching; the paper's networks cost a thousandth of it.
  private static let largestCost = 3e8

  /// Multiplications of one step of a search, for all targets.
  private static func cost(of network: NeuralNetwork, _ targets: Int) -> Double {
    var weights = 0.0
    for case .dense(let layer) in network.layersToLogits {
      weights += Double(layer.weights.values.count)
    }
    let projection = Double(network.inputs) * Double(network.outputs) * Double(network.outputs)
    return (weights + projection) * Double(targets)
  }

  private static func rounded(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return ((Double(seconds) + Double(attoseconds) * 1e-18) * 100).rounded() / 100
  }

  /// What the command was asked for, as far as it decides the results, and what these are.
  private static func parameters(
    _ flags: InversionFlags, _ options: InversionOptions, _ methods: [MethodSolutions],
    _ ladders: [FilterLadder], _ bounds: [ResidualBound]
  ) -> [InversionResults.Parameter] {
    [
      .init("preset", flags.preset?.rawValue ?? "none"),
      .init("logit", "\(flags.logit)"),
      .init("probability", flags.probability.map { "\($0)" } ?? "none"),
      .init("targets", flags.targets == nil ? "classes" : "file"),
      .init("classes", flags.classes ?? "all"),
      .init("ignore_bias", "\(flags.ignoreBias)"),
      .init("filters", flags.filter.joined(separator: ",")),
      .init("filter_scope", flags.filterResult ? "result" : flags.filterScope.rawValue),
      .init("percentile", flags.percentile.rawValue),
      .init("ladder_fractions", flags.ladderFractions ?? "paper"),
      .init("ladder_decimals", String(flags.ladderDecimals)),
      .init("branch", flags.branch.rawValue),
      .init("uint8", flags.uint8.rawValue),
      .init("cutoff", flags.cutoff),
      .init("pinv_dtype", flags.pinvDtype),
      .init("head", options.head?.rawValue ?? "network"),
      .init("score", flags.score.rawValue),
      .init("rank", flags.rank.rawValue),
      .init("background", options.empirical.background.rawValue),
      .init("top", flags.top.map(String.init) ?? "default"),
      .init("background_images", flags.backgroundImages == nil ? "none" : "file"),
      .init("reference", flags.constrained.referenceName),
      .init("prior_data", flags.constrained.priorData == nil ? "none" : "file"),
      .init("prior", flags.constrained.prior?.rawValue ?? "default"),
      .init("components", String(flags.constrained.components)),
      .init("kernel_length", "\(flags.constrained.kernelLength)"),
      .init("target", flags.constrained.target?.rawValue ?? "default"),
      .init("margin", flags.constrained.margin.map { "\($0)" } ?? "default"),
      .init("bound", flags.bound.options.effort.rawValue),
      .init("groups", methods.map(\.groupName).joined(separator: ",")),
      .init("ladders", ladders.map(\.filter).sorted().joined(separator: ",")),
      .init("lower_bounds", String(bounds.count)),
    ]
  }
}
