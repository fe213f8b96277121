import Testing

@testable import Datasets

@Suite("what columns hold")
struct ColumnSummaryTests {
  private func summary(_ text: String, rows: [Int]? = nil) throws -> ColumnSummary {
    ColumnSummary(try Samples(try readTable(text)), rows: rows)
  }

  @Test("ranges, medians and integers are those of the rows that count")
  func numbers() throws {
    let text = "a,b,c\n1,0.5,-7\n5,2.5,-7\n2,1.5,-7\n9,100.25,-8\n"
    let some = try summary(text, rows: [0, 1, 2])
    #expect(some.names == ["a", "b", "c"])
    #expect(some.lower == [1, 0.5, -7] && some.upper == [5, 2.5, -7])
    #expect(some.median == [2, 1.5, -7])
    #expect(some.areIntegers == [true, false, true])
    let all = try summary(text)
    #expect(all.upper == [9, 100.25, -7] && all.median == [3.5, 2, -7])
  }

  @Test("columns of 0 and 1 with a common beginning and one 1 in each row are a group")
  func groups() throws {
    let text = """
      age,job_is_own,job_is_state,job_none,sex=f,sex=m,a_x,a_y,up,down
      30,1,0,0,True,False,1,1,1,0
      40,0,1,0,False,True,1,0,0,1
      50,0,0,1,False,True,0,1,0,1

      """
    let groups = try summary(text).oneHotGroups
    #expect(
      groups == [
        .init(name: "job", columns: [1, 2, 3]), .init(name: "sex", columns: [4, 5]),
      ])
  }

  @Test("bytes are summarized as they are computed with")
  func scaled() throws {
    let array = try #require(DataArray(shape: [2, 1], storage: .bytes([0, 255])))
    let summary = ColumnSummary(try Samples(array, file: "data"))
    #expect(summary.lower == [-1] && summary.upper == [1] && summary.names == nil)
  }
}
