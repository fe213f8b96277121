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
}
