import Networks
import Numerics

extension Verification {
  /// Whether a file is as it was written, and says so of itself.
  mutating func checkDigest(_ results: InversionResults) {
    guard let digest = results.digest else { return }
    if digest.stored == nil, !results.saysDigest {
      lacksDigest = true
    } else {
      compare("/", "content_sha256", digest.stored ?? "nothing", digest.found)
    }
  }

  /// Whether everything is there that the file says it has, and nothing that no method made.
  mutating func checkContents(_ subject: VerificationSubject) {
    let results = subject.results
    let found = InversionResults.contents(results.methods, results.ladders, results.bounds)
    // Files of older versions have fewer of them.
    for part in found where results.parameter(part.name) != nil || results.saysDigest {
      compare("/parameters", part.name, results.parameter(part.name) ?? "nothing", part.value)
    }
    guard results.saysDigest else { return }
    checkFilters(subject)
    for parameter in InversionParameter.all where results.parameter(parameter.name) == nil {
      compare("/parameters", parameter.name, "nothing", parameter.expected)
    }
  }

  /// Whether the targets are those that the parameters say, and are called as the model calls its classes.
  mutating func checkTargets(_ subject: VerificationSubject) {
    let (results, request, network) = (subject.results, subject.request, subject.network)
    // Of results without names the classes are called by their numbers.
    let names = (0..<network.classCount).map(network.className)
    if !results.classNames.isEmpty || names != names.indices.map(String.init) {
      compare(
        "/targets/class_names", "", results.classNames.joined(separator: ","),
        names.joined(separator: ","))
    }
    let isOfClasses = request.targetSource == .classes
    for (index, name) in results.targetNames.enumerated() {
      compare(
        "/targets/classes", "\(index)", name,
        isOfClasses ? network.className(subject.targets.classes[index]) : "target \(index)")
    }
    guard isOfClasses else { return }
    if request.classes == nil {
      compare(
        "/parameters", "classes", "all, \(results.targetNames.count)",
        "all, \(network.classCount)")
    }
    let size =
      request.probability.map { InversionTargets.size(reaching: $0, of: network) } ?? request.logit
    guard
      let wanted = try? InversionTargets.classes(
        of: network, subject.targets.classes, size: size)
    else { return }
    compare("/targets/logits", results.targets.values, wanted.logits.values) { _ in 1e-12 * size }
  }

  /// Whether the filters of the groups are those that were asked for.
  private mutating func checkFilters(_ subject: VerificationSubject) {
    guard subject.request.preset == .none else { return }
    let wanted = ["none"] + subject.request.completeFilters.map(\.description)
    let groups = subject.results.methods.filter {
      InversionMethods.named($0.method)?.usesInverseMatrices ?? false
    }
    guard !groups.isEmpty else { return }
    compare(
      "/parameters", "filters", groups.map { $0.filter ?? "none" }.joined(separator: ","),
      wanted.joined(separator: ","))
  }

  /// Checks what is particular to the method that solutions are of.
  ///
  /// - Throws: ``InversionParameterError`` when a parameter of the method stands for nothing.
  mutating func checkRules(
    _ solutions: MethodSolutions, _ subject: VerificationSubject, _ inverter: Inverter?
  ) throws(InversionParameterError) {
    let group = "/solutions/\(solutions.groupName)"
    guard let method = InversionMethods.named(solutions.method) else {
      compare(group, "method", solutions.method, "no method of that name")
      return
    }
    if !method.usesInverseMatrices { compare(group, "filter", solutions.filter ?? "none", "none") }
    // The paper's figures are made with choices of their own.
    if subject.request.preset == .none {
      for parameter in method.parameters {
        compare(
          group, parameter.name, solutions.parameter(parameter.name) ?? "nothing",
          parameter.value(in: subject.request).value)
      }
    }
    checkParameters(solutions, of: method, subject)
    if method.certifies(with: subject.options) { checkCertificates(solutions, subject) }
    guard let inverter else { return }
    try repeatSolutions(solutions, of: method, subject, inverter)
  }

  /// Compares what a method says that it ran with: it says the same when it is asked for nothing.
  private mutating func checkParameters(
    _ solutions: MethodSolutions, of method: any InversionMethod, _ subject: VerificationSubject
  ) {
    guard !method.usesInverseMatrices, subject.hasData(of: method) else { return }
    guard let found = try? method.solve(subject.methodRequest(for: .none(of: subject.network)))
    else { return }
    compareParameters(solutions, found.parameters)
  }

  /// Compares the parameters of solutions with those that the method has when it runs again.
  mutating func compareParameters(
    _ solutions: MethodSolutions, _ found: [InversionResults.Parameter]
  ) {
    for parameter in found {
      compare(
        "/solutions/\(solutions.groupName)", parameter.name,
        solutions.parameter(parameter.name) ?? "nothing", parameter.value)
    }
  }
}

extension MethodSolutions {
  /// A parameter of the method, as text.
  func parameter(_ name: String) -> String? {
    parameters.first { $0.name == name }?.value
  }
}

extension InversionResults {
  /// Whether the file that these are from has a digest, by what it says: those of older versions have none.
  var saysDigest: Bool { parameter("digest") != nil || digest?.stored != nil }
}

extension InversionTargets {
  /// No targets.
  static func none(of network: NeuralNetwork) -> InversionTargets {
    InversionTargets(
      logits: .init(rows: 0, columns: network.outputs, values: []), classes: [], names: [],
      areArbitrary: false)
  }
}

extension VerificationSubject {
  /// Whether everything is at hand that solutions of a method depend on.
  func hasData(of method: any InversionMethod) -> Bool {
    let isEmpirical = method is EmpiricalMethod
    return
      !(request.isMissing(.priorImages)
      || (isEmpirical && request.isMissing(.backgroundImages))
      || (!isEmpirical && request.isMissing(.references)))
  }

  /// What a method is asked for, without inverse matrices.
  func methodRequest(for targets: InversionTargets) -> MethodRequest {
    let coordinates = SearchCoordinates(of: network, options: options)
    return MethodRequest(
      coordinates: coordinates, box: coordinates.box, targets: targets,
      options: coordinates.options(options), filter: nil, inverses: [])
  }
}
