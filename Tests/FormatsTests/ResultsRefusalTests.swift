import Files
import Formats
import HDF5
import TestSupport
import Testing

@Suite("What is not a whole results file")
struct ResultsRefusalTests {
  @Test("is refused when it is cut short", arguments: [0, 1, 100, 600, 2000, -2000, -1])
  func truncated(size: Int) throws {
    let whole = try ResultsFile.encode(try ResultsSketch.make(), path: "r.h5")
    let bytes = Array(size >= 0 ? whole.prefix(size) : whole.dropLast(-size))
    #expect(try refusal(bytes).kind == .badData)
  }

  @Test("is refused when it is something else")
  func foreign() throws {
    for name in ["digits/slp.h5", "README.md", "mnist/slp.outputs.npy"] {
      let error = try #require(throws: FileError.self) {
        try ResultsFile.readPictures(Fixture.path(name))
      }
      #expect(error.kind == .badData)
      #expect(error.file == Fixture.path(name))
    }
    let missing = try #require(throws: FileError.self) { try ResultsFile.readPictures("/no/file") }
    #expect(missing.kind == .cannotOpen)
  }

  @Test("is refused when it is of a later version")
  func version() throws {
    let bytes = try HDF5Builder.image { root throws(HDF5Error) in
      try root.setAttribute("format", "mlp-results")
      try root.setAttribute("version", 2)
    }
    let error = try refusal(bytes)
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains("version"))
  }

  @Test("is refused when a part is missing or has another shape")
  func parts() throws {
    let shapes: [[Int]] = [[1, 2, 3], [2, 2, 2], [2, 3]]
    for shape in shapes {
      let error = try refusal(try image(pictures: shape))
      #expect(error.kind == .badData)
      #expect(error.object == "/solutions/empirical/images")
      #expect(error.problem.contains("2 pictures"))
    }
    #expect(try refusal(try image(pictures: nil)).object?.contains("images") == true)
    #expect(throws: Never.self) { try readPictures(try image(pictures: [2, 2, 3])) }
  }

  @Test("is refused when it has no solutions")
  func empty() throws {
    var results = try ResultsSketch.make()
    results.methods = []
    let error = try refusal(try ResultsFile.encode(results, path: "r.h5"))
    #expect(error.kind == .badData)
    #expect(error.object == "/solutions")
  }

  /// A results file with one method; its pictures should be two of 2 × 3 pixels.
  private func image(pictures shape: [Int]?) throws -> [UInt8] {
    try HDF5Builder.image { root throws(HDF5Error) in
      try root.setAttribute("format", "mlp-results")
      try root.setAttribute("version", 1)
      try root.group("targets") { group throws(HDF5Error) in
        try group.write("classes", ["a", "b"])
      }
      try root.group("solutions") { group throws(HDF5Error) in
        try group.group("analytical") { group throws(HDF5Error) in
          try group.write("images", [UInt8](repeating: 0, count: 12), shape: [2, 2, 3])
          try group.write("probability", [1, 1], shape: [2])
        }
        try group.group("empirical") { group throws(HDF5Error) in
          try group.write("probability", [1, 1], shape: [2])
          guard let shape else { return }
          let count = shape.reduce(1, *)
          try group.write("images", [UInt8](repeating: 7, count: count), shape: shape)
        }
      }
    }
  }

  private func refusal(_ bytes: [UInt8]) throws -> FileError {
    try #require(throws: FileError.self) { try readPictures(bytes) }
  }

  private func readPictures(_ bytes: [UInt8]) throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    try OutputFiles.write([OutputFile(path: path, bytes: bytes)], replacing: false)
    _ = try ResultsFile.readPictures(path)
  }
}
