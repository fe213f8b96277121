import HDF5
import Testing

@Suite("Attributes as h5py writes them")
struct RecordedAttributeTests {
  private func text(_ name: String, limit: Int = 1 << 20) throws(HDF5Error) -> String? {
    try reading(RecordedFile.bytes) { root throws(HDF5Error) in
      try root.group("texts").text(name, limit: limit)
    }
  }

  private func texts(_ name: String) throws(HDF5Error) -> [String]? {
    try reading(RecordedFile.bytes) { root throws(HDF5Error) in
      try root.group("texts").texts(name)
    }
  }

  private func numbers(_ name: String) throws(HDF5Error) -> [Double]? {
    try reading(RecordedFile.bytes) { root throws(HDF5Error) in
      try root.group("numbers").numbers(name)
    }
  }

  private func expectRefusal<Result>(
    _ name: String, _ word: String, _ body: () throws(HDF5Error) -> Result,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    do throws(HDF5Error) {
      _ = try body()
      Issue.record("\(name) was read", sourceLocation: sourceLocation)
    } catch {
      #expect(error.kind == .badData, sourceLocation: sourceLocation)
      #expect(error.object.hasPrefix("attribute \(name) of /"), sourceLocation: sourceLocation)
      #expect(error.problem.contains(word), "\(error)", sourceLocation: sourceLocation)
    }
  }

  @Test(
    "texts of fixed and variable length lose their padding and nothing else",
    arguments: [
      ("null_terminated", "ab"), ("null_padded", "a\0b"), ("space_padded", "a b"),
      ("utf8_labeled_ascii", "é漢"), ("one", "x"), ("variable", "Ünïcödé 😀"), ("empty_text", ""),
      ("missing", nil),
    ] as [(String, String?)])
  func single(name: String, value: String?) throws {
    #expect(try text(name) == value)
  }

  @Test(
    "lists of texts",
    arguments: [
      ("list", ["ab", "abcd"]), ("variable_list", ["one", "", "three"]), ("one", ["x"]),
      // How h5py writes an empty list.
      ("float_list", []), ("missing", nil),
    ] as [(String, [String]?)])
  func lists(name: String, value: [String]?) throws {
    #expect(try texts(name) == value)
  }

  @Test("what is not one text is refused, named and described")
  func notOneText() {
    let cases = [
      ("list", "one text was expected"), ("variable_list", "array of 3"), ("table", "rank 2"),
      ("float_list", "one text was expected"), ("null", "null"), ("null_text", "null"),
      ("latin1", "UTF-8"),
    ]
    for (name, word) in cases {
      expectRefusal(name, word) { () throws(HDF5Error) in try text(name) }
    }
  }

  @Test("what is not a list of texts is refused")
  func notTexts() {
    for (name, word) in [
      ("variable", "one scalar"), ("table", "one-dimensional"), ("null", "null"),
    ] {
      expectRefusal(name, word) { () throws(HDF5Error) in try texts(name) }
    }
  }

  @Test("a text may be as long as the limit")
  func limit() throws {
    // 7 letters, four of them of 2 bytes, a space and an emoji of 4.
    #expect(try text("variable", limit: 16) == "Ünïcödé 😀")
    expectRefusal("variable", "the limit is 15") { () throws(HDF5Error) in
      try text("variable", limit: 15)
    }
  }

  @Test(
    "numbers of any type and shape",
    arguments: [
      ("int", [-7]), ("float", [0.10000000149011612]), ("list", [1.5, -2, 1e300]),
      ("big", [1, -2]), ("table", [1, 2, 3, 4]), ("long", [0x1p53]), ("missing", nil),
    ] as [(String, [Double]?)])
  func values(name: String, values: [Double]?) throws {
    #expect(try numbers(name) == values)
  }

  @Test("a truth value or a text is no number")
  func notNumbers() {
    expectRefusal("bool", "numbers were expected") { () throws(HDF5Error) in try numbers("bool") }
    expectRefusal("variable", "numbers were expected") { () throws(HDF5Error) in
      try reading(RecordedFile.bytes) { root throws(HDF5Error) in
        try root.group("texts").numbers("variable")
      }
    }
  }

  @Test("whether an attribute exists is known without reading it")
  func existence() throws {
    let known = try reading(RecordedFile.bytes) { root throws(HDF5Error) in
      let texts = try root.group("texts")
      return [texts.hasAttribute("latin1"), texts.hasAttribute("missing")]
    }
    #expect(known == [true, false])
  }
}
