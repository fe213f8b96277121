import Testing

@testable import Reports

@Suite("Numbers and tables as text")
struct NumberTextTests {
  @Test(
    "short numbers are C's %.5g, as Python writes it",
    arguments: [
      (0.0, "0"), (-0.0, "0"), (1, "1"), (-2.5, "-2.5"), (3.14159265, "3.1416"),
      (123456, "1.2346e+05"), (99999, "99999"), (0.0001, "0.0001"), (0.00001, "1e-05"),
      (1e300, "1e+300"), (.leastNonzeroMagnitude, "4.9407e-324"), (.nan, "nan"), (.infinity, "inf"),
      (-.infinity, "-inf"), (-.nan, "nan"),
    ])
  func short(value: Double, wanted: String) {
    #expect(NumberText.short(value) == wanted)
  }

  @Test("the number of digits can be chosen")
  func digits() {
    #expect(NumberText.short(1.0 / 3, significant: 2) == "0.33")
    #expect(NumberText.short(1.0 / 3, significant: 9) == "0.333333333")
    #expect(NumberText.fixed(2.0 / 3, digits: 4) == "0.6667")
    #expect(NumberText.fixed(0.5, digits: 0) == "0")
    #expect(NumberText.fixed(-0.00001, digits: 3) == "-0.000")
    #expect(NumberText.fixed(.nan, digits: 3) == "nan")
    #expect(NumberText.fixed(-.infinity, digits: 3) == "-inf")
  }

  @Test(
    "what is only near 0 or 1 is not printed as that",
    arguments: [
      (0.5, "0.500"), (1, "1.000"), (0, "0.000"), (1.0.nextDown, ">0.999"), (0.9996, ">0.999"),
      (0.9994, "0.999"), (1e-300, "<0.001"), (0.0004, "<0.001"), (0.0006, "0.001"), (.nan, "nan"),
    ])
  func probability(value: Double, wanted: String) {
    #expect(NumberText.probability(value, digits: 3) == wanted)
  }

  @Test("the largest number in full is not cut")
  func long() {
    let text = NumberText.fixed(.greatestFiniteMagnitude, digits: 4)
    #expect(text.count == 314)
    #expect(text.hasPrefix("17976931348623157"))
    #expect(text.hasSuffix("8368.0000"))
  }

  @Test(
    "thousands are separated by commas",
    arguments: [
      (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (24635, "24,635"),
      (-1234567, "-1,234,567"),
      (100_000, "100,000"), (Int.max, "9,223,372,036,854,775,807"),
      (Int.min, "-9,223,372,036,854,775,808"),
    ])
  func grouped(value: Int, wanted: String) {
    #expect(NumberText.grouped(value) == wanted)
  }

  @Test(
    "columns are as wide as their widest cell, two blanks apart, with none at the end of a line")
  func table() {
    var table = TextTable([("name", .left), ("count", .right), ("note", .left)])
    table.add(["a", "7", "x"])
    table.add(["longer", "12345", ""])
    #expect(
      table.lines == [
        "name    count  note", "a           7  x", "longer  12345",
      ])
  }

  @Test("letters beyond ASCII are one column wide")
  func unicode() {
    var table = TextTable([("é", .left), ("n", .right)])
    table.add(["ünï", "1"])
    #expect(table.lines == ["é    n", "ünï  1"])
  }

  @Test("a table without rows is its titles")
  func empty() {
    #expect(TextTable([("a", .left), ("b", .right)]).lines == ["a  b"])
  }

  @Test("columns that do not fit a terminal go below, with the same rows, and rows stay whole")
  func folded() {
    var table = TextTable([
      ("key", .left), (String(repeating: "a", count: 40), .left), ("b", .right),
      (String(repeating: "c", count: 50), .left), ("d", .right),
    ])
    table.add(["k", "1", "2", "3", "4"])
    #expect(
      table.lines == [
        "key  \(String(repeating: "a", count: 40))  b",
        "k    1\(String(repeating: " ", count: 41))2",
        "",
        "key  \(String(repeating: "c", count: 50))  d",
        "k    3\(String(repeating: " ", count: 51))4",
      ])
  }

  @Test("what can be spared is left out before anything goes below")
  func spared() {
    var table = TextTable(
      [
        ("key", .left), (String(repeating: "a", count: 70), .left), ("spare", .left), ("b", .right),
      ],
      expendable: ["spare"])
    table.add(["k", "1", "2", "3"])
    #expect(table.lines.count == 2)
    #expect(table.lines.allSatisfy { !$0.contains("spare") && $0.count == 78 })
  }

  @Test("a title of two lines stands on the cells with its second")
  func tallTitles() {
    var table = TextTable([("method", .left), ("box\nviolation", .right)])
    table.add(["map", "0"])
    #expect(table.lines == ["              box", "method  violation", "map             0"])
  }

  @Test("a paragraph breaks between words only")
  func paragraph() {
    let word = String(repeating: "w", count: 30)
    #expect(
      Paragraph.lines("\(word) \(word) \(word)", indent: 4) == [
        "    \(word) \(word)", "    \(word)",
      ])
    #expect(Paragraph.lines("") == [])
  }
}
