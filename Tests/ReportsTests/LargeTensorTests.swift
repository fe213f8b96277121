import JSON
import Networks
import Testing

@testable import Reports

@Suite("Histograms and spectra of tensors of any size")
struct LargeTensorTests {
  private static let greatest = Double.greatestFiniteMagnitude
  private static let tiny = Double.leastNonzeroMagnitude

  static let cases: [(values: [Double], bins: Int, counts: [Int])] = [
    // numpy.histogram of the same values.
    ([0, 1, 2, 3, 4], 4, [1, 1, 1, 2]), ([0, 0.5, 1], 2, [1, 2]),
    ([-1, -0.5, 0, 0.5, 1, 0.99, -0.99], 4, [2, 1, 1, 3]), ([2, 2, 2], 4, [0, 0, 3, 0]),
    ([1, .nan, 3, .infinity, -.infinity], 2, [1, 1]), ([], 3, [0, 0, 0]),
    // Beyond what NumPy accepts.
    ([-greatest, 0, greatest], 2, [1, 2]), ([1e300, 1e300], 2, [0, 2]), ([greatest], 2, [0, 1]),
    ([-greatest], 2, [1, 0]), ([0, tiny], 2, [0, 2]), ([.nan], 2, [0, 0]),
  ]

  @Test("values are counted in equal intervals, whatever their size", arguments: cases)
  func counts(_ test: (values: [Double], bins: Int, counts: [Int])) {
    let histogram = Histogram(test.values, bins: test.bins)
    #expect(histogram.counts.reduce(0, +) == test.values.count(where: \.isFinite))
    #expect(histogram.edges == histogram.edges.sorted())
    #expect(histogram.edges.allSatisfy { $0.isFinite })
    #expect(histogram.counts == test.counts)
    let values = TensorValues<Never>(test.values)
    let again = Histogram(values, TensorStatistics(values), bins: test.bins)
    #expect(again == histogram)
  }

  private func report(
    _ shape: [Int], _ choice: TensorReport.SpectrumChoice
  ) throws -> TensorReport {
    let count = shape.reduce(1, *)
    let entry = ModelInventory.TensorEntry(
      name: "k", path: "/k", role: "weights", shape: shape, elementType: "float32")
    // Values that are too many to be made: only matrices within reach are asked for all of them.
    let values = TensorValues(
      count: count, isSinglePrecision: true,
      blocks: { visit throws(WasRead) in visit([1, 2].span) },
      all: { () throws(WasRead) in
        guard count < 10_000 else { throw WasRead() }
        return (0..<count).map { $0 % (shape[1] + 1) == 0 ? 2 : 0 }
      })
    return try TensorReport(entry, values: values, spectrum: choice)
  }

  @Test("small matrices have a spectrum, large ones are left out unless asked for")
  func spectra() throws {
    let small = try report([4, 3], .affordable)
    #expect(small.spectrum?.rank == 3)
    #expect(small.spectrum?.largest == 2)
    #expect(!small.omitsSpectrum)
    let none = try report([4, 3], .none)
    #expect(none.spectrum == nil && !none.omitsSpectrum)
    for shape in [[3000, 3000], [10_000_000, 2], [2, 10_000_000]] {
      let large = try report(shape, .affordable)
      #expect(large.spectrum == nil && large.omitsSpectrum)
      #expect(throws: WasRead.self) { try self.report(shape, .all) }
    }
  }

  @Test("the text says that a spectrum was left out, the JSON has no such key")
  func omission() throws {
    let report = try report([10_000_000, 2], .affordable)
    let layer = ModelInventory.LayerEntry(name: "a", className: "Dense", tensors: [report.entry])
    let document = InspectionReport(
      file: "m.h5", inventory: ModelInventory(format: .kerasHDF5Model, layers: [layer]),
      parameterCount: 20_000_000, omittedLayers: 0, tensors: ["/k": report],
      network: NetworkSummary(obstacle: "no"))
    #expect(
      document.lines.contains { $0.hasPrefix("1 matrix is too large") && $0.contains("--spectrum") }
    )
    let tensor = try #require(document.json["layers"]?.arrayValue?[0]["tensors"]?.arrayValue?[0])
    #expect(tensor["dtype"] == "float32")
    #expect(tensor["rank"] == nil)
  }
}

/// All values of a tensor were asked for.
private struct WasRead: Error {}
