public import ArgumentParser
package import MLPKit

extension Activation.Branch: ExpressibleByArgument {}
extension InversionOptions.ByteConversion: ExpressibleByArgument {}
extension PseudoInverse.Cutoff: ExpressibleByArgument {}
extension PseudoInverse.Precision: ExpressibleByArgument {}

/// The choices of the analytical method.
struct AnalyticalFlags: ParsableArguments {
  @Flag(help: "Leave the biases out on the way back (the paper's single-layer variant).")
  var ignoreBias = false

  @Option(
    help: ArgumentHelp(
      "Where GELU, SiLU or Mish has two pre-activations: the one right or left of its minimum.",
      valueName: "side"))
  var branch = Activation.Branch.right

  @Option(
    help: ArgumentHelp(
      "Bytes of the paper's pictures: clip, or wrap as the cast in the paper's code does.",
      valueName: "how"))
  var uint8 = InversionOptions.ByteConversion.clip

  @Option(
    help: ArgumentHelp(
      "Which singular values count as zero: lapack (max(m,n)·ε·σ₁) or numpy (1e-15·σ₁).",
      valueName: "rule"))
  var cutoff = PseudoInverse.Cutoff.lapack

  @Option(
    help: ArgumentHelp(
      "The arithmetic of the pseudo-inverse: f64, or f32 as the paper's code has it for Keras weights.",
      valueName: "type"))
  var pinvDtype = PseudoInverse.Precision.double

  /// Makes the choices.
  func apply(to request: inout InversionRequest) {
    request.options.ignoresBias = ignoreBias
    request.options.branch = branch
    request.options.byteConversion = uint8
    request.options.cutoff = cutoff
    request.options.precision = pinvDtype
  }
}
