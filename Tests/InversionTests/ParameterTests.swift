import Inversion
import Networks
import Numerics
import Testing

@Suite("The parameters of an inversion")
struct ParameterTests {
  /// A request in which no choice is the default.
  private static var unusual: InversionRequest {
    var request = InversionRequest()
    request.preset = .paperMLP
    request.logit = 3000
    request.probability = 0.75
    request.targetSource = .file
    request.classes = "0-4"
    request.filters = [
      PercentileFilter(.middle, fraction: 0.2), PercentileFilter(.highPass, fraction: 0.7),
    ]
    request.filterScope = .first
    request.percentile = .linear
    request.ladderFractions = [0.05, 0.5]
    request.ladderDecimals = 4
    request.options.ignoresBias = true
    request.options.branch = .left
    request.options.byteConversion = .wrap
    request.options.cutoff = .numPy
    request.options.precision = .single
    request.options.head = .sigmoid
    request.options.empirical.score = .l2
    request.options.empirical.rank = .kernel
    request.options.empirical.background = .mean
    request.options.empirical.backgroundImages = Matrix(rows: 1, columns: 1)
    request.options.empirical.litPixels = 17
    request.options.constrained.reference = .black
    request.options.constrained.prior = .kernel
    request.options.constrained.components = 7
    request.options.constrained.kernelLength = 2.25
    request.options.constrained.goal = .oneSided
    request.options.constrained.margin = 12.5
    request.options.constrained.isUpToShift = true
    request.bound.effort = .exact
    return request
  }

  @Test("texts come back as the choices that they were made of", arguments: [false, true])
  func roundTrip(isUnusual: Bool) throws {
    let request = isUnusual ? Self.unusual : InversionRequest()
    let again = try InversionRequest(request.parameters)
    #expect(again.parameters == request.parameters)
    var options = request.options
    // Images are not in the texts; that there were some is.
    options.empirical.backgroundImages = nil
    #expect(again.options == options)
    #expect(again.usesBackgroundImages == isUnusual)
    #expect(again.filters == request.filters)
    #expect(again.ladder == request.ladder)
  }

  @Test("every parameter has another text when its choice is another")
  func distinct() {
    let same = zip(Self.unusual.parameters, InversionRequest().parameters).filter { $0 == $1 }
    // The prior's images take images to be made of.
    let ofData = [
      "background_images_sha256", "reference_sha256", "prior_data", "prior_data_sha256",
    ]
    #expect(same.map(\.0.name) == ofData)
  }

  @Test(
    "a text that stands for nothing is an error, and not the default",
    arguments: InversionParameter.all.map(\.name).filter { $0 != "classes" })
  func refused(name: String) throws {
    for text in ["nonsense", "-1", "nan"] {
      let error = try #require(throws: InversionParameterError.self) {
        try InversionRequest([.init(name, text)])
      }
      #expect(error.name == name && error.value == text)
      #expect(error.description.contains(error.expected))
    }
  }

  @Test("parameters of another version are left alone")
  func unknown() throws {
    let request = try InversionRequest([.init("tomorrow", "?"), .init("logit", "12.0")])
    #expect(request.logit == 12)
  }

  @Test("what a method repeats beside its solutions is what it was asked for")
  func repeated() throws {
    let network = try NetworkSketch.single([[1, 0], [0, 1], [1, 1]])
    let targets = try InversionTargets.classes(of: network)
    let request = InversionRequest()
    for method in InversionMethods.all {
      let found = try Inverter(network).solve(targets, by: method)
      let own = method.parameters.map { parameter in
        found.parameters.first { $0.name == parameter.name }
      }
      #expect(own == method.parameters.map { $0.value(in: request) }, "\(method.name)")
    }
  }

  @Test(
    "inverses are computed for methods that use them, and not before",
    arguments: InversionMethods.all.map(\.name))
  func lazily(name: String) throws {
    let method = try #require(InversionMethods.named(name))
    let network = try NetworkSketch.single([[1, 0], [0, 1], [1, 1]])
    let inverter = try Inverter(network)
    #expect(inverter.computedInverses.isEmpty)
    _ = try inverter.solve(try InversionTargets.classes(of: network), by: method)
    #expect(inverter.computedInverses.isEmpty == !method.usesInverseMatrices)
    #expect(try inverter.inverses().count == 1)
  }

  @Test("one against the rest: the probabilities of an inversion are those of a prediction")
  func oneAgainstTheRest() throws {
    var network = try NetworkSketch.single([[1, 0], [0, 1]], head: .sigmoid)
    network.task = .oneVsRest
    let targets = try InversionTargets.classes(of: network)
    let found = try Inverter(network).solve(targets, by: AnalyticalMethod()).solutions
    let inputs = Matrix(rows: found.map(\.input))
    let predicted = try #require(
      network.probabilities(forLogits: network.logits(for: inputs)))
    #expect(found.map(\.probabilities) == (0..<2).map { Array(predicted.row($0)) })
    #expect(found.map(\.probability) == [predicted[0, 0], predicted[1, 1]])
    // Two logistic values of ±10, divided by their sum, which is 1.
    #expect(abs(found[0].probabilities.reduce(0, +) - 1) <= 1e-15)
  }
}
