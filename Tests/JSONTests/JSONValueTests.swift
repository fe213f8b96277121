import JSON
import Testing

@Suite("Values, objects and their text")
struct JSONValueTests {
  @Test("accessors answer for their own kind only")
  func accessors() throws {
    let value = try parse(#"{"a": "x", "b": [1], "c": true, "d": 5.0, "e": null}"#)
    #expect(value["a"]?.stringValue == "x")
    #expect(value["b"]?.arrayValue == [1])
    #expect(value["c"]?.boolValue == true)
    #expect(value["d"]?.intValue == 5)
    #expect(value["d"]?.doubleValue == 5)
    #expect(value["e"]?.isNull == true)
    #expect(value["f"] == nil)
    #expect(value.objectValue?.names == ["a", "b", "c", "d", "e"])
    #expect(value["a"]?.intValue == nil)
    #expect(value["c"]?.intValue == nil)
    #expect(value["d"]?.boolValue == nil)
    #expect(value["d"]?.stringValue == nil)
    #expect(value["e"]?.objectValue == nil)
    #expect(value["a"]?["b"] == nil)
    #expect(value["b"]?.isNull == false)
  }

  @Test("literals make the values they look like")
  func literals() throws {
    let value: JSONValue = ["z": [1, 2.5, "a", true, nil], "a": ["b": -3]]
    #expect(value.serialized(pretty: false) == #"{"z":[1,2.5,"a",true,null],"a":{"b":-3}}"#)
    #expect(try parse(value.serialized(pretty: false)) == value)
  }

  @Test(
    "setting a member replaces it in its place, appends it, or removes it", arguments: [3, 9, 40])
  func objectChanges(count: Int) {
    var object = JSONObject()
    for index in 0..<count { object["name \(index)"] = .number(index) }
    object["name 1"] = "changed"
    object["new"] = true
    object["name 0"] = nil
    object["absent"] = nil
    #expect(object.names == (1..<count).map { "name \($0)" } + ["new"])
    #expect(object["name 1"] == "changed")
    #expect(object["name 0"] == nil)
    #expect(object["name \(count - 1)"] == .number(count - 1))
    #expect(object["new"] == true)
    #expect(object.count == count)
    for name in object.names { object[name] = nil }
    #expect(object.isEmpty)
    #expect(object == JSONObject())
  }

  @Test("of a repeated name the last value counts, in the first place")
  func repeatedLiteral() {
    let object: JSONObject = ["a": 1, "b": 2, "a": 3]
    #expect(object.names == ["a", "b"])
    #expect(object["a"] == 3)
  }

  @Test("objects with another order are other objects")
  func order() throws {
    #expect(try parse(#"{"a":1,"b":2}"#) != parse(#"{"b":2,"a":1}"#))
  }

  @Test("two spellings of one letter are two names", arguments: [0, 20])
  func equivalentNames(others: Int) throws {
    let filler = (0..<others).map { "\"\($0)\":0," }.joined()
    let object = try #require(try parse("{\(filler)\"\u{E9}\":1,\"e\u{301}\":2}").objectValue)
    #expect(object.count == others + 2)
    #expect(object["\u{E9}"] == 1)
    #expect(object["e\u{301}"] == 2)
  }

  @Test("pretty text puts scalars of an array on one line and indents by two")
  func pretty() {
    let value: JSONValue = [
      "a": 1, "b": ["c": "d", "e": [:]], "f": [], "g": [1, "x", nil],
      "h": [["i": [2]], [:], [3, 4]],
    ]
    #expect(
      value.serialized(pretty: true) == """
        {
          "a": 1,
          "b": {
            "c": "d",
            "e": {}
          },
          "f": [],
          "g": [1, "x", null],
          "h": [
            {
              "i": [2]
            },
            {},
            [3, 4]
          ]
        }
        """)
    #expect(JSONValue.number(3).serialized(pretty: true) == "3")
  }

  @Test("pretty and compact text hold the same value")
  func bothForms() throws {
    let text = #"{"a":[1,[2,{"b":"\u0007\u202e\"\\"}],{}],"":[[]],"é😀":[1e5,-0.0,NaN]}"#
    let value = try parse(text)
    #expect(value.serialized(pretty: false) == text)
    #expect(try parse(value.serialized(pretty: true)) == value)
  }

  @Test(
    "what could act on a terminal is escaped in strings and names",
    arguments: [
      ("\u{1B}[31m", #"\u001b[31m"#), ("\u{0}", #"\u0000"#),
      ("\u{7F}\u{80}\u{9F}", #"\u007f\u0080\u009f"#),
      ("\u{2028}\u{2029}", #"\u2028\u2029"#), ("\u{61C}\u{200E}\u{200F}", #"\u061c\u200e\u200f"#),
      ("\u{202A}\u{202E}", #"\u202a\u202e"#), ("\u{2066}\u{2069}", #"\u2066\u2069"#),
      ("\r\n", #"\r\n"#), ("a\"b\\c/", #"a\"b\\c/"#),
      ("\u{A0}é\u{2027}\u{2030}😀", "\u{A0}é\u{2027}\u{2030}😀"),
    ])
  func escapes(text: String, expected: String) throws {
    #expect(JSONValue.string(text).serialized(pretty: false) == "\"\(expected)\"")
    let object: JSONValue = .object([text: 0])
    #expect(object.serialized(pretty: false) == "{\"\(expected)\":0}")
    #expect(try parse("\"\(expected)\"") == .string(text))
  }
}
