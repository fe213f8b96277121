import Files
import Testing

@testable import Datasets

@Suite("CSV of numbers")
struct CSVTests {
  static let square = DataArray(shape: [2, 2], storage: .bytes([1, 2, 3, 4]))

  @Test(
    "spellings of the same table",
    arguments: [
      "1,2\n3,4\n", "1,2\n3,4", "1,2\r\n3,4\r\n", "\u{FEFF}1,2\n3,4\n", "a,b\n1,2\n3,4\n",
      "a,b\r\n1,2\r\n3,4", "\"a,\nb\",\"c\"\"d\"\n1,2\n3,4\n", "\"1\",2\n3,\"4\"\n",
      "\"1\",2\r\n3,\"4\"\r\n", "\"1\",2\n3,\"4\"", "1,x\n1,2\n3,4", "+1,02\n3,4",
      "a,a\n1,2\n3,4\n", "1, 2\n 3,4 \n", "1,2\n3,4\n\n", "1,2\n3,4\n\r\n\n", "1;2\n3;4\n",
      "1\t2\n3\t4\n", "\"a;b\",\"c\"\n1,2\n3,4\n", "1.0,2e0\n3.,4\n",
    ])
  func spellings(_ text: String) throws {
    #expect(try readCSV(text) == Self.square)
  }

  @Test("one column is n x 1, with and without a header")
  func column() throws {
    let expected = DataArray(shape: [3, 1], storage: .bytes([7, 0, 255]))
    #expect(try readCSV("7\n0\n255\n") == expected)
    #expect(try readCSV("label\n7\n0\n255") == expected)
  }

  @Test(
    "numbers stay bytes only when all are integers of 0 to 255",
    arguments: [
      ("1,256\n", [1, 256]), ("1,-1\n", [1, -1]), ("1,0.5\n", [1, 0.5]),
      ("1,123456789012345678\n", [1, 0x1.b69b4ba630f35p+56]),
    ])
  func doubles(text: String, values: [Double]) throws {
    #expect(try readCSV(text).storage == .doubles(values))
  }

  @Test("rows of bytes become doubles when a later row is not")
  func widening() throws {
    #expect(
      try readCSV("0,255\n7,8\n1,0.25\n9,9\n").storage == .doubles([0, 255, 7, 8, 1, 0.25, 9, 9]))
  }

  @Test(
    "refusals name the line and the column",
    arguments: [
      ("1,2,3\n1,2\n", "line 2: 2 fields, expected 3"),
      ("a,b\n1,2\n1,2,3\n", "line 3: 3 fields, expected 2"),
      ("1,2\n1\n", "line 2: 1 field, expected 2"),
      (
        "a,b\nred,1\n",
        "line 2, column 1: \"red\" is not a number; --drop leaves a column out, and words have to be encoded as numbers"
      ),
      (
        "\"a\nb\",c\n1,red\n",
        "line 3, column 2: \"red\" is not a number; --drop leaves a column out, and words have to be encoded as numbers"
      ),
      ("1,2\n0x10,0\n", "line 2, column 1: \"0x10\" is not a number"),
      ("1,2\n3,1_000\n", "line 2, column 2: \"1_000\" is not a number"),
      (
        "1,2\n3,nan\n",
        "line 2, column 2: \"nan\" is no value; a number was expected (--missing drop leaves such rows out, --missing mean puts the column's mean there)"
      ),
      ("1,2\n3,-INF\n", "line 2, column 2: \"-INF\" is not a finite number"),
      ("1,2\n3,Infinity\n", "line 2, column 2: \"Infinity\" is not a finite number"),
      ("1,2\n3,1e999\n", "line 2, column 2: \"1e999\" is not a finite number"),
      ("1e999,2\n", "line 1, column 1: \"1e999\" is not a finite number"),
      (
        "1,2\n,4\n",
        "line 2, column 1: the field is blank; a number was expected (--missing drop leaves such rows out, --missing mean puts the column's mean there)"
      ),
      (
        "1,2\n3,\n",
        "line 2, column 2: the field is blank; a number was expected (--missing drop leaves such rows out, --missing mean puts the column's mean there)"
      ),
      (
        "1,2\n3,",
        "line 2, column 2: the field is blank; a number was expected (--missing drop leaves such rows out, --missing mean puts the column's mean there)"
      ),
      (
        "1,2\n\"\",4\n",
        "line 2, column 1: the field is blank; a number was expected (--missing drop leaves such rows out, --missing mean puts the column's mean there)"
      ),
      ("1,2\n\n3,4\n", "line 2: the line is blank"),
      ("1,2\n\r\n\n3,4\n", "line 2: the line is blank"),
      ("\n1,2\n", "line 1: the line is blank"),
      ("1,2\n3,\"4\n", "line 2, column 2: a quote is never closed"),
      ("\"1,2\n3,4\n", "line 1, column 1: a quote is never closed"),
      ("1,2\n3,\"4\"5\n", "line 2, column 2: text after a closing quote"),
      ("1,2\n3,4\"\n", "line 2, column 2: a quote inside a field that does not begin with one"),
      ("1,2\n3,\0\n", "line 2, column 2: a NUL byte; is this text?"),
      ("1,2\n3,\"\0\"\n", "line 2, column 2: a NUL byte; is this text?"),
      ("1,2\r3,4\r", "line 1, column 2: a carriage return without a line feed"),
      ("1,2\n3,4\r", "line 2, column 2: a carriage return without a line feed"),
      ("a,b\n", "has a header and no rows; one at least was expected"),
      ("a,b", "has a header and no rows; one at least was expected"),
      ("", "is empty"),
      ("\u{FEFF}", "is empty"),
    ])
  func refusals(text: String, message: String) throws {
    let error = try #require(refusal { () throws(FileError) in try readCSV(text) })
    #expect(error.kind == .badData)
    #expect(error.description == "data: \(message)")
  }

  @Test("what a message quotes is cut")
  func quoting() throws {
    let text = "1\n" + String(repeating: "ab", count: 1000) + "\n"
    let error = try #require(refusal { () throws(FileError) in try readCSV(text) })
    #expect(error.problem == "\"\(String(repeating: "ab", count: 20))...\" is not a number")
    // One character of many scalars is cut as well.
    let zalgo = "1\nx" + String(repeating: "\u{301}", count: 1000) + "\n"
    let cut = try #require(refusal { () throws(FileError) in try readCSV(zalgo) })
    #expect(cut.problem.utf8.count < 120)
  }

  @Test(
    "UTF-16 is recognized, with and without its mark",
    arguments: [
      ("fffe31002c003200", "UTF-16"), ("feff0031002c0032", "UTF-16"), ("31002c00", "NUL"),
    ])
  func utf16(file: String, word: String) throws {
    let error = try #require(refusal { () throws(FileError) in try read(hex(file)) })
    #expect(error.kind == .badData)
    #expect(error.problem.contains(word))
  }

  @Test("100,000 fields in a line are read, one more is not")
  func fields() throws {
    let row = [String](repeating: "0", count: 100_000).joined(separator: ",")
    #expect(try readCSV(row + "\n" + row).shape == [2, 100_000])
    for text in ["\(row),0\n", "a\n\(row),0\n"] {
      let error = try #require(refusal { () throws(FileError) in try readCSV(text) })
      #expect(error.object == (text.hasPrefix("a") ? "line 2" : "line 1"))
      #expect(error.problem == "more than 100000 fields")
    }
  }

  @Test("a line has 4 MiB at most")
  func longLine() throws {
    let digits = String(repeating: "1", count: 1 << 22)
    for long in [digits, "\"\(digits)\"", "1," + digits] {
      let error = try #require(refusal { () throws(FileError) in try readCSV("1,2\n\(long)\n") })
      #expect(error.description.hasPrefix("data: line 2: longer than 4194304 bytes"))
    }
  }

  @Test("the limit counts the numbers as they are in memory")
  func limit() throws {
    let bytes = Array("1,2\n3,4\n".utf8)
    #expect(try read(bytes, limit: 4) == Self.square)
    for (text, limit) in [("1,2\n3,4\n", 3), ("1,2\n3,0.5\n", 31)] {
      let error = try #require(
        refusal { () throws(FileError) in try read(Array(text.utf8), limit: limit) })
      #expect(error.object == "line 2")
      #expect(error.problem.contains("limit"))
    }
  }
}
