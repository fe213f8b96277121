import Files
import Networks
import TestSupport
import Testing

@testable import Formats
@testable import StoredModels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Coefficients that stay in their file")
struct CoefficientOpenFileTests {
  private static let names = ["mlp_scaled", "tiny"]

  @Test("give the same network, values and digest as in memory", arguments: names)
  func same(name: String) throws {
    let path = Fixture.path("sklearn/\(name).mlpc")
    let (kept, read) = (
      try ModelFile.open(path), try ModelFile.open(path, inMemoryUpTo: 0)
    )
    guard case .file? = (read.model as? CoefficientModel)?.source else {
      Issue.record("the file is in memory")
      return
    }
    #expect(try read.network() == kept.network())
    #expect(try read.outline() == kept.outline())
    #expect(try read.outline() == read.network().outline)
    #expect(try read.sha256() == kept.sha256())
    var values: [[Double]] = []
    try kept.forEachTensor { _, tensor throws(FileError) in values.append(try tensor.all()) }
    var blocks: [[Double]] = []
    try read.forEachTensor { _, tensor throws(FileError) in
      var all: [Double] = []
      try tensor.forEachBlock { block in
        for index in 0..<block.count { all.append(block[index]) }
      }
      blocks.append(all)
    }
    #expect(!values.isEmpty && blocks == values)
  }

  @Test("are refused when a byte of them changed since they were checked")
  func changed() throws {
    let folder = ScratchFolder()
    let path = folder.file("model.mlpc")
    var bytes = try FileBytes.read(Fixture.path("sklearn/tiny.mlpc"))
    try OutputFiles.write([OutputFile(path: path, bytes: bytes)], replacing: true)
    let model = try ModelFile.open(path, inMemoryUpTo: 0)
    // The bias 0.5 at 0x200 becomes 0.5000000000000001, in the same file.
    bytes[0x200] ^= 1
    try overwrite(path, with: bytes)
    var failure: FileError?
    do throws(FileError) { _ = try model.network() } catch { failure = error }
    #expect(failure?.kind == .badData)
    #expect(failure?.object == "tensor layers.0.bias")
    #expect(failure?.problem.contains("changed") == true)
  }

  @Test("are refused with any byte of the payload changed, as in memory")
  func mutated() throws {
    let folder = ScratchFolder()
    let path = folder.file("model.mlpc")
    let original = try FileBytes.read(Fixture.path("sklearn/tiny.mlpc"))
    for place in 448..<original.count {
      var bytes = original
      bytes[place] ^= 0x10
      try OutputFiles.write([OutputFile(path: path, bytes: bytes)], replacing: true)
      #expect(throws: FileError.self, "byte \(place)") {
        try ModelFile.open(path, inMemoryUpTo: 0)
      }
    }
  }
}

/// Writes into the file that is there: one that is replaced would keep its old bytes for who has it open.
private func overwrite(_ path: String, with bytes: [UInt8]) throws {
  let file = try #require(fopen(path, "r+"))
  defer { fclose(file) }
  #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
}
