import JSON
import Networks
import Reports
import TestSupport
import Testing

@Suite("The HTML report of a model")
struct ModelReportTests {
  private static let hostile = "<script>&\"'\u{202E}\u{1B}[31m\u{FFFE}\n"
  private static let harmless = "<script>&\"'\\u202e\\x1b[31m\\ufffe\\n"

  private func inspection(
    name: String = "dense", layers: Int = 1, lastBias: [Double] = [0.5, -1],
    network: NetworkSummary = NetworkSummary(obstacle: "layer x: is odd")
  ) -> InspectionReport {
    var entries: [ModelInventory.LayerEntry] = []
    var tensors: [String: TensorReport] = [:]
    for index in 0..<layers {
      let kernel = ModelInventory.TensorEntry(
        name: "kernel", path: "/\(index)/k", role: "weights", shape: [2, 2], elementType: "float32")
      let bias = ModelInventory.TensorEntry(
        name: "bias", path: "/\(index)/b", role: "bias", shape: [2], elementType: "float32")
      entries.append(
        .init(
          name: name, className: name, activation: name, inputs: 2, outputs: 2,
          tensors: [kernel, bias]))
      tensors[kernel.path] = TensorReport(kernel, values: [0.1, 1 / 3, -2e-9, 4], histogram: true)
      tensors[bias.path] = TensorReport(
        bias, values: index == layers - 1 ? lastBias : [1, 2], histogram: index < 20)
    }
    return InspectionReport(
      file: "folder/\(name).h5",
      inventory: ModelInventory(
        format: .kerasHDF5Model, kerasVersion: name, backend: name, modelName: name,
        layers: entries), parameterCount: 6 * layers, omittedLayers: 0, tensors: tensors,
      network: network)
  }

  private func page(_ report: ModelReport) throws -> Markup { try Markup(parsing: report.html) }

  @Test("names from a file are text and nothing else")
  func hostileNames() throws {
    let report = ModelReport(
      inspection: inspection(
        name: Self.hostile, network: NetworkSummary(obstacle: "layer \(Self.hostile)")),
      sha256: Self.hostile, assumption: Self.hostile,
      provenance: ModelProvenance(entries: [
        .init(Self.hostile, Self.hostile), .init("history", Self.hostile),
      ]))
    let page = try page(report)
    #expect(page.all("script").isEmpty)
    #expect(page.all("h1").map(\.text) == ["\(Self.harmless).h5"])
    #expect(page.all("tbody").first?.all("th").first?.text == Self.harmless)
    #expect(page.all("dt").contains { $0.text == Self.harmless })
    #expect(page.all("dd").contains { $0.text.contains("cannot be read") })
    let values = page.all.flatMap(\.attributes.values)
    #expect(values.contains { $0.contains(Self.harmless) })
  }

  @Test("the numbers are those of the JSON, digit for digit")
  func numbers() throws {
    let inspection = inspection(lastBias: [0.1, .infinity])
    let page = try page(ModelReport(inspection: inspection, sha256: "00"))
    let tensors = try #require(inspection.json["layers"]?.arrayValue?.first?["tensors"]?.arrayValue)
    let tables = page.all("table")
    try #require(tables.count == 4)
    let text = { (value: JSONValue?) in
      value?.stringValue ?? value?.serialized(pretty: false) ?? ""
    }
    let numbers = { (row: Markup) in row.all("data").map { $0.attributes["value"] ?? "" } }
    let statistics = tables[1].all("tbody")[0].all("tr")
    let percentiles = tables[2].all("tbody")[0].all("tr")
    for (index, tensor) in tensors.enumerated() {
      let keys = ["mean", "std", "min", "max", "absMax", "l2Norm", "zeros", "nans", "infs"]
      #expect(numbers(statistics[index]) == keys.map { text(tensor[$0]) })
      let ranks = ["1", "5", "25", "50", "75", "95", "99"]
      #expect(numbers(percentiles[index]) == ranks.map { text(tensor["percentiles"]?[$0]) })
    }
    let values = tensors[0]["singularValues"]
    let spectrum = [
      tensors[0]["rank"], tensors[0]["conditionNumber"], values?["max"], values?["min"],
    ]
    #expect(Array(numbers(tables[3].all("tbody")[0]).prefix(4)) == spectrum.map(text))
    // Two values in the first of the intervals, one in another, one in the last: 96 is the highest.
    let drawn = try #require(page.all("svg").first { $0.attributes["class"] == "histogram" })
    let bars = drawn.all("rect").compactMap { $0.attributes["height"] }
    #expect(bars == ["96.0", "48.0", "48.0"])
    let counts = try #require(tensors[0]["histogram"]?["counts"]?.arrayValue).compactMap(\.intValue)
    #expect(bars.count == counts.count { $0 > 0 })
  }

  @Test("of thousands of layers it shows the first, says so, and warns of all")
  func many() throws {
    let report = ModelReport(
      inspection: inspection(layers: 1200, lastBias: [.nan, .infinity]), sha256: "00")
    let page = try page(report)
    let tables = page.all("table")
    #expect(tables[0].all("tbody")[0].children.count == 1000)
    #expect(tables[1].all("tbody")[0].children.count == 2000)
    #expect(page.text.contains("200 more layers are left out"))
    #expect(page.text.contains("of 2,400 tensors are drawn"))
    #expect(page.text.contains("1 NaN and 1 infinite among 2 values"))
    let paths = ModelReport.histogramPaths(of: inspection(layers: 1200).inventory)
    #expect(paths.count == 48)
  }

  @Test("the same model gives the same bytes")
  func same() {
    let make = { ModelReport(inspection: self.inspection(layers: 50), sha256: "00").html }
    #expect(make() == make())
  }

  @Test("nothing is loaded or run, and everything has a name for those who cannot see it")
  func accessible() throws {
    let history = TrainingHistory(epochs: [.init(loss: 1, accuracy: 0.5), .init(loss: 0.5)])
    let page = try page(
      ModelReport(
        inspection: inspection(), sha256: "00", provenance: ModelProvenance(history: history)))
    let ids = page.all.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    for element in page.all {
      if let link = element.attributes["href"] { #expect(ids.contains(String(link.dropFirst()))) }
      #expect(element.attributes["src"] == nil)
      #expect(!element.attributes.keys.contains { $0.hasPrefix("on") })
      if element.name == "th" { #expect(element.attributes["scope"] != nil) }
      if element.name == "svg", element.attributes["aria-hidden"] == nil {
        #expect(element.attributes["role"] == "img")
        #expect(element.attributes["aria-label"]?.isEmpty == false)
      }
    }
    #expect(page.all("h1").count == 1)
    #expect(page.all("section").allSatisfy { $0.children.first?.name == "h2" })
    #expect(page.attributes["lang"] == "en")
    let style = try #require(page.all("style").first).text
    #expect(!style.contains("url(") && !style.contains("@import"))
    #expect(page.all("meta").contains { $0.attributes["content"]?.contains("'none'") == true })
  }
}
