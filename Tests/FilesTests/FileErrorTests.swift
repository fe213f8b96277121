import Files
import Testing

@Suite("Errors about files")
struct FileErrorTests {
  @Test("the description is file, place and problem, without a place when there is none")
  func description() {
    let whole = FileError(.badData, file: "a/b.h5", problem: "is empty; a model was expected")
    #expect(whole.description == "a/b.h5: is empty; a model was expected")
    let inside = FileError(.badData, file: "-", object: "/dense/kernel:0", problem: "is missing")
    #expect("\(inside)" == "-: /dense/kernel:0: is missing")
  }

  @Test("a name that is too long for a message is cut in its middle, and a sentence too")
  func abbreviation() {
    let long = "/model/" + String(repeating: "x", count: 60_000) + "/kernel:0"
    let error = FileError(.badData, file: "a.h5", object: long, problem: "\(long) is missing")
    #expect(error.description.unicodeScalars.count <= 6 + 80 + 2 + 600)
    #expect(error.description.hasPrefix("a.h5: /model/xxx"))
    #expect(error.description.hasSuffix("xxx/kernel:0 is missing"))
    #expect(error.object == long)
    let sentence = FileError(.badData, file: "a.h5", problem: "the layer \(long) is of no class")
    let rest = "a.h5: the layer  is of no class"
    #expect(sentence.description.unicodeScalars.count == rest.count + 80)
    #expect(String(repeating: "é", count: 80).abbreviated() == String(repeating: "é", count: 80))
    #expect(String(repeating: "é", count: 81).abbreviated().unicodeScalars.count == 80)
    #expect(
      ("a" + String(repeating: "\u{301}", count: 500)).abbreviated().unicodeScalars.count == 80)
  }
}
