import Files
import Networks
import TestSupport
import Testing

@testable import Formats

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// With a threshold of 0 bytes every file is one that is too large for memory.
@Suite("Model files that stay on the disk")
struct LargeModelTests {
  static let models = [
    "mnist/mlp.h5", "digits/slp.h5", "hostile/control/big_endian.h5",
    "hostile/control/chunked_gzip.h5", "hostile/control/float16.h5", "hostile/control/latest.h5",
    "keras/keras-1.2.2/conv.h5", "keras/keras-2.2.4-tf115/nested_bn.h5",
    "keras/keras-3.15.1/dtype_bfloat16.h5", "keras/keras-3.15.1/lstm.h5",
    "keras/tf-2.4/mlp_obj.h5",
  ]

  /// Every tensor's path and values, whole and in blocks.
  private func tensors(_ model: ModelFile) throws -> [String: [Double]] {
    var tensors: [String: [Double]] = [:]
    try model.forEachTensor { entry, values throws(FileError) in
      var blocks: [Double] = []
      try values.forEachBlock { block in
        for index in 0..<block.count { blocks.append(block[index]) }
      }
      let all = try values.all()
      #expect(blocks.sorted() == all.sorted())
      #expect(values.count == all.count)
      tensors[entry.path] = all
    }
    return tensors
  }

  @Test("they are read as those in memory are", arguments: models)
  func same(name: String) throws {
    let path = Fixture.path(name)
    let memory = try ModelFile.open(path, inMemoryUpTo: .max)
    let disk = try ModelFile.open(path, inMemoryUpTo: 0)
    guard case .memory? = (memory.model as? KerasFile)?.source,
      case .file? = (disk.model as? KerasFile)?.source
    else {
      Issue.record("both were read the same way")
      return
    }
    #expect(disk.inventory == memory.inventory)
    #expect(disk.obstacle == memory.obstacle)
    #expect(try disk.sha256() == memory.sha256())
    let values = try tensors(memory)
    #expect(values.count == memory.inventory.layers.flatMap(\.tensors).count)
    #expect(try tensors(disk) == values)
    guard memory.obstacle == nil else {
      #expect(throws: FileError.self) { try disk.outline() }
      return
    }
    let network = try memory.network()
    #expect(try disk.network() == network)
    #expect(try disk.outline() == network.outline)
    #expect(try memory.outline() == network.outline)
  }

  @Test("the range of the inputs and the names of the classes are there without the weights")
  func ownAttributes() throws {
    let folder = ScratchFolder()
    var network = try ModelFile.open(Fixture.path("digits/slp.h5")).network()
    network.inputRange = -2...3
    network.classNames = (0..<10).map { "digit \($0)" }
    let path = folder.file("own.h5")
    try OutputFiles.write(
      [OutputFile(path: path, bytes: try WrittenFiles.encode(network, .model).bytes)],
      replacing: false)
    let outline = try ModelFile.open(path, inMemoryUpTo: 0).outline()
    #expect(outline.inputRange == -2...3)
    #expect(outline.classNames?.last == "digit 9")
    #expect(outline == network.outline)
  }

  static let refused = [
    "hdf5/extlink_group", "hdf5/softlink_loop", "hdf5/vds_self", "hdf5/vds_other",
    "hdf5/extraw_canary", "hdf5/extraw_devzero", "hdf5/claim_2e40_chunked", "hdf5/bomb_deflate",
    "hdf5/fill_nan", "hdf5/filter_unknown", "container/trunc_0400", "container/trunc_2_8",
    "container/gheap_free_zero", "container/contiguous_beyond_eof", "container/lfs_pointer",
    "container/hdf4", "container/zero_length", "keras/units_str", "keras/bias_missing",
    "keras/kernel_1d",
  ]

  private func failure(_ name: String, inMemoryUpTo threshold: Int) -> FileError? {
    do throws(FileError) {
      let model = try ModelFile.open(
        Fixture.path("hostile/\(name).h5"), inMemoryUpTo: threshold)
      try model.forEachTensor { _, values throws(FileError) in _ = try values.all() }
      return nil
    } catch {
      return error
    }
  }

  @Test("they are refused as those in memory are", arguments: refused)
  func sameRefusal(name: String) throws {
    let memory = try #require(failure(name, inMemoryUpTo: .max))
    let disk = try #require(failure(name, inMemoryUpTo: 0))
    #expect(disk.kind == memory.kind)
    #expect(disk.object == memory.object)
  }

  @Test(
    "NaN and infinity are found without holding the weights",
    arguments: ["weight_ninf", "weight_signalnan"])
  func nonFinite(name: String) throws {
    let model = try ModelFile.open(Fixture.path("hostile/keras/\(name).h5"), inMemoryUpTo: 0)
    let error = #expect(throws: FileError.self) { try model.outline() }
    let whole = #expect(throws: FileError.self) { try model.network() }
    #expect(error == whole)
    #expect(error?.problem.contains("NaN or infinite") == true)
  }

  @Test("a file that shrinks, grows or changes after it was opened is an error, not a wrong answer")
  func changes() throws {
    let folder = ScratchFolder()
    let bytes = try Fixture.bytes("mnist/mlp.h5")
    let changes: [(name: String, change: (String) -> Void)] = [
      ("shrinks", { truncate($0, off_t(bytes.count / 2)) }),
      ("shrinks to nothing", { truncate($0, 0) }),
      ("grows", { truncate($0, off_t(bytes.count + 1)) }),
      (
        "is written to",
        { path in
          let descriptor = open(path, O_WRONLY)
          pwrite(descriptor, [1, 2, 3, 4], 4, off_t(bytes.count - 4000))
          // The clock of modification times may tick only every few milliseconds.
          var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
          futimens(descriptor, &times)
          close(descriptor)
        }
      ),
    ]
    for (name, change) in changes {
      let path = folder.file("\(name).h5")
      try OutputFiles.write([OutputFile(path: path, bytes: bytes)], replacing: false)
      let model = try ModelFile.open(path, inMemoryUpTo: 0)
      _ = try model.network()
      change(path)
      let error = #expect(throws: FileError.self, "\(name)") { try model.network() }
      #expect(error?.kind == .badData)
      #expect(error?.problem.contains("changed") == true, "\(name)")
      #expect(throws: FileError.self, "\(name)") { try tensors(model) }
      #expect(throws: FileError.self, "\(name)") { try model.outline() }
      #expect(throws: FileError.self, "\(name)") { try model.sha256() }
    }
  }

  @Test("a file that shrinks while its tensors are visited is an error")
  func shrinksMeanwhile() throws {
    let folder = ScratchFolder()
    let path = folder.file("model.h5")
    let bytes = try Fixture.bytes("mnist/mlp.h5")
    try OutputFiles.write([OutputFile(path: path, bytes: bytes)], replacing: false)
    let model = try ModelFile.open(path, inMemoryUpTo: 0)
    let error = #expect(throws: FileError.self) {
      try model.forEachTensor { _, values throws(FileError) in
        truncate(path, 4096)
        _ = try values.all()
      }
    }
    #expect(error?.kind == .badData)
  }

  @Test("a file that another one replaces, or that is removed, stays the one that was opened")
  func replaced() throws {
    let folder = ScratchFolder()
    let path = folder.file("model.h5")
    try OutputFiles.write(
      [OutputFile(path: path, bytes: try Fixture.bytes("mnist/mlp.h5"))], replacing: false)
    let model = try ModelFile.open(path, inMemoryUpTo: 0)
    let network = try model.network()
    try OutputFiles.write(
      [OutputFile(path: path, bytes: try Fixture.bytes("digits/mlp.h5"))], replacing: true)
    // The library looks for the name once more, so a name that is gone is an error.
    let again = try? model.network()
    #expect(again == nil || again == network)
  }

  @Test("a large file that is no HDF5 file is recognized without reading it whole")
  func otherKinds() throws {
    let folder = ScratchFolder()
    let path = folder.file("picture")
    try OutputFiles.write(
      [OutputFile(path: path, bytes: [0x89, 0x50, 0x4E, 0x47] + [UInt8](repeating: 0, count: 96))],
      replacing: false)
    truncate(path, 1 << 40)
    let error = #expect(throws: FileError.self) { try ModelFile.open(path) }
    #expect(error?.problem.contains("PNG") == true)
  }
}
