import Networks

extension Verification {
  /// Whether everything is there that the file says it has, and nothing that no method made.
  mutating func checkContents(_ subject: VerificationSubject) {
    let results = subject.results
    let found = InversionResults.contents(results.methods, results.ladders, results.bounds)
    for part in found {
      compare("/parameters", part.name, results.parameter(part.name) ?? "nothing", part.value)
    }
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
    if method.certifies(with: subject.options) { checkCertificates(solutions, subject) }
    guard let inverter else { return }
    try repeatSolutions(solutions, of: method, subject, inverter)
  }
}

extension MethodSolutions {
  /// A parameter of the method, as text.
  func parameter(_ name: String) -> String? {
    parameters.first { $0.name == name }?.value
  }
}
