public import ArgumentParser
package import MLPKit

extension BoundOptions.Effort: ExpressibleByArgument {}

/// How hard a lower bound on the residual is sought.
struct BoundFlags: ParsableArguments {
  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Prove how near any input of the range can come to each target. Default: when it takes no more than "
        + "a second."))
  var certify: Bool?

  @Option(
    help: ArgumentHelp(
      "How the bound of --certify is proven: crown, lp (linear programs as well: sharper, seconds) or exact "
        + "(branch and bound until the best residual is proven; for about 30 units that bend). "
        + "Default crown, and a short search where that says little.",
      valueName: "kind"))
  var bound: BoundOptions.Effort?

  @Option(
    help: ArgumentHelp(
      "Exact: how many parts of the range each target may take. Default 3000.", valueName: "n"))
  var boundNodes: Int?

  @Option(
    help: ArgumentHelp(
      "Exact: how many seconds each target may take; the bound then depends on the machine. Default: "
        + "no limit.", valueName: "s"))
  var boundSeconds: Double?

  func validate() throws {
    if bound != nil, certify == false {
      throw ValidationError("--bound and --no-certify exclude each other")
    }
    if let boundNodes, !BoundOptions.possibleNodes.contains(boundNodes) {
      throw ValidationError("--bound-nodes: \(boundNodes) is not in \(BoundOptions.possibleNodes)")
    }
    if let boundSeconds, !(boundSeconds > 0 && boundSeconds <= 1e6) {
      throw ValidationError("--bound-seconds: \(boundSeconds) is not a positive number up to 1e6")
    }
    if bound != .exact, boundNodes != nil || boundSeconds != nil {
      throw ValidationError("--bound-nodes and --bound-seconds need --bound exact")
    }
  }

  /// Makes the choices.
  func apply(to request: inout InversionRequest) {
    request.certifies = certify ?? (bound == nil ? nil : true)
    request.bound.effort = bound ?? .crown
    request.bound.nodes = boundNodes ?? request.bound.nodes
    request.bound.seconds = boundSeconds
  }
}
