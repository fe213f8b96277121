import Files
import Testing

@testable import Datasets

@Suite("CSV with labels")
struct CSVLabelsTests {
  @Test("the first column holds the labels, and the others stay bytes")
  func first() throws {
    let (features, labels) = try readLabeledCSV("label,pixel0,pixel1\n5,0,255\n0,7,8\n")
    #expect(features == DataArray(shape: [2, 2], storage: .bytes([0, 255, 7, 8])))
    #expect(labels.indices == [5, 0])
    #expect(labels.names == ["0", "1", "2", "3", "4", "5"])
  }

  @Test("a first column of another name holds the labels too when the others are pixels")
  func unnamed() throws {
    let (features, labels) = try readLabeledCSV("digit,1x1,1x2\n1,0.5,2\n")
    #expect(features == DataArray(shape: [1, 2], storage: .doubles([0.5, 2])))
    #expect(labels.indices == [1])
  }

  @Test("the column called label holds them wherever it is")
  func last() throws {
    let (features, labels) = try readLabeledCSV("a,\"label\",b\n1,3,2\n4,0,5\n")
    #expect(features == DataArray(shape: [2, 2], storage: .bytes([1, 2, 4, 5])))
    #expect(labels.indices == [3, 0])
  }

  @Test("a large label does not make the features doubles")
  func largeLabel() throws {
    #expect(try readLabeledCSV("label,x\n65535,1\n").features.storage == .bytes([1]))
  }

  @Test("words are classes in the order of their bytes")
  func words() throws {
    let (_, labels) = try readLabeledCSV(
      "x,label\n1,rot\n2,\"gr\"\"ün\"\n3,rot\n4,Ω\n5,blau\n")
    #expect(labels.names == ["blau", "gr\"ün", "rot", "Ω"])
    #expect(labels.indices == [2, 1, 2, 3, 0])
  }

  @Test("integers may be written as floating point")
  func floatingPoint() throws {
    #expect(try readLabeledCSV("label,x\n3.0,1\n1e1,1\n").labels.indices == [3, 10])
  }

  @Test(
    "refusals name the line and the column",
    arguments: [
      ("label,x\n1.5,1\n", "line 2, column 1: the label \"1.5\" is not an integer"),
      ("x,label\n1,-1\n", "line 2, column 2: the label \"-1\" is negative"),
      (
        "label,x\n65536,1\n",
        "line 2, column 1: the label \"65536\" is too large; the limit is 65535"
      ),
      ("label,x\n1e999,1\n", "line 2, column 1: the label \"1e999\" is not an integer"),
      (
        "label,x\n1,1\nred,1\n",
        "line 3, column 1: the label \"red\" is not an integer, as those before it"
      ),
      (
        "label,x\nred,1\n1,1\n",
        "line 3, column 1: the label \"1\" is a number; those before it are words"
      ),
      ("label,x\n,1\n", "line 2, column 1: the label is blank"),
      (
        "1,2\n3,4\n",
        "line 1: no column is called label, class, target or y; --label-column NAME, NUMBER, first or last says which; there is no header"
      ),
      ("label\n1\n", "line 1: 1 column; a label and at least one feature were expected"),
      (
        "label,label,x\n1,2,3\n",
        "line 1: 2 columns are called label; --label-column NUMBER says which"
      ),
      ("label,x\n1\n", "line 2: 1 field, expected 2"),
      (
        "label,x\n1,red\n",
        "line 2, column 2: \"red\" is not a number; --drop leaves a column out, and words have to be encoded as numbers"
      ),
      ("label,x\n", "has a header and no rows; one at least was expected"),
      ("", "is empty"),
    ])
  func refusals(text: String, message: String) throws {
    let error = try #require(refusal { () throws(FileError) in try readLabeledCSV(text) })
    #expect(error.kind == .badData)
    #expect(error.description == "data: \(message)")
  }

  @Test("a word has 256 bytes at most and is UTF-8")
  func wordLimits() throws {
    let word = String(repeating: "w", count: 256)
    #expect(try readLabeledCSV("label,x\n\(word),1\n").labels.names == [word])
    let long = try #require(
      refusal { () throws(FileError) in try readLabeledCSV("label,x\n\(word)w,1\n") })
    #expect(long.problem.contains("256"))
    let latin1 = Array("label,x\n".utf8) + [0xe4] + Array(",1\n".utf8)
    let error = try #require(
      refusal { () throws(FileError) in
        var layout = TableLayout()
        layout.wanted = .labels
        return try DatasetReader.table(of: latin1, file: "data", layout: layout)
      })
    #expect(error.problem.contains("UTF-8"))
  }

  @Test("65,536 different words are read, one more is not")
  func manyWords() throws {
    let text = "label,x\n" + (0..<65_536).map { "w\($0),1\n" }.joined()
    #expect(try readLabeledCSV(text).labels.names.count == 65_536)
    let error = try #require(
      refusal { () throws(FileError) in try readLabeledCSV(text + "more,1\n") })
    #expect(error.object == "line 65538, column 1")
    #expect(error.problem == "more than 65536 different labels")
  }
}
