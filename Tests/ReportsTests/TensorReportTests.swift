import Networks
import Reports
import TestSupport
import Testing

@Suite("Reports of tensors")
struct TensorReportTests {
  private func report(
    _ shape: [Int], _ values: [Double], histogram: Bool = false, spectrum: Bool = true
  ) -> TensorReport {
    TensorReport(
      .init(name: "kernel", path: "/k", role: "weights", shape: shape, elementType: "float32"),
      values: values, histogram: histogram, spectrum: spectrum ? .affordable : .none)
  }

  @Test("the spectrum of a matrix is NumPy's")
  func spectrum() throws {
    let values: [Double] = [-8, -7, -6, -1, -3, -5, 6, 1, -4, -4, 5, -3, 3, -8, -2]
    let found = try #require(report([5, 3], values).spectrum)
    #expect(found.rank == 3)
    #expect(relativeDifference([found.largest], [14.098253053167422]) <= 1e-14)
    #expect(relativeDifference([found.smallest], [7.2048599754116385]) <= 1e-14)
    #expect(relativeDifference([found.conditionNumber], [1.956769888836312]) <= 1e-14)
  }

  @Test("a singular matrix has an infinite condition, or one beyond all digits")
  func singular() throws {
    let found = try #require(report([2, 2], [1, 2, 2, 4]).spectrum)
    #expect(found.rank == 1)
    #expect(found.conditionNumber > 1e15)
    let zero = try #require(report([2, 2], [0, 0, 0, 0]).spectrum)
    #expect(zero.rank == 0)
    #expect(zero.conditionNumber == .infinity)
  }

  @Test("only finite matrices have one, and only when it is asked for")
  func none() {
    #expect(report([4], [1, 2, 3, 4]).spectrum == nil)
    #expect(report([1, 2, 2], [1, 2, 3, 4]).spectrum == nil)
    #expect(report([], [1]).spectrum == nil)
    #expect(report([2, 2], [1, 2, .nan, 4]).spectrum == nil)
    #expect(report([0, 3], []).spectrum == nil)
    #expect(report([2, 2], [1, 2, 3, 4], spectrum: false).spectrum == nil)
  }

  @Test("a histogram is there when it is asked for")
  func histogram() {
    #expect(report([2], [1, 2]).histogram == nil)
    #expect(report([2], [1, 2], histogram: true).histogram?.counts.count == 20)
  }
}
