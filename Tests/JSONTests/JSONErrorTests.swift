import JSON
import Testing

private let escapeExpected = "an escape such as \\n or \\u0000 within a string was expected"

@Suite("Refusing what is not JSON")
struct JSONErrorTests {
  @Test(
    "the error says where, what was found and what was expected",
    arguments: [
      ("", 1, 1, "the text is empty; a JSON value was expected"),
      (" \n ", 2, 2, "the text is empty; a JSON value was expected"),
      ("[1,]", 1, 4, "found ']' after a comma; JSON allows no trailing comma"),
      ("{\"a\": 1, }", 1, 10, "found '}' after a comma; JSON allows no trailing comma"),
      ("[1 2]", 1, 4, "found '2'; ',' or ']' was expected"),
      ("[1}", 1, 3, "found '}'; ',' or ']' was expected"),
      ("[1", 1, 3, "found the end of the text; ',' or ']' was expected"),
      ("[", 1, 2, "found the end of the text; a value was expected"),
      ("[,1]", 1, 2, "found ','; a value was expected"),
      ("]", 1, 1, "found ']'; a value was expected"),
      ("1 1", 1, 3, "found '1'; the end of the text was expected"),
      ("{} // comment", 1, 4, "found '/'; the end of the text was expected"),
      ("{\"a\" 1}", 1, 6, "found '1'; ':' after a name was expected"),
      ("{\"a\"}", 1, 5, "found '}'; ':' after a name was expected"),
      ("{\"a\": }", 1, 7, "found '}'; a value was expected"),
      ("{a: 1}", 1, 2, "found 'a'; a name in double quotes was expected"),
      ("{1: 1}", 1, 2, "found '1'; a name in double quotes was expected"),
      ("{\"a\": 1; \"b\": 2}", 1, 8, "found ';'; ',' or '}' was expected"),
      ("{\n\"a\": 1,\n  \"a\": 2}", 3, 3, "the name \"a\" appears twice in one object"),
      ("{\"b\": 1, \"\\u0062\": 2}", 1, 10, "the name \"b\" appears twice in one object"),
      ("'a'", 1, 1, "found '''; a value was expected"),
      ("nul", 1, 1, "found the word \"nul\"; a value was expected"),
      ("[True]", 1, 2, "found the word \"True\"; a value was expected"),
      ("nulll", 1, 1, "found the word \"nulll\"; a value was expected"),
      ("-NaN", 1, 2, "found 'N'; a digit after '-' was expected"),
      ("-Inf", 1, 2, "found 'I'; a digit after '-' was expected"),
      ("inf", 1, 1, "found the word \"inf\"; a value was expected"),
      ("01", 1, 1, "a number starts with a zero; its first digit was expected to be 1 to 9"),
      ("+1", 1, 1, "found '+'; a value was expected"),
      (".5", 1, 1, "found '.'; a value was expected"),
      ("[1.]", 1, 4, "found ']'; a digit after the decimal point was expected"),
      ("[1.e5]", 1, 4, "found 'e'; a digit after the decimal point was expected"),
      ("1e", 1, 3, "found the end of the text; a digit in the exponent was expected"),
      ("1e+", 1, 4, "found the end of the text; a digit in the exponent was expected"),
      ("0x10", 1, 2, "found 'x'; the end of the text was expected"),
      ("[1_000]", 1, 3, "found '_'; ',' or ']' was expected"),
      ("- 1", 1, 2, "found ' '; a digit after '-' was expected"),
      ("[é", 1, 2, "found the character U+00E9; a value was expected"),
      ("[\u{A0}1]", 1, 2, "found the character U+00A0; a value was expected"),
      ("[\"é\" 1]", 1, 6, "found '1'; ',' or ']' was expected"),
      ("\u{0B}1", 1, 1, "found the control character 0x0b; a value was expected"),
      ("\"a", 1, 1, "a string is not closed; '\"' was expected before the end of the text"),
      ("\"a\\\"", 1, 1, "a string is not closed; '\"' was expected before the end of the text"),
      (
        "\"a\\", 1, 4,
        "found the end of the text; one of \" \\ / b f n r t u after a backslash was expected"
      ),
      ("\"\\q\"", 1, 3, "found 'q'; one of \" \\ / b f n r t u after a backslash was expected"),
      ("\"\\u12\"", 1, 2, "a \\u escape is incomplete; four hexadecimal digits were expected"),
      ("\"\\u+123\"", 1, 2, "a \\u escape is incomplete; four hexadecimal digits were expected"),
      (
        "\"\\ud83d\\u00g0\"", 1, 8,
        "a \\u escape is incomplete; four hexadecimal digits were expected"
      ),
      (
        "\"a\nb\"", 1, 3,
        "found the control character 0x0a; \(escapeExpected)"
      ),
      (
        "\"\\n\u{0}\"", 1, 4,
        "found the control character 0x00; \(escapeExpected)"
      ),
    ])
  func texts(text: String, line: Int, column: Int, problem: String) {
    #expect(failure(text) == JSONError(line: line, column: column, problem: problem))
  }

  @Test(
    "bytes that are not UTF-8 are refused where they are",
    arguments: [
      ([0x22, 0x61, 0xFF, 0x22], 3, "0xff"),
      ([0x22, 0xC3, 0x22], 2, "0xc3"),
      ([0x22, 0xC3, 0xA9, 0xA9, 0x22], 3, "0xa9"),
      ([0x22, 0xC0, 0x80, 0x22], 2, "0xc0"),
      ([0x22, 0xED, 0xA0, 0x80, 0x22], 2, "0xed"),
      ([0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], 2, "0xf5"),
      ([0x22, 0x5C, 0x6E, 0xE2, 0x82, 0x22], 4, "0xe2"),
      ([0x22, 0xC3, 0x5C, 0x6E, 0x22], 2, "0xc3"),
      ([0x5B, 0xFF, 0x5D], 2, "0xff"),
    ] as [([UInt8], Int, String)])
  func invalidUTF8(bytes: [UInt8], column: Int, byte: String) throws {
    let error = try #require(failure(bytes))
    #expect(error.column == column)
    #expect(error.problem.contains(byte))
  }

  @Test(
    "UTF-16 and UTF-32 are named as such",
    arguments: [
      [0xFE, 0xFF, 0x00, 0x31], [0xFF, 0xFE, 0x31, 0x00], [0x00, 0x5B, 0x00, 0x5D],
      [0x5B, 0x00, 0x5D, 0x00], [0x00, 0x00, 0xFE, 0xFF],
    ] as [[UInt8]])
  func utf16(bytes: [UInt8]) {
    #expect(failure(bytes)?.problem == "the text looks like UTF-16 or UTF-32; UTF-8 was expected")
  }

  @Test("NUL is refused between values and after the document")
  func nul() {
    #expect(failure("0") == nil)
    #expect(failure([0x00])?.problem == "found the control character 0x00; a value was expected")
    #expect(
      failure("[1]\u{0}")?.problem
        == "found the control character 0x00; the end of the text was expected")
  }

  @Test("names in errors are cut and made safe for a terminal")
  func hostileNames() throws {
    let name = "\\u001b[31m" + String(repeating: "x", count: 5000)
    let problem = try #require(failure("{\"\(name)\":0,\"\(name)\":0}")).problem
    #expect(problem.hasPrefix("the name \"\\x1b[31mxxx"))
    #expect(problem.hasSuffix("xx…\" appears twice in one object"))
    #expect(problem.utf8.count < 150)
  }

  @Test("the description is one line with line and column")
  func description() {
    let error = JSONError(line: 1, column: 57, problem: "found 'x'; ',' was expected")
    #expect(error.description == "line 1 column 57: found 'x'; ',' was expected")
  }
}
