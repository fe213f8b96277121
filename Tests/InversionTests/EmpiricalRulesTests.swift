import Networks
import Numerics
import TestSupport
import Testing

@testable import Inversion

@Suite("The rules of the empirical method")
struct EmpiricalRulesTests {
  private func solve(
    _ network: NeuralNetwork, _ change: (inout InversionOptions) -> Void = { _ in }
  ) throws -> [InverseSolution] {
    var options = InversionOptions()
    change(&options)
    // Without the factorization that comes with an `Inverter`.
    let coordinates = SearchCoordinates(of: network, options: options)
    return try EmpiricalMethod().solve(
      MethodRequest(
        coordinates: coordinates, box: coordinates.box, targets: try .classes(of: network),
        options: options, filter: nil,
        inverses: [])
    ).solutions
  }

  @Test("of equal pixels the one with the lower index comes first, and the ramp goes 255, 254, ...")
  func ties() throws {
    let network = try NetworkSketch.single([[Double]](repeating: [1, 1], count: 784))
    let wanted = (0..<784).map { UInt8(max(255 - $0, 0)) }
    #expect(try solve(network).map(\.picture) == [wanted, wanted])
  }

  @Test("fewer lit pixels are the start of the same ramp")
  func lit() throws {
    let network = try NetworkSketch.single([[Double]](repeating: [1, 1], count: 784))
    let picture = try solve(network) { $0.empirical.litPixels = 3 }[0].picture
    #expect(picture == [255, 254, 253] + [UInt8](repeating: 0, count: 781))
  }

  @Test("a smaller picture lights the same share of its pixels, in larger steps down to black")
  func smallPicture() throws {
    let network = try NetworkSketch.single([[Double]](repeating: [1, 1], count: 64))
    let picture = try solve(network)[0].picture
    // 64 · 255 / 784 is 20.8.
    #expect(picture.prefix(21).first == 255)
    #expect(picture.prefix(21).last == 12)
    #expect(zip(picture, picture.dropFirst()).prefix(20).allSatisfy { (11...13).contains($0 - $1) })
    #expect(picture.dropFirst(21).allSatisfy { $0 == 0 })
  }

  @Test("a picture of one pixel is possible")
  func onePixel() throws {
    #expect(try solve(NetworkSketch.single([[1, -1]])).map(\.picture) == [[255], [255]])
  }

  // Logits of four probes for two classes; the first is wanted.
  static let probes = Matrix(rows: [[3, 1], [2, -5], [12, 0], [25, 0]])

  @Test(
    "the scores follow their formulas",
    arguments: [
      // 3 − 1, 2 + 5, 12 − 0, 25 − 0.
      (EmpiricalOptions.Score.signed, [2.0, 7, 12, 25], [3, 2, 1, 0]),
      // Overshooting 10 counts against a pixel here.
      (.l1, [-18.0, -13, -12, -25], [2, 1, 0, 3]),
      // The roots of 170, 89, 104 and 325.
      (
        .l2, [-13.038404810405298, -9.433981132056603, -10.198039027185569, -18.027756377319946],
        [1, 2, 0, 3]
      ),
    ])
  func scores(score: EmpiricalOptions.Score, wanted: [Double], order: [Int]) {
    let found = EmpiricalMethod.scores(Self.probes, wanted: [10, -10], by: score)
    #expect(relativeDifference(found, wanted) <= 1e-15)
    #expect(EmpiricalMethod.ranking(found) == order)
  }

  @Test("a wanted logit of 0 does not take part in the signed score")
  func indifferent() {
    let found = EmpiricalMethod.scores(Self.probes, wanted: [1, 0], by: .signed)
    #expect(found == [3, 2, 12, 25])
  }

  @Test("the probes are one-hot inputs run forward", arguments: [0.0, -1, 0.3])
  func probes(background: Double) throws {
    var layers = try NetworkSketch.random(
      widths: [7, 5, 3], seed: 11, activation: .leakyReLU(slope: 0.2)
    ).layers
    layers.insert(
      .affine(
        AffineLayer(
          name: "scale", className: "Rescaling", scale: [1, 2, 3, 4, 5, 6, 7],
          shift: [0.5, 0, 0, 1, 0, 0, 0])), at: 0)
    let network = try NeuralNetwork(layers: layers, inputs: 7)
    let surround = [Double](repeating: background, count: 7)
    let found = OneHotProbes.logits(of: network, background: surround)
    for pixel in 0..<7 {
      var input = surround
      input[pixel] = 1
      let wanted = try #require(ForwardPass.logits(network, input))
      #expect(relativeDifference(Array(found.row(pixel)), wanted) <= 1e-13)
    }
  }

  @Test("images as background: their mean, or each in turn")
  func images() throws {
    let network = try NetworkSketch.random(
      widths: [784, 6, 2], seed: 3, activation: .leakyReLU(slope: 0.1))
    let gray = try solve(network).map(\.picture)
    var numbers = SeededNumbers(seed: 8)
    let image = numbers.next(784)
    let zeros = [Double](repeating: 0, count: 784)
    func picture(_ background: EmpiricalOptions.Background, _ images: [[Double]]) throws
      -> [[UInt8]]
    {
      try solve(network) {
        $0.empirical.background = background
        $0.empirical.backgroundImages = Matrix(rows: images)
      }.map(\.picture)
    }
    #expect(try picture(.mean, [zeros]) == gray)
    #expect(try picture(.data, [zeros]) == gray)
    #expect(try picture(.mean, [image, image.map { -$0 }]) == gray)
    #expect(try picture(.data, [image]) == picture(.mean, [image]))
    #expect(try picture(.data, [image]) != gray)
  }

  @Test(
    "a background of images needs images of the right width",
    arguments: [
      EmpiricalOptions.Background.mean, .data,
    ])
  func missingImages(background: EmpiricalOptions.Background) throws {
    let network = try NetworkSketch.single([[1, 0], [0, 1]])
    for images in [nil, Matrix(rows: [[1, 2, 3]]), Matrix(rows: [[.nan, 0]])] {
      let error = try #require(throws: InversionError.self) {
        try solve(network) {
          $0.empirical.background = background
          $0.empirical.backgroundImages = images
        }
      }
      #expect(error.kind == .badRequest)
      #expect(error.problem.contains("2 values"))
    }
  }

  @Test("the input lies in the allowed range, whatever it is")
  func range() throws {
    let network = try NetworkSketch.single([[Double]](repeating: [1, 1], count: 784))
    let solution = try solve(network) {
      $0.inputs = InputSpace(repeating: 0...2, count: 784, source: .stated)
    }[0]
    #expect(abs(solution.input[0] - 2) <= 1e-15)
    #expect(solution.input[783] == 0)
    #expect(abs(solution.input[1] - 2 * 254.0 / 255) <= 1e-15)
  }
}
