import Files
import TestSupport
import Testing

@testable import HDF5

/// Files that are not read whole behave as images in memory do.
@Suite("Files that stay on the disk")
struct LargeFileTests {
  private func check(_ source: HDF5Bytes, scanLength: Int) -> HDF5Error? {
    do throws(HDF5Error) {
      var check = HDF5MetadataCheck(source, base: 0, scanLength: scanLength)
      try check.run()
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "metadata damage is found in pieces of any size, at the same place",
    arguments: [
      ("container/gheap_free_zero", true), ("container/gheap_object_back", true),
      ("container/gheap_object_size", true), ("container/chunk_btree_cycle", true),
      ("container/btree_sibling_loop", false), ("container/_valid", false),
      ("control/chunked_gzip", false), ("control/keras2", false),
    ])
  func metadata(file: String, isDamaged: Bool) throws {
    let open = try OpenFile(Fixture.path("hostile/\(file).h5"))
    let bytes = try FileBytes.read(open)
    let whole = check(.memory(bytes), scanLength: 1 << 20)
    #expect((whole != nil) == isDamaged)
    for length in [8, 61, 4096] {
      #expect(check(.memory(bytes), scanLength: length) == whole)
      let onDisk = HDF5Bytes.file(descriptor: open.descriptor, count: open.size)
      #expect(check(onDisk, scanLength: length) == whole)
    }
  }

  @Test("overlapping heaps are refused before they cost more than the file's size allows")
  func budget() throws {
    // Each heap reaches to the end, and its objects have the next heaps in them: n²/2 steps for n.
    let count = 2000
    // Superblock 0 with addresses of 8 bytes.
    var file = HDF5File.signature + [0, 0, 0, 0, 0, 8, 8, 0]
    for index in 0..<count {
      let size = UInt64(32 * (count - index) + 16)
      file += Array("GCOL".utf8) + [1, 0, 0, 0]
      file += (0..<8).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
      file += [1, 0, 0, 0, 0, 0, 0, 0] + [16, 0, 0, 0, 0, 0, 0, 0]
    }
    file += [UInt8](repeating: 0, count: 16)
    let error = try #require(check(.memory(file), scanLength: 1 << 20))
    #expect(error.problem.contains("overlap"))
  }

  /// A superblock and, at byte 64, a node of level 1 of a chunked dataset with one axis: two chunks' keys
  /// and the addresses of two nodes of level 0.
  private func chunkTree(secondChild: UInt64) -> [UInt8] {
    func number(_ value: UInt64, _ size: UInt64 = 8) -> [UInt8] {
      (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    func node(level: UInt8, entries: UInt64) -> [UInt8] {
      Array("TREE".utf8) + [1, level] + number(entries, 2) + number(.max) + number(.max)
    }
    // Chunks of 64 bytes: read as an address, that is where the node itself stands.
    func key(_ offset: UInt64) -> [UInt8] {
      number(64, 4) + number(0, 4) + number(offset) + number(0)
    }
    var file = HDF5File.signature + [0, 0, 0, 0, 0, 8, 8, 0]
    file += [UInt8](repeating: 0, count: 64 - file.count)
    file += node(level: 1, entries: 2)
    file += key(0) + number(256) + key(16) + number(secondChild) + key(32)
    for place in [256, 320] {
      file += [UInt8](repeating: 0, count: place - file.count) + node(level: 0, entries: 0)
    }
    return file
  }

  @Test("a key that looks like an address is no damage, an address that leads back is")
  func keys() {
    #expect(check(.memory(chunkTree(secondChild: 320)), scanLength: 4096) == nil)
    let error = check(.memory(chunkTree(secondChild: 64)), scanLength: 4096)
    #expect(error?.object == "B-tree node at byte 64")
  }

  @Test("a file that is shorter than it was is an error, in every piece that is missing")
  func shrunk() throws {
    let open = try OpenFile(Fixture.path("hostile/container/_valid.h5"))
    let claimed = HDF5Bytes.file(descriptor: open.descriptor, count: open.size + 1000)
    #expect(check(claimed, scanLength: 1 << 20)?.problem == "shrank while it was read")
  }

  @Test("a truncated file is refused when it is opened")
  func truncated() throws {
    for name in ["trunc_0048", "trunc_0400", "trunc_2_8", "trunc_last1"] {
      let file = try OpenFile(Fixture.path("hostile/container/\(name).h5"))
      #expect(throws: HDF5Error.self, "\(name)") {
        try HDF5File.reading(file: file.descriptor, size: file.size, wrapping: { $0 }) {
          root throws(HDF5Error) in
          _ = try root.contents("model_weights/hidden/sequential/hidden/kernel")
        }
      }
    }
  }
}
