import Files
import Networks
import TestSupport
import Testing

@testable import Formats

/// Results whose inputs are rows of a table.
@Suite("Results of tables")
struct ResultsTableTests {
  private func results() throws -> InversionResults {
    var results = try ResultsSketch.make()
    results.removePictures()
    results.inputSpace = try InputSpace([
      InputFeature(
        name: "pro,line", unit: "mg", range: 278...1680, typical: 600, isFixed: true, source: .data),
      InputFeature(name: "is \"red\"", range: 0...1, kind: .integer, source: .model),
      InputFeature(name: "größe", range: -1...1, source: .assumed),
    ])
    return results
  }

  private func read(_ results: InversionResults) throws -> InversionResults {
    let bytes = try ResultsFile.encode(results, path: "r.h5")
    return try ModelFile(path: "r.h5", bytes: bytes).results()
  }

  @Test("inputs are described and have no pictures")
  func inputs() throws {
    let results = try results()
    let file = ImageLookup(bytes: try ResultsFile.encode(results, path: "r.h5"))
    #expect(try file.texts("names", in: "inputs") == ["pro,line", "is \"red\"", "größe"])
    #expect(try file.texts("kind", in: "inputs") == ["continuous", "integer", "continuous"])
    #expect(try file.texts("source", in: "inputs") == ["data", "model", "assumed"])
    #expect(try file.texts("unit", in: "inputs") == ["mg", "", ""])
    #expect(try file.values("inputs/lower") == [278, 0, -1])
    #expect(try file.values("inputs/upper") == [1680, 1, 1])
    #expect(try file.text("source", of: "inputs") == "assumed")
    #expect(try file.text("assumption", of: "inputs")?.contains("assumption") == true)
    #expect(try file.numbers("image_shape") == nil)
    #expect(try !file.children("solutions/empirical").contains("images"))
    let again = try read(results)
    #expect(again.inputSpace == results.inputSpace && !again.arePictures)
    #expect(
      again.methods.map { $0.solutions.map(\.input) }
        == results.methods.map {
          $0.solutions.map(\.input)
        })
  }

  @Test("names of all classes come back, and numbers need none")
  func classNames() throws {
    var results = try results()
    results.classNames = ["nought", "één"]
    #expect(try read(results).className(1) == "één")
    results.classNames = ["0", "1"]
    let file = ImageLookup(bytes: try ResultsFile.encode(results, path: "r.h5"))
    #expect(try !file.children("targets").contains("class_names"))
    #expect(try read(results).className(1) == "1")
  }

  @Test("numbers have no probabilities")
  func regression() throws {
    var results = try results()
    for method in results.methods.indices {
      for index in results.methods[method].solutions.indices {
        results.methods[method].solutions[index].verdict = nil
        results.methods[method].solutions[index].clippedVerdict = nil
        results.methods[method].solutions[index].single = nil
        results.methods[method].solutions[index].drawn = nil
      }
    }
    let file = ImageLookup(bytes: try ResultsFile.encode(results, path: "r.h5"))
    let names = try file.children("solutions/empirical")
    #expect(!names.contains { $0.contains("probabilit") || $0 == "margin" })
    #expect(names.contains("residual_l2"))
    let again = try read(results)
    #expect(!again.haveClasses)
    #expect(again.methods[0].solutions[0].probabilities == [])
  }

  @Test("pictures of a table are refused with what would be written instead")
  func pictures() throws {
    let bytes = try ResultsFile.encode(try results(), path: "r.h5")
    let folder = ScratchFolder()
    let path = folder.file("r.h5")
    try OutputFiles.write([OutputFile(path: path, bytes: bytes)], replacing: false)
    let error = #expect(throws: FileError.self) { try ResultsFile.readPictures(path) }
    #expect(error?.kind == .unsupported)
    #expect(error?.problem.contains("mlp convert") == true)
  }

  @Test("a CSV has a row for each method and target, and quotes where names need them")
  func csv() throws {
    let bytes = try ResultsTable(results()).encode(as: .csv, path: "t.csv")
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(
      lines == [
        "method,class,\"pro,line\",\"is \"\"red\"\"\",größe", "empirical,nought,1.0,0.0,-1.0",
        "empirical,één,0.25,-0.0,1e-300", "analytical+middle:0.2,nought,5.0,-2.5,0.0",
        "analytical+middle:0.2,één,-5.0,2.5,0.0",
      ])
  }

  @Test("an archive of NumPy has numbers and texts")
  func npz() throws {
    let bytes = try ResultsTable(results()).encode(as: .npz, path: "t.npz")
    #expect(try ResultsTable(results()).encode(as: .npz, path: "t.npz") == bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    for header in ["'<f8', 'fortran_order': False, 'shape': (4, 3)", "'<U21'", "'<U6'", "'<U8'"] {
      #expect(text.contains(header), "\(header)")
    }
    #expect(ResultsTable.Kind(path: "a.csv") == .csv && ResultsTable.Kind(path: "a.h5") == nil)
  }
}
