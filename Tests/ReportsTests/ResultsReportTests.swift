import Networks
import Numerics
import TestSupport
import Testing

@testable import Reports

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

  @Test("the title says what was found, and the first screen whether each picture is right")
  func finding() throws {
    var report = report
    // As a picture the first is right, and the second is taken for the other class.
    for (target, shown) in [0, 0].enumerated() {
      report.results.methods[0].solutions[target].roundedVerdict = shown
      report.results.methods[1].solutions[target].roundedVerdict = target
    }
    report.results.methods[1].solutions[1].boxViolation = 55_102.7
    report.results.methods[1].solutions[0].residualL2 = 1e-14
    let page = try Markup(parsing: report.html())
    #expect(
      page.all("h1").map(\.text) == [
        "One of two methods finds pictures that this network takes for every class."
      ])
    #expect(page.all("title").first?.text.hasPrefix("m.h5: One of two") == true)
    let opening = try #require(page.all("section").first)
    #expect(opening.attributes["class"] == "opening")
    let images = opening.all("img")
    #expect(images.count == 4)
    for image in images {
      // The signature of PNG, in Base64; 3×2 pixels as squares of 28.
      #expect(image.attributes["src"]?.hasPrefix("data:image/png;base64,iVBORw0KGgo") == true)
      #expect(image.attributes["width"] == "84" && image.attributes["height"] == "56")
    }
    #expect(images[1].attributes["alt"] == "Picture for a</td>\\u2028, Empirical: read as 0")
    let verdicts = opening.all("figure").compactMap { $0.all("span").first }
    #expect(
      verdicts.map(\.text) == ["✓ read as 0", "✗ read as 0", "✓ read as 0", "✓ read as 1"])
    #expect(verdicts.map { $0.attributes["class"] } == ["yes", "no", "yes", "yes"])
    let facts = opening.all("ul").filter { $0.attributes["class"] == "facts" }.map(\.text)
    #expect(facts[0].contains("1 of 2 as shown") && facts[0].contains("in range"))
    #expect(facts[1].contains("2 of 2 as shown"))
    #expect(facts[1].contains("up to 55,103 outside −1…1"))
    #expect(try report.html() == report.html())
  }

  @Test("a class is wanted by its output, whatever its place among the targets")
  func wanted() throws {
    var report = report
    report.results.targets = Matrix(rows: [[-1, -1, 1], [-1, 1, -1]])
    report.results.methods.removeLast()
    report.results.methods[0].solutions[0].roundedVerdict = 2
    report.results.methods[0].solutions[1].roundedVerdict = 1
    let title = try Markup(parsing: report.html()).all("h1").first?.text
    #expect(title == "Empirical finds pictures that this network takes for every class.")
    #expect(MethodSummary(results: report.results).lines.contains { $0.hasSuffix("2 of 2") })
  }

  @Test("has the numbers of every method, each under its own heading")
  func numbers() throws {
    let page = try Markup(parsing: report.html())
    let tables = page.all("table").filter {
      $0.all("caption").first?.text.hasPrefix("Numbers of ") == true
    }
    #expect(tables.count == 2)
    #expect(
      tables[0].all("thead").first?.all("th").map(\.text) == [
        "target", "probability", "as shown", "residual L1", "residual L2", "box violation",
        "outside",
      ])
    #expect(
      tables[0].all("data").map { $0.attributes["value"] } == [
        "0.25", "0.0", "0.0", "0.125", "0.0", "0.0", "1e-09", "0.0", "0.0", "2.0", "0.0", "0.0",
      ])
  }

  @Test("shows the ladder of each filter, whether it helps, and every number of it")
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
      FilterLadder(filter: "middle", fractions: [0.0, 0.25, 0.5], steps: steps, chosen: 1),
      FilterLadder(filter: hostile, fractions: [0.0, 0.1, 0.5], steps: steps, chosen: nil),
    ]
    let page = try Markup(parsing: report.html())
    let ladders = try #require(page.all("section").first { $0.attributes["id"] == "ladders" })
    #expect(ladders.all("h3").map(\.text) == ["middle", "a</td>\\u2028"])
    let charts = ladders.all("svg")
    #expect(charts.count == 4)
    // A line and a name for each target; the axis is true: 0.1 of 0.5 lies at a fifth.
    #expect(charts.map { $0.all("polyline").count } == [2, 2, 2, 2])
    let places = charts.compactMap { $0.all("polyline")[0].attributes["points"] }.map { points in
      points.split(separator: " ").map { $0.split(separator: ",")[0] }
    }
    #expect(places[0] == ["58.0", "173.0", "288.0"] && places[2] == ["58.0", "104.0", "288.0"])
    let texts = ladders.all("p").map(\.text)
    #expect(texts.contains { $0.hasPrefix("Chosen of 3 steps: 0.25,") })
    #expect(texts.contains { $0.hasPrefix("No step helps. None of the 3 steps") })
    let residuals = ladders.all("table").first {
      $0.all("caption").first?.text.hasPrefix("Residual L2 of each target") == true
    }
    #expect(
      residuals?.all("data").map { $0.attributes["value"] } == [
        "4.0", "4.5", "2.0", "2.5", "1.0", "1.5",
      ])
    #expect(page.all("input").isEmpty)
  }

  @Test("the pictures of a ladder are chosen without a script, one step at first")
  func slider() throws {
    var report = report
    let steps = [0.0, 1].map { value in
      (0..<2).map { InverseSolution(target: $0, input: Array(repeating: value, count: 6)) }
    }
    report.results.ladders = [
      FilterLadder(filter: "middle", fractions: [0, 0.5], steps: steps, chosen: 1)
    ]
    let page = try Markup(parsing: report.html())
    let inputs = page.all("input")
    #expect(inputs.map { $0.attributes["type"] } == ["radio", "radio"])
    #expect(inputs.map { $0.attributes["checked"] } == [nil, "checked"])
    #expect(page.all("label").map { $0.attributes["for"] } == inputs.map { $0.attributes["id"] })
    #expect(page.all("fieldset").first?.all("img").count == 4)
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
    // The largest differences first: 2 of the 5 of n, from its middle; 0.75 of proline; a quarter.
    #expect(
      bars.prefix(3).map { $0.all("rect").last?.attributes["class"] } == ["out", "rise", "rise"])
    let found = page.all("table")[0].all("tbody")[0].all("th").map(\.text)
    #expect(found == ["n", "a</td>\\u2028", "proline"])
    #expect(page.all("p").contains { $0.text.hasPrefix("Assumed: ") })
    let verdicts = page.all("span").map(\.text)
    #expect(verdicts.count { $0 == "✓ read as dog" } == 4)
    #expect(verdicts.count { $0 == "✗ read as dog" } == 4)
    #expect(
      page.all("h1").map(\.text) == [
        "No method finds allowed rows that this network takes for every class; Empirical comes "
          + "furthest, with one of two classes."
      ])
    #expect(page.text.contains("probability of the class 75.0 %"))
  }

  @Test("of outputs that are numbers: what was wanted, reached and missed")
  func regression() throws {
    var report = report
    report.results.removePictures()
    report.results.targets = Matrix(rows: [[100], [250]])
    report.results.targetNames = ["target 0", "target 1"]
    for method in report.results.methods.indices {
      for target in 0..<2 {
        report.results.methods[method].solutions[target].verdict = nil
        report.results.methods[method].solutions[target].logits = [1.5]
        report.results.methods[method].solutions[target].residualL2 = target == 0 ? 98.5 : 248.5
      }
    }
    let page = try Markup(parsing: report.html())
    #expect(
      page.all("h1").map(\.text) == [
        "No method finds an allowed row that gives a wanted output; the closest misses by 98.5."
      ])
    let cells = page.all("span").map(\.text)
    #expect(cells.first == "✗ wanted 100, reached 1.5, missed by −98.5")
  }
}
