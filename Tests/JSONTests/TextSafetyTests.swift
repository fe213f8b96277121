import JSON
import Testing

@Suite("Text for terminals")
struct TextSafetyTests {
  @Test(
    "what could act on a terminal is written as an escape, the rest as it is",
    arguments: [
      ("", ""), ("dense_1/kernel:0", "dense_1/kernel:0"),
      ("back\\slash \"quoted\"", "back\\slash \"quoted\""),
      ("\u{1B}]0;title\u{7}", #"\x1b]0;title\x07"#), ("a\nb\tc\rd", #"a\nb\tc\rd"#),
      ("\r\n", #"\r\n"#),
      ("\u{0}\u{8}\u{7F}", #"\x00\x08\x7f"#), ("\u{80}\u{9B}\u{9F}\u{A0}", "\\x80\\x9b\\x9f\u{A0}"),
      ("\u{2027}\u{2028}\u{2029}\u{202F}", "\u{2027}\\u2028\\u2029\u{202F}"),
      ("user\u{202E}gnp.exe", #"user\u202egnp.exe"#),
      ("\u{202A}\u{202B}\u{202C}\u{202D}", #"\u202a\u202b\u202c\u202d"#),
      (
        "\u{2065}\u{2066}\u{2067}\u{2068}\u{2069}\u{206A}",
        #"\u2065\u2066\u2067\u2068\u2069\u206a"#
      ),
      ("\u{61B}\u{61C}\u{61D}", "\u{61B}\\u061c\u{61D}"),
      (
        "\u{200B}\u{200C}\u{200D}\u{200E}\u{200F}\u{2010}",
        "\\u200b\\u200c\\u200d\\u200e\\u200f\u{2010}"
      ),
      ("\u{FEFF}ad\u{AD}min\u{2060}", #"\ufeffad\xadmin\u2060"#),
      ("a\u{E0041}\u{180E}\u{3164}", #"a\U000e0041\u180e\u3164"#),
      ("☎\u{FE0E}❤\u{FE0F}", "☎\u{FE0E}❤\u{FE0F}"),
      ("Größe 東京 😀 e\u{301}", "Größe 東京 😀 e\u{301}"),
    ])
  func table(text: String, expected: String) {
    #expect(Array(terminalSafe(text).unicodeScalars) == Array(expected.unicodeScalars))
  }

  @Test("safe text stays as it is when it is made safe again")
  func idempotent() {
    let text = String(String.UnicodeScalarView((0...0x2100).compactMap { Unicode.Scalar($0) }))
    #expect(terminalSafe(terminalSafe(text)) == terminalSafe(text))
  }

  @Test("a written document holds no such character, and is read back as it was")
  func document() throws {
    let name = "a\u{200B}b\u{E0041}c\u{202E}"
    let text = JSONValue.string(name).serialized(pretty: false)
    #expect(text == #""a\u200bb\udb40\udc41c\u202e""#)
    #expect(try parse(text) == .string(name))
  }
}
