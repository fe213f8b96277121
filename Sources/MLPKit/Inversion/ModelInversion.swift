public import Files
public import Formats
public import Inversion
public import Networks

/// One inversion from a network to results: what `mlp invert` does.
public struct ModelInversion: Sendable {
  /// What was found.
  public let results: InversionResults
  /// Seconds that each target took, by group name.
  public let seconds: [String: [Double]]
  /// The group names of the paper's figures, by number; only with ``InversionRequest/Preset/paper``.
  public let figures: [String: String]
  private let inverter: Inverter

  /// Runs methods on a network.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - model: the file that it comes from: its name without a folder, and its digest.
  ///   - request: what to do.
  ///   - wanted: what is wanted; made from the request when `nil`.
  ///   - note: receives what is worth saying meanwhile, such as why a method is left out.
  /// - Throws: `InversionError` that names the layer in the way, or says what makes no sense.
  package init(
    of network: NeuralNetwork, model: (name: String, sha256: String), _ request: InversionRequest,
    wanted: InversionTargets? = nil, note: (String) -> Void = { _ in }
  ) throws(InversionError) {
    try request.check(for: network)
    var request = request
    let isPicture = request.options.arePictures(of: network)
    let imageShape = try request.options.pictureShape(for: network)
    request.options.imageShape = isPicture ? imageShape : nil
    request.options.constrained.isUpToShift = try request.isUpToShift(for: network)
    let targets: InversionTargets
    if let wanted { targets = wanted } else { targets = try request.targets(for: network) }
    inverter = try Inverter(network, options: request.options)
    var (found, seconds, figures) = try Self.run(
      try PlannedMethod.all(for: network, request, targets: targets.names.count, note: note),
      inverter, targets, request, note)
    self.figures = figures
    var ladders: [FilterLadder] = []
    if request.climbsLadders {
      for kind in PercentileFilter.Kind.allCases {
        ladders.append(try inverter.ladder(kind, targets, request.ladder))
      }
    }
    let findings = try Self.findings(network, request, targets, found, note)
    try Self.refine(&found, &seconds, inverter, targets, findings, request)
    self.seconds = seconds
    let bounds = findings?.map(\.bound) ?? []
    var results = InversionResults(
      modelName: model.name, modelSHA256: model.sha256, toolVersion: MLPKitRelease.version,
      parameters: request.parameters + InversionResults.contents(found, ladders, bounds),
      targets: targets.logits, targetNames: targets.names,
      imageShape: isPicture ? imageShape : nil,
      inputSpace: request.options.inputSpace(of: network),
      layers: inverter.computedInverses, methods: found,
      ladders: ladders)
    results.classNames = (0..<network.classCount).map(network.className)
    results.bounds = bounds
    if !isPicture { results.removePictures() }
    self.results = results
  }

  /// The analytical inverse as a network: logits in, inputs out.
  ///
  /// - Throws: `InversionError` that names the layer whose inverse is no layer of Keras.
  public func inverseNetwork() throws(InversionError) -> NeuralNetwork {
    try InverseNetwork.make(inverter)
  }

  /// What methods found, how long it took, and which figures they are.
  private typealias Findings = (
    found: [MethodSolutions], seconds: [String: [Double]], figures: [String: String]
  )

  private static func run(
    _ methods: [PlannedMethod], _ inverter: Inverter, _ targets: InversionTargets,
    _ request: InversionRequest, _ note: (String) -> Void
  ) throws(InversionError) -> Findings {
    var findings: Findings = ([], [:], [:])
    var failure: InversionError?
    for planned in methods {
      let clock = TargetClock(targets: targets.names.count)
      let solutions: MethodSolutions
      do throws(InversionError) {
        solutions = try inverter.solve(
          targets, by: planned.method, filter: planned.filter, options: planned.options,
          clock: clock)
      } catch {
        // Of those that nobody asked for, one that fails is no reason to lose the others.
        guard error.kind == .badData, request.methods.isEmpty, request.preset != .paper else {
          throw error
        }
        note("method \(planned.method.name) is left out: \(error)")
        failure = error
        continue
      }
      findings.seconds[solutions.groupName] = clock.seconds
      if let figure = planned.figure { findings.figures[figure] = solutions.groupName }
      findings.found.append(solutions)
    }
    if findings.found.isEmpty, let failure { throw failure }
    return findings
  }

  /// A lower bound for each target; none when that was not asked for and takes too long, or cannot be done.
  private static func findings(
    _ network: NeuralNetwork, _ request: InversionRequest, _ targets: InversionTargets,
    _ found: [MethodSolutions], _ note: (String) -> Void
  ) throws(InversionError) -> [LowerBound.Finding]? {
    let isWanted = request.certifies ?? (LowerBound.work(for: network) <= LowerBound.moderateWork)
    guard isWanted else { return nil }
    do throws(InversionError) {
      let findings = try LowerBound.findings(
        network, options: request.options, targets: targets, solutions: found,
        wanted: request.bound,
        nodes: [Int](repeating: request.bound.nodes, count: targets.logits.rows))
      if request.bound.effort == .exact, findings.contains(where: { $0.bound.search == nil }) {
        note("the linear programs were not solved: bounds are those of lines")
      }
      return findings
    } catch {
      if request.certifies == true { throw error }
      note("no lower bounds: \(error)")
      return nil
    }
  }

  /// Takes for `nearest` what another method, or the bound's own search, came nearer with, and proves how near
  /// anything can be.
  private static func refine(
    _ found: inout [MethodSolutions], _ seconds: inout [String: [Double]], _ inverter: Inverter,
    _ targets: InversionTargets, _ findings: [LowerBound.Finding]?, _ request: InversionRequest
  ) throws(InversionError) {
    var known = [[[Double]]](repeating: [], count: targets.names.count)
    for solution in found.flatMap(\.solutions) { known[solution.target].append(solution.input) }
    for (target, finding) in (findings ?? []).enumerated() where !finding.input.isEmpty {
      known[target].append(finding.input)
    }
    for index in found.indices where found[index].method == NearestMethod().name {
      let start = ContinuousClock.now
      found[index] = try inverter.refined(
        found[index], targets, known: known, effort: findings == nil ? nil : request.bound)
      let elapsed = (ContinuousClock.now - start) / .seconds(targets.names.count)
      seconds[found[index].groupName] = seconds[found[index].groupName]?.map { $0 + elapsed }
    }
  }
}

extension ModelFile {
  /// The model's file name, without its folder.
  public var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// Inverts the network in the file; see ``ModelInversion``.
  ///
  /// - Parameters:
  ///   - request: what to do; when `nil` the defaults, with the model's own range of inputs.
  ///   - data: the data that the request needs, if any.
  ///   - note: receives what is worth saying meanwhile.
  /// - Throws: `FileError` when the model cannot be read, or not be inverted like that.
  public func invert(
    _ request: InversionRequest? = nil, data: InversionData? = nil,
    note: (String) -> Void = { _ in }
  ) throws(FileError) -> ModelInversion {
    let model = try RunnableModel(self)
    let network = model.network
    let digest = try sha256()
    var request = request ?? InversionRequest()
    request.options.head = model.overridingHead(asked: request.options.head)
    try data?.complete(&request, for: network, note: note)
    let wanted = try data?.wantedTargets(for: network)
    do throws(InversionError) {
      return try ModelInversion(
        of: network, model: (fileName, digest), request, wanted: wanted, note: note)
    } catch {
      throw FileError(error, file: path)
    }
  }
}

extension FileError {
  /// An inversion's error as one about the model's file.
  public init(_ error: InversionError, file: String) {
    self.init(
      error.kind == .badData ? .badData : .unsupported, file: file,
      object: error.layer.map { "layer \($0)" }, problem: error.problem)
  }
}
