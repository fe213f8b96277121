import Networks
import Numerics
import Reports
import TestSupport
import Testing

@Suite("The HTML report of results")
struct ResultsReportTests {
  private let hostile = "a</td>\u{2028}"
  private var report: ResultsReport {
    let results = InversionResults(
      modelName: "m.h5", modelSHA256: "11", toolVersion: "1", parameters: [],
      targets: Matrix(rows: [[1, -1], [-1, 1]]), targetNames: ["0", hostile],
      imageShape: ImageShape(height: 2, width: 3),
      inputSpace: InputSpace(repeating: -1...1, count: 6, source: .model), layers: [],
      methods: [
        method(
          "empirical", [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]], probabilities: [0.25, 1e-9],
          residuals: [0.125, 2]),
        method(
          hostile, [[0, 0, 0, 0, 0, 0], [9, 9, 9, 9, 9, 9]], probabilities: [.nan, 1],
          residuals: [3, 4]),
      ])
    return ResultsReport(results, file: "a/b.h5", sha256: "00")
  }

  private func method(
    _ name: String, _ pictures: [[UInt8]], probabilities: [Double], residuals: [Double]
  ) -> MethodSolutions {
    MethodSolutions(
      method: name,
      solutions: pictures.indices.map { target in
        var solution = InverseSolution(target: target, input: [])
        solution.picture = pictures[target]
        solution.probability = probabilities[target]
        solution.residualL2 = residuals[target]
        solution.verdict = target
        return solution
      })
  }

  @Test("has every picture in its own size, with its probability in words")
  func pictures() throws {
    let page = try Markup(parsing: report.html())
    let images = page.all("img")
    #expect(images.count == 4)
    for image in images {
      // The signature of PNG, in Base64.
      #expect(image.attributes["src"]?.hasPrefix("data:image/png;base64,iVBORw0KGgo") == true)
      #expect(image.attributes["width"] == "3" && image.attributes["height"] == "2")
    }
    #expect(
      images[1].attributes["alt"] == "Picture for a</td>\\u2028 by empirical, probability 1e-09")
    #expect(page.all("h1").map(\.text) == ["b.h5"])
    #expect(
      page.all("figcaption").map { $0.all("data").first?.attributes["value"] } == [
        "0.25", "1e-09", "nan", "1.0",
      ])
  }

  @Test("has the numbers of every method, each under its own heading")
  func numbers() throws {
    let page = try Markup(parsing: report.html())
    let tables = page.all("table").filter {
      $0.all("caption").first?.text == "Numbers of each target"
    }
    #expect(tables.count == 2)
    #expect(
      tables[0].all("thead").first?.all("th").map(\.text) == [
        "target", "probability", "residual L1", "residual L2", "box violation", "outside",
      ])
    #expect(
      tables[0].all("data").map { $0.attributes["value"] } == [
        "0.25", "0.0", "0.125", "0.0", "0.0", "1e-09", "0.0", "2.0", "0.0", "0.0",
      ])
    #expect(
      page.all("table")[0].all("data").map { $0.attributes["value"] } == [
        "0.25", "1e-09", "nan", "1.0",
      ])
    #expect(try report.html() == report.html())
  }

  @Test("shows the ladder of each filter, what it chose, and every number of it")
  func ladder() throws {
    var report = report
    let steps = [(4.0, 0.9), (2, 1), (1, 1)].map { residual, probability in
      (0..<2).map { target in
        var solution = InverseSolution(target: target, input: [])
        solution.residualL2 = residual + Double(target) / 2
        solution.probability = probability
        return solution
      }
    }
    report.results.ladders = [
      FilterLadder(filter: "middle", fractions: [0.05, 0.2, 0.5], steps: steps, chosen: 1),
      FilterLadder(filter: hostile, fractions: [0.05, 0.2, 0.5], steps: steps, chosen: nil),
    ]
    let page = try Markup(parsing: report.html())
    #expect(page.all("h3").map(\.text) == ["middle", "a</td>\\u2028"])
    let charts = page.all("svg").filter { $0.attributes["role"] == "img" }
    #expect(charts.count == 4)
    // The largest of all targets, and one for each of two.
    #expect(charts.map { $0.all("polyline").count } == [3, 3, 3, 3])
    let texts = page.all("p").map(\.text)
    #expect(texts.contains { $0.hasPrefix("Chosen of 3 steps: 0.2,") })
    #expect(texts.contains { $0.hasPrefix("None of the 3 steps") })
    let residuals = page.all("table").first {
      $0.all("caption").first?.text == "Residual L2 of each target"
    }
    #expect(
      residuals?.all("data").map { $0.attributes["value"] } == [
        "4.0", "4.5", "2.0", "2.5", "1.0", "1.5",
      ])
  }

  @Test("says what the command and each method were asked for, whatever a file puts there")
  func parameters() throws {
    var report = report
    report.results.parameters = [.init("logit", "10.0"), .init("filters", hostile)]
    report.results.methods[0].parameters = [.init("rank", "cov")]
    let page = try Markup(parsing: report.html())
    let tables = page.all("table").filter {
      $0.all("thead").first?.all("th").map(\.text) == ["parameter", "value"]
    }
    #expect(
      tables.map { $0.all("td").map(\.text) } == [
        ["cov"], ["m.h5", "11", "-1.0,1.0", "10.0", "a</td>\\u2028"],
      ])
  }

  @Test("refuses a picture that is not of the size of the others")
  func refused() {
    var report = report
    report.results.methods[0].solutions[0].picture = [1]
    #expect(throws: PictureError.self) { try report.html() }
  }

  @Test("rows of a table have bars and numbers, no pictures, and say what is assumed")
  func table() throws {
    var report = report
    for method in report.results.methods.indices {
      for index in report.results.methods[method].solutions.indices {
        report.results.methods[method].solutions[index].input = [900, 0.5, 7]
        report.results.methods[method].solutions[index].roundedVerdict = 1
        report.results.methods[method].solutions[index].roundedProbability = 0.75
      }
    }
    report.results.classNames = ["cat", "dog"]
    report.results.removePictures()
    report.results.inputSpace = try InputSpace([
      InputFeature(name: "proline", range: 278...1680, typical: 600, source: .data),
      InputFeature(name: hostile, range: -1...1, source: .assumed),
      InputFeature(name: "n", range: 0...5, kind: .integer, source: .model),
    ])
    let page = try Markup(parsing: report.html())
    #expect(page.all("img").isEmpty)
    let bars = page.all("svg").filter { $0.attributes["class"] == "bars" }
    #expect(bars.count == 12)
    #expect(
      bars.prefix(3).map { $0.all("rect").last?.attributes["class"] } == ["rise", "rise", "out"])
    let texts = page.all("p").map(\.text)
    #expect(texts.contains { $0.hasPrefix("Assumed: ") })
    #expect(texts.count { $0.contains("the network answers dog, the probability is 0.75") } == 4)
  }
}
