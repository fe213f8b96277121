import HDF5
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("HDF5 files as a whole")
struct ContainerTests {
  @Test("the signature is found at 0 and behind user blocks of 512 · 2ⁿ bytes only")
  func signature() {
    let file = HDF5File.signature + [1, 2, 3]
    #expect(HDF5File.signatureOffset(in: file) == 0)
    #expect(HDF5File.signatureOffset(in: HDF5File.signature) == 0)
    for block in [512, 1024, 2048, 65536] {
      let bytes = [UInt8](repeating: 0, count: block) + file
      #expect(HDF5File.signatureOffset(in: bytes) == block)
    }
    for block in [1, 100, 511, 513, 1536] {
      let bytes = [UInt8](repeating: 0, count: block) + file
      #expect(HDF5File.signatureOffset(in: bytes) == nil)
    }
    #expect(HDF5File.signatureOffset(in: []) == nil)
    #expect(HDF5File.signatureOffset(in: Array(HDF5File.signature.prefix(7))) == nil)
  }

  @Test("a file behind a user block is read like any other", arguments: [512, 2048])
  func userBlock(size: Int) throws {
    let bytes = [UInt8](repeating: UInt8(ascii: "#"), count: size) + RecordedFile.bytes
    let contents = try reading(bytes) { root throws(HDF5Error) in
      try root.contents("types/float64")
    }
    #expect(contents.values == [0.1, -1e300, 0x1p-1074, 2])
  }

  @Test(
    "what is no HDF5 file is refused",
    arguments: [[], [0], Array("not an HDF5 file".utf8), [UInt8](repeating: 0, count: 5000)])
  func garbage(bytes: [UInt8]) {
    #expect(problem(bytes) { root throws(HDF5Error) in try root.childNames() }?.kind == .badData)
  }

  @Test("every way of cutting a file short is noticed")
  func truncated() {
    for count in stride(from: 0, to: RecordedFile.bytes.count, by: 97) {
      let error = problem(Array(RecordedFile.bytes.prefix(count))) { root throws(HDF5Error) in
        try root.childNames()
      }
      #expect(error?.kind == .badData, "\(count) bytes")
    }
    let most = problem(Array(RecordedFile.bytes.dropLast())) { root throws(HDF5Error) in
      try root.childNames()
    }
    #expect(most?.problem.contains("truncated") == true)
  }

  @Test(
    "damaged superblocks and crashed writers are told in words",
    arguments: [
      ("trunc_0096", "truncated"), ("trunc_5_8", "truncated"), ("sb_eof_huge", "truncated"),
      ("status_flags", "h5clear -s"),
    ])
  func superblocks(file: String, words: String) throws {
    let bytes = try Fixture.bytes("hostile/container/\(file).h5")
    let error = problem(bytes) { root throws(HDF5Error) in try root.childNames() }
    #expect(error?.kind == .badData)
    #expect(error?.problem.contains(words) == true)
  }

  @Test("names and texts that spell the format's own signatures are only names and texts")
  func spelledSignatures() throws {
    let words = ["TREE", "HEAP", "SNOD", "GCOL", "OHDR", "FRHP", "BTHD"]
    let names = words + words.map { "MY\($0)" } + words.map { "BIG\($0)" } + ["dense", "dense_1"]
    let texts = names + words.map { "\($0)\u{1}\u{1}\u{1}\u{1}" }
    let image = try HDF5Builder.image { (root: borrowing HDF5GroupBuilder) throws(HDF5Error) in
      for name in names {
        try root.group(name) { (group: borrowing HDF5GroupBuilder) throws(HDF5Error) in
          try group.setAttribute("name", name)
        }
      }
      try root.write("texts", texts)
      try root.write("bytes", Array(texts.joined().utf8), shape: [texts.joined().utf8.count])
    }
    try reading(image) { root throws(HDF5Error) in
      #expect(try root.textDataset("texts") == texts)
      #expect(try root.childNames() == (names + ["texts", "bytes"]).sorted())
      for name in names { #expect(try root.group(name).text("name") == name) }
    }
  }

  @Test(
    "damage on which the library itself would never return is refused first",
    arguments: ["chunk_btree_cycle", "gheap_object_size", "gheap_free_zero", "gheap_object_back"])
  func endless(file: String) async throws {
    let bytes = try Fixture.bytes("hostile/container/\(file).h5")
    // An alarm ends the child process when the reading does not.
    await #expect(processExitsWith: .success) { [bytes = bytes as [UInt8]] in
      alarm(20)
      let error = problem(bytes) { root throws(HDF5Error) -> [Double] in
        _ = try root.text("model_config")
        return try root.contents("model_weights/hidden/sequential/hidden/kernel").values
      }
      #expect(error?.kind == .badData)
      #expect(error?.problem.contains("damaged") == true)
    }
  }

  @Test("the library's own complaints stay out of standard error")
  func silence() async throws {
    let bytes = try Fixture.bytes("hostile/container/trunc_5_8.h5")
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) { [bytes = bytes as [UInt8]] in
      let damaged = problem(bytes) { root throws(HDF5Error) in try root.childNames() }
      let missing = problem(RecordedFile.bytes) { root throws(HDF5Error) in
        try root.group("missing").path
      }
      let twice = buildingProblem { root throws(HDF5Error) in
        try root.write("a", [1], shape: [1])
        try root.write("a", [1], shape: [1])
      }
      for error in [damaged, missing, twice] { #expect(error != nil) }
    }
    let complaints = try #require(result?.standardErrorContent)
    #expect(!String(decoding: complaints, as: UTF8.self).contains("HDF5-DIAG"))
  }

  @Test("the library's version has three numbers")
  func version() {
    let parts = hdf5LibraryVersion().split(separator: ".").compactMap { Int($0) }
    #expect(parts.count == 3)
    #expect(parts.first == 1 || parts.first == 2)
  }
}
