package import Networks

/// A choice of an inversion, with the text that stands for it in results files.
///
/// `InversionParameter.all` is the one place where choices become texts and texts choices: what writes results, what
/// verifies them and what methods repeat beside their solutions goes through it.
public struct InversionParameter: Sendable {
  /// The name of the attribute, in snake_case.
  public let name: String
  /// The texts it can be, in words.
  public let expected: String
  private let encode: @Sendable (InversionRequest) -> String
  /// Takes a text over; false when it is none of the expected.
  private let decode: @Sendable (String, inout InversionRequest) -> Bool

  /// Creates a parameter with a text of its own.
  init(
    _ name: String, expected: String,
    encode: @escaping @Sendable (InversionRequest) -> String,
    decode: @escaping @Sendable (String, inout InversionRequest) -> Bool
  ) {
    self.name = name
    self.expected = expected
    self.encode = encode
    self.decode = decode
  }

  /// The choice of a request.
  package func value(in request: InversionRequest) -> InversionResults.Parameter {
    InversionResults.Parameter(name, encode(request))
  }

  /// The choice of the engine's options, for a method to repeat.
  package func value(in options: InversionOptions) -> InversionResults.Parameter {
    value(in: InversionRequest(options: options))
  }

  /// Makes a choice.
  ///
  /// - Parameters:
  ///   - text: what a results file says.
  ///   - request: where it goes.
  /// - Throws: ``InversionParameterError`` when the text stands for nothing.
  package func read(
    _ text: String, into request: inout InversionRequest
  ) throws(InversionParameterError) {
    guard decode(text, &request) else {
      throw InversionParameterError(name: name, value: text, expected: expected)
    }
  }
}

/// A text that stands for no choice of an inversion.
package struct InversionParameterError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The parameter.
  package let name: String
  /// The text.
  package let value: String
  /// What it could have been.
  package let expected: String

  /// One sentence without a subject, for a message that names the attribute.
  package var description: String {
    let shown = value.count > 80 ? value.prefix(79) + "…" : value[...]
    return "is '\(shown)'; \(expected) was expected"
  }
}

extension InversionRequest {
  /// Every choice, as results files have them, in their order.
  package var parameters: [InversionResults.Parameter] {
    InversionParameter.all.map { $0.value(in: self) }
  }

  /// The choices that results were made with, as far as they are known here; others are left alone.
  ///
  /// - Throws: ``InversionParameterError`` when a text stands for nothing.
  package init(_ parameters: [InversionResults.Parameter]) throws(InversionParameterError) {
    self.init()
    for parameter in InversionParameter.all {
      guard let stored = parameters.first(where: { $0.name == parameter.name }) else { continue }
      try parameter.read(stored.value, into: &self)
    }
  }
}

extension InversionRequest {
  /// Makes sure that every choice is one that results files can hold and methods can work with.
  ///
  /// - Parameter network: the network to be inverted.
  /// - Throws: ``InversionError`` of kind `badRequest` that names the choice.
  package func check(for network: NeuralNetwork) throws(InversionError) {
    func refused(_ problem: String) -> InversionError {
      InversionError(.badRequest, problem: problem)
    }
    for parameter in InversionParameter.all {
      var copy = self
      do throws(InversionParameterError) {
        try parameter.read(parameter.value(in: self).value, into: &copy)
      } catch {
        throw refused("\(error.name) \(error.description)")
      }
    }
    if let space = options.inputs, space.count != network.inputs {
      throw refused("\(space.count) inputs are described; the network has \(network.inputs)")
    }
    if case .inputs(let inputs) = options.constrained.reference,
      inputs.isEmpty
        || !inputs.allSatisfy({ $0.count == network.inputs && $0.allSatisfy(\.isFinite) })
    {
      throw refused(
        "inputs to stay near are not \(network.inputs) finite values each, or there are none")
    }
    guard BoundOptions.possibleNodes.contains(bound.nodes) else {
      throw refused(
        "\(bound.nodes) parts for a bound; \(BoundOptions.possibleNodes.lowerBound) to "
          + "\(BoundOptions.possibleNodes.upperBound) were expected")
    }
    if let seconds = bound.seconds, !(seconds > 0 && seconds.isFinite) {
      throw refused("\(seconds) seconds for a bound; a number above 0 was expected")
    }
    if let shape = options.imageShape, shape.height < 1 || shape.width < 1 {
      throw refused("a picture of \(shape); sides from 1 were expected")
    }
  }
}

extension InversionResults {
  /// What is in results, as parameters: a part that is taken out of a file does not go unnoticed.
  package static func contents(
    _ methods: [MethodSolutions], _ ladders: [FilterLadder], _ bounds: [ResidualBound]
  ) -> [Parameter] {
    [
      Parameter("groups", methods.map(\.groupName).joined(separator: ",")),
      Parameter("ladders", ladders.map(\.filter).sorted().joined(separator: ",")),
      Parameter("lower_bounds", String(bounds.count)),
      Parameter("digest", "sha256"),
    ]
  }

  /// A parameter of the command, as text.
  func parameter(_ name: String) -> String? {
    parameters.first { $0.name == name }?.value
  }
}
