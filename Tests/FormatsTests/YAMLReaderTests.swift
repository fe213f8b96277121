import JSON
import Testing

@testable import Formats

@Suite("The YAML of Keras 1 and 2")
struct YAMLReaderTests {
  @Test(
    "it is what its JSON would be",
    arguments: [
      ("a: 1\nb: text", #"{"a":1,"b":"text"}"#),
      ("a:\n- 1\n- 2.5\n- null", #"{"a":[1,2.5,null]}"#),
      ("a:\n  - x\n  - - y\n    - z", #"{"a":["x",["y","z"]]}"#),
      ("- a: 1\n  b: 2\n- c: 3", #"[{"a":1,"b":2},{"c":3}]"#),
      ("a: {b: 1, c: [x, 2, {d: ~}]}", #"{"a":{"b":1,"c":["x",2,{"d":null}]}}"#),
      ("a: {b: 1,\n  c: 2}\nd: 3", #"{"a":{"b":1,"c":2},"d":3}"#),
      ("shape: !!python/tuple [null, 4]", #"{"shape":[null,4]}"#),
      ("shape: !!python/tuple\n- null\n- 4", #"{"shape":[null,4]}"#),
      ("- !!python/tuple\n  - 1\n  - 2\n- 3", "[[1,2],3]"),
      ("a: &id001 [1, 2]\nb: *id001", #"{"a":[1,2],"b":[1,2]}"#),
      ("a: 'it''s'\nb: \"x\\ty\\u00e9\"", #"{"a":"it's","b":"x\ty\u00e9"}"#),
      ("version: 2.2.4\nrate: 1.0e-07\non: true", #"{"version":"2.2.4","rate":1.0e-07,"on":true}"#),
      ("---\n# a remark\na: 1 # another\n\nb:\n", #"{"a":1,"b":null}"#),
      ("a: .inf", #"{"a":Infinity}"#),
    ])
  func values(yaml: String, json: String) throws {
    #expect(try YAMLReader.parse(yaml) == JSONParser.parse(Array(json.utf8)))
  }

  @Test(
    "anything else is an error in its line",
    arguments: [
      ("", 1, "empty"), ("a: !!python/object/apply:os.system [x]", 1, "an object of Python"),
      ("a: 1\n\tb: 2", 2, "tab"), ("a: 1\na: 2", 2, "twice"), ("a: [1, 2", 1, "lacks a ]"),
      ("a: 1\n  b: 2", 2, "indented in another way"), ("a: *nothing", 1, "unknown anchor"),
      ("a: 'x", 1, "closing quote"), ("a: {b: 1} c", 1, "more behind"),
      ("a: [x, {y: 1, y: 2}]", 1, "twice"),
    ])
  func errors(yaml: String, line: Int, words: String) throws {
    let failure = try #require(throws: YAMLReader.Failure.self) { try YAMLReader.parse(yaml) }
    #expect(failure.problem.contains(words))
    #expect(failure.line == line)
  }

  @Test("neither depth nor aliases exhaust the memory")
  func bounds() throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(throws: YAMLReader.Failure.self) { try YAMLReader.parse("a: \(deep)") }
    let dashes = String(repeating: "- ", count: 100_000)
    #expect(throws: YAMLReader.Failure.self) { try YAMLReader.parse("\(dashes)x") }
    var laughs = "a0: &a0 [x, x, x, x, x, x, x, x]\n"
    for index in 1..<12 {
      let repeated = [String](repeating: "*a\(index - 1)", count: 8).joined(separator: ", ")
      laughs += "a\(index): &a\(index) [\(repeated)]\n"
    }
    let failure = try #require(throws: YAMLReader.Failure.self) { try YAMLReader.parse(laughs) }
    #expect(failure.problem.contains("values"))
  }
}
