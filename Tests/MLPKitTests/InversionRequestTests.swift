import MLPKit
import Testing

/// A request that makes no sense, and how it comes to be.
struct ImpossibleRequest: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var change: @Sendable (inout InversionRequest) -> Void

  init(_ description: String, _ change: @escaping @Sendable (inout InversionRequest) -> Void) {
    testDescription = description
    self.change = change
  }

  static let all: [ImpossibleRequest] = [
    ImpossibleRequest("a logit that is no number") { $0.logit = .nan },
    ImpossibleRequest("a logit below 0") { $0.logit = -1 },
    ImpossibleRequest("an infinite logit") { $0.logit = .infinity },
    ImpossibleRequest("a probability of 1") { $0.probability = 1 },
    ImpossibleRequest("a class that does not exist") { $0.classes = "7" },
    ImpossibleRequest("a class below 0") { $0.classes = "-1" },
    ImpossibleRequest("a filter of more than all") {
      $0.filters = [PercentileFilter(.middle, fraction: 3)]
    },
    ImpossibleRequest("a filter of NaN") {
      $0.filters = [PercentileFilter(.highPass, fraction: .nan)]
    },
    ImpossibleRequest("a ladder below 0") { $0.ladderFractions = [-1] },
    ImpossibleRequest("a ladder to no decimals") { $0.ladderDecimals = 0 },
    ImpossibleRequest("no components") { $0.options.constrained.components = 0 },
    ImpossibleRequest("a kernel below 0") { $0.options.constrained.kernelLength = -2 },
    ImpossibleRequest("a margin that is no number") { $0.options.constrained.margin = .nan },
    ImpossibleRequest("no lit pixels") { $0.options.empirical.litPixels = 0 },
    ImpossibleRequest("pictures of another size") {
      $0.options.imageShape = ImageShape(height: 3, width: 3)
    },
    ImpossibleRequest("pictures of sides below 0") {
      $0.options.imageShape = ImageShape(height: -1, width: -2)
    },
    ImpossibleRequest("pictures that no memory holds") {
      $0.options.imageShape = ImageShape(height: .max, width: .max)
    },
    ImpossibleRequest("pictures of one row") {
      $0.options.imageShape = ImageShape(height: 1, width: 2)
    },
    ImpossibleRequest("no parts for a bound") { $0.bound.nodes = 0 },
    ImpossibleRequest("no time for a bound") { $0.bound.seconds = 0 },
    ImpossibleRequest("inputs kept near to a point of another width") {
      $0.options.constrained.reference = .inputs([[1, 2, 3]])
    },
    ImpossibleRequest("inputs kept near to no points") {
      $0.options.constrained.reference = .inputs([])
    },
  ]
}

@Suite("A program's inversions")
struct InversionRequestTests {
  /// Tells apart which of two inputs is larger.
  private func model() throws -> ModelFile {
    let layer = try DenseLayer(name: "difference", weights: [[1, -1], [-1, 1]], bias: [0, 0])
    let output = ActivationLayer(name: "difference", activation: .softmax)
    return try ModelFile(NeuralNetwork(layers: [.dense(layer), .activation(output)], inputs: 2))
  }

  @Test("A request that makes no sense is an error", arguments: ImpossibleRequest.all)
  func impossible(_ one: ImpossibleRequest) throws {
    var request = InversionRequest()
    one.change(&request)
    let model = try model()
    #expect(throws: FileError.self) { try model.invert(request) }
  }

  @Test(
    "Data that do not fit the network are an error",
    arguments: [
      { () throws in try InversionData(targets: [[1, 2, 3]]) },
      { () throws in try InversionData(targets: [[1, .nan]]) },
      { () throws in try InversionData(targets: [[1, 2], [3]]) },
      { () throws in try InversionData(targets: []) },
      { () throws in try InversionData(references: [[1]]) },
      { () throws in try InversionData(references: [[0, .infinity]]) },
      { () throws in try InversionData(references: [[0, 0], [1, 1], [2, 2]]) },
      { () throws in try InversionData(priorImages: Samples(rows: [[1, 2, 3], [2, 3, 4]])) },
      { () throws in try InversionData(backgroundImages: Samples(rows: [[1], [2]])) },
    ] as [@Sendable () throws -> InversionData])
  func misfits(_ data: @escaping @Sendable () throws -> InversionData) throws {
    let model = try model()
    #expect(throws: FileError.self) { try model.invert(data: try data()) }
  }

  @Test("Results carry the digest of the model, and are verified after a way through a file")
  func digest() throws {
    let model = try model()
    let results = try model.invert().results
    #expect(try results.modelSHA256 == model.sha256())
    #expect(try results.verify(with: model).holds)
  }

  @Test(
    "Classes of a network that ends in softmax count up to a constant, unless exactly is asked for")
  func upToShift() throws {
    let model = try model()
    func goal(_ change: (inout InversionRequest) -> Void) throws -> SolutionCertificate.Goal? {
      var request = InversionRequest()
      request.methods = [NearestMethod()]
      change(&request)
      let results = try model.invert(request).results
      #expect(try results.verify(with: model).holds)
      return results.methods.first?.solutions.first?.certificate?.goal
    }
    #expect(try goal { _ in } == .upToShift)
    #expect(try goal { $0.targetsUpToShift = false } == .exact)
    #expect(try goal { $0.options.constrained.goal = .exact } == .exact)
    #expect(try goal { $0.options.head = .sigmoid } == .exact)
    #expect(throws: FileError.self) {
      try goal {
        $0.options.head = .sigmoid
        $0.targetsUpToShift = true
      }
    }
  }
}
