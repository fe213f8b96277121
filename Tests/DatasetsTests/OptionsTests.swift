import Testing

@testable import Datasets

@Suite("class selections and scale ranges")
struct OptionsTests {
  @Test(
    "labels and ranges are kept in the order written",
    arguments: [
      ("0-4", [0, 1, 2, 3, 4]), ("0,1,4", [0, 1, 4]), ("0-2,7", [0, 1, 2, 7]), ("7,0", [7, 0]),
      ("3", [3]), ("3-3", [3]), ("65535", [65_535]),
    ])
  func classes(text: String, labels: [Int]) throws {
    #expect(try ClassSelection(parsing: text).labels == labels)
  }

  @Test(
    "anything else is no selection, and the message says why",
    arguments: [
      ("", "expected"), (",", "expected"), ("1,", "expected"), (",1", "expected"),
      ("1,,2", "expected"), ("a", "expected"), ("-", "expected"), ("1-", "expected"),
      ("-1", "expected"), ("1-2-3", "expected"), ("1.5", "expected"), ("+1", "expected"),
      ("1, 2", "expected"), ("0x1", "expected"), ("4-0", "upside down"), ("1,1", "1 twice"),
      ("0-4,3", "3 twice"), ("65536", "65535"), ("0-99999999999999999999", "too large"),
    ])
  func noClasses(text: String, word: String) throws {
    let error = try #require(
      refusal { () throws(ParsingError) in try ClassSelection(parsing: text) })
    #expect(error.description.contains(word), "\(error)")
  }

  @Test(
    "two numbers are a range",
    arguments: [("-1,1", -1, 1), ("0,1", 0, 1), ("-.5,2.5e1", -0.5, 25), ("-2,-1", -2, -1)])
  func ranges(text: String, low: Double, high: Double) throws {
    let range = try ScaleRange(parsing: text)
    #expect(range.low == low && range.high == high)
  }

  @Test(
    "anything else is no range, and the message says why",
    arguments: [
      ("", "expected"), ("1", "expected"), ("1,", "expected"), (",1", "expected"),
      ("1,2,3", "expected"), ("a,b", "expected"), ("nan,1", "expected"), ("0,inf", "expected"),
      ("0, 1", "expected"), ("0,0x1", "expected"), ("0,1e999", "finite"), ("1,0", "upside down"),
      ("1,1", "upside down"), ("-1e308,1e308", "too wide"), ("0,1e307", "too wide"),
    ])
  func noRanges(text: String, word: String) throws {
    let error = try #require(refusal { () throws(ParsingError) in try ScaleRange(parsing: text) })
    #expect(error.description.contains(word), "\(error)")
  }

  @Test("the standard range is -1,1")
  func standard() throws {
    #expect(try ScaleRange(parsing: "-1,1") == .standard)
  }

  // numpy: (numpy.arange(256) / 127.5 - 1)[...].hex()
  @Test(
    "the standard range gives byte / 127.5 - 1",
    arguments: [
      (0, -1), (1, -0x1.fbfbfbfbfbfcp-1), (2, -0x1.f7f7f7f7f7f8p-1), (100, -0x1.b9b9b9b9b9b9cp-3),
      (127, -0x1.0101010101p-8), (128, 0x1.0101010101p-8), (200, 0x1.2323232323232p-1),
      (254, 0x1.fbfbfbfbfbfcp-1), (255, 1),
    ])
  func table(byte: Int, value: Double) {
    #expect(ScaleRange.standard.table[byte] == value)
  }
}
