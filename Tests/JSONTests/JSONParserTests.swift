import JSON
import Testing

@Suite("Reading JSON")
struct JSONParserTests {
  @Test(
    "every kind of value is read",
    arguments: [
      ("null", nil), ("true", true), ("false", false), ("7", 7), (" \t\r\n[ ] \n", []),
      ("{}", .object(JSONObject())), ("\"\"", ""),
      (#"["a", [1, null], {"b": false}]"#, ["a", [1, nil], ["b": false]]),
    ] as [(String, JSONValue)])
  func values(text: String, expected: JSONValue) throws {
    #expect(try parse(text) == expected)
  }

  @Test(
    "documents read and written again are what Python's json module makes of them",
    arguments: [
      // json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")) of Python 3.11.
      (
        #"{"class_name": "Sequential", "config": {"layers": [{"units": 128, "bias": null}]}}"#,
        #"{"class_name":"Sequential","config":{"layers":[{"units":128,"bias":null}]}}"#
      ),
      ("[[],{},[{}]]", "[[],{},[{}]]"),
      (#""\u0041\u00e9\u20ac\ud83d\ude00""#, "\"Aé€😀\""),
      (#""\u00E9\u20AC\uD83D\uDE00""#, "\"é€😀\""),
      (#""\"\\\/\b\f\n\r\t""#, #""\"\\/\b\f\n\r\t""#),
      ("\"é€😀\"", "\"é€😀\""),
      (
        "[0, 1, -1, 10, 0.5, -0.25, 1e-07, 1e+16, 123456789012345678901234567890]",
        "[0,1,-1,10,0.5,-0.25,1e-07,1e+16,123456789012345678901234567890]"
      ),
      ("\t[\r\n1\n,\t2 ]\n", "[1,2]"),
      (#""\u0000\u001f""#, #""\u0000\u001f""#),
      (#"{"a\u0062": 1, "": 2, "a": {"": ""}}"#, #"{"ab":1,"":2,"a":{"":""}}"#),
      ("[NaN, Infinity, -Infinity]", "[NaN,Infinity,-Infinity]"),
    ])
  func python(text: String, expected: String) throws {
    #expect(try parse(text).serialized(pretty: false) == expected)
  }

  @Test("a byte order mark is accepted and does not move the columns of errors")
  func byteOrderMark() throws {
    #expect(try JSONParser.parse([0xEF, 0xBB, 0xBF] + Array("[1]".utf8)) == [1])
    #expect(failure([0xEF, 0xBB, 0xBF] + Array("[x]".utf8))?.column == 2)
    #expect(failure([0xEF, 0xBB, 0xBF])?.problem == "the text is empty; a JSON value was expected")
    #expect(failure("[\u{FEFF}1]") != nil)
  }

  @Test(
    "half a surrogate pair becomes the replacement character",
    arguments: [
      (#""\ud83d""#, "\u{FFFD}"),
      (#""\ude00""#, "\u{FFFD}"),
      (#""\ud83dx""#, "\u{FFFD}x"),
      (#""\ud83d\n""#, "\u{FFFD}\n"),
      (#""\ud83d\u0041""#, "\u{FFFD}A"),
      (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
      (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"),
      (#""\ud800\udc00\udbff\udfff""#, "\u{10000}\u{10FFFF}"),
    ])
  func surrogates(text: String, expected: String) throws {
    #expect(try parse(text) == .string(expected))
  }

  @Test("nesting is accepted up to the limit and refused beyond it, without a crash")
  func depth() throws {
    let deepest = try parse(nestedArrays(128))
    #expect(deepest.serialized(pretty: false) == nestedArrays(128))
    #expect(
      failure(nestedArrays(129))?.description
        == "line 1 column 129: the text nests deeper than 128 levels")
    #expect(failure(String(repeating: "[", count: 100_000))?.problem.contains("deep") == true)
    let objects = String(repeating: "{\"a\":", count: 100_000)
    #expect(failure(objects)?.problem.contains("deep") == true)
    // Depth is not the number of brackets.
    #expect(
      try parse("[" + String(repeating: "[],{},", count: 1000) + "0]").arrayValue?.count == 2001)
  }

  @Test("a caller's limit on nesting holds, and none is without bounds")
  func depthLimits() {
    #expect(throws: JSONError.self) { try parse("[[]]", maximumDepth: 1) }
    #expect(throws: JSONError.self) { try parse("[]", maximumDepth: 0) }
    #expect(throws: Never.self) { try parse("1", maximumDepth: 0) }
    #expect(throws: Never.self) { try parse(nestedArrays(512), maximumDepth: .max) }
    #expect(throws: JSONError.self) { try parse(nestedArrays(513), maximumDepth: .max) }
  }

  @Test("large documents keep all they hold")
  func large() throws {
    let members = (0..<20_000).map { "\"name \($0)\": \($0)" }.joined(separator: ", ")
    let object = try #require(try parse("{\(members)}").objectValue)
    #expect(object.count == 20_000)
    #expect(object["name 19999"]?.intValue == 19_999)
    #expect(object.members[12_345].name == "name 12345")

    let blanks = String(repeating: " \n", count: 200_000)
    #expect(try parse(blanks + "1" + blanks) == 1)
    #expect(failure(blanks)?.line == 200_001)
    let long = String(repeating: "é\\n", count: 50_000)
    #expect(try parse("\"\(long)\"").stringValue?.unicodeScalars.count == 100_000)
  }

  @Test("a large document that repeats its first name at the end is refused")
  func largeDuplicate() {
    let members = (0..<20_000).map { "\"name \($0)\":0" }.joined(separator: ",\n")
    #expect(
      failure("{\(members),\n\"name 0\":1}")?.description
        == "line 20001 column 1: the name \"name 0\" appears twice in one object")
  }
}
