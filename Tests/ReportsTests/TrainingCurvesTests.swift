import JSON
import Networks
import TestSupport
import Testing

@testable import Reports

@Suite("Curves of a training")
struct TrainingCurvesTests {
  private func page(_ history: TrainingHistory) throws -> Markup {
    let empty = InspectionReport(
      file: "m.h5", inventory: ModelInventory(format: .mlpc, layers: []), parameterCount: 0,
      omittedLayers: 0, tensors: [:], network: NetworkSummary(obstacle: "none"))
    return try Markup(
      parsing: ModelReport(
        inspection: empty, sha256: "", provenance: ModelProvenance(history: history)
      ).html)
  }

  @Test("a history comes back from its JSON")
  func roundTrip() throws {
    let history = TrainingHistory(epochs: [
      .init(loss: 0.1, accuracy: 0.25, validationLoss: 3e-9, validationAccuracy: 1),
      .init(loss: .infinity),
    ])
    #expect(TrainingHistory(json: history.json) == history)
    for text in ["{}", "[1]", "[{}]", #"[{"loss":"x"}]"#, #"[{"loss":[]}]"#, "null"] {
      #expect(TrainingHistory(json: try JSONParser.parse(Array(text.utf8))) == nil, "\(text)")
    }
  }

  @Test("a straight line is drawn as one, from corner to corner")
  func line() throws {
    let page = try page(
      TrainingHistory(epochs: [.init(loss: 0), .init(loss: 0.5), .init(loss: 1)]))
    #expect(
      page.all("polyline").map { $0.attributes["points"] } == ["58.0,206.0 204.0,108.0 350.0,10.0"])
    let rows = page.all("table").last?.all("tbody").first?.all("data")
    #expect(rows?.map { $0.attributes["value"] ?? "" } == ["0.0", "0.5", "1.0"])
  }

  @Test(
    "whatever the numbers, the coordinates are inside the picture",
    arguments: [
      [.nan], [.infinity, -.infinity], [0], [0, 0], [1e308, -1e308], [1e300, -1e300],
      [.leastNonzeroMagnitude, 2 * .leastNonzeroMagnitude], [1, 1 + 1e-15], [1e-300, 1e300],
      [-1, .nan, 2, .nan], [1e300, 1e300],
      [-.leastNonzeroMagnitude, .leastNonzeroMagnitude], [0.1, 1e-9, 3],
    ] as [[Double]])
  func hostile(losses: [Double]) throws {
    let page = try page(TrainingHistory(epochs: losses.map { .init(loss: $0, accuracy: $0) }))
    for curve in page.all("polyline") {
      for point in try #require(curve.attributes["points"]).split(separator: " ") {
        let xy = point.split(separator: ",").compactMap { Double($0) }
        #expect(xy.count == 2)
        #expect((0...360).contains(xy[0]) && (9.9...206.1).contains(xy[1]), "\(point)")
      }
    }
    for scale in [ChartScale(losses, isShare: false), ChartScale(losses, isShare: true)] {
      guard let scale else { continue }
      #expect((2...9).contains(scale.ticks.count), "\(scale.ticks)")
      #expect(zip(scale.ticks, scale.ticks.dropFirst()).allSatisfy { $0 < $1 })
    }
  }

  @Test("of a hundred thousand epochs the outliers still show, and the file stays small")
  func many() throws {
    var history = TrainingHistory(epochs: Array(repeating: .init(loss: 1), count: 100_000))
    history.epochs[77_777].loss = 2
    let page = try page(history)
    let points = try #require(page.all("polyline").first?.attributes["points"])
    #expect(points.split(separator: " ").count <= 400)
    #expect(points.contains(",10.0"))
    #expect(page.all("table").last?.all("tbody").first?.children.count == 25)
  }

  @Test(
    "Base64 is that of RFC 4648",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
  func base64(text: String, encoded: String) {
    #expect(Base64.encode(Array(text.utf8)) == encoded)
  }
}
