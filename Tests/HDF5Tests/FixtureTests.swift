import HDF5
import TestSupport
import Testing

/// Values recorded with h5py 3.16.0.
@Suite("Model files of every kind of storage")
struct FixtureTests {
  private static let kernel = "model_weights/hidden/sequential/hidden/kernel"

  private func contents(_ file: String, _ path: String = kernel) throws -> Contents {
    let bytes = try Fixture.bytes(file)
    return try reading(bytes) { root throws(HDF5Error) in try root.contents(path) }
  }

  static let single = [
    0.17279209196567535, 0.41080906987190247, 0.1652185320854187, -0.6515786051750183,
  ]
  static let controls: [(file: String, type: HDF5ElementType, start: [Double], sum: Double)] = [
    ("big_endian", .float32, single, -0.9915504129603505),
    ("chunked_gzip", .float32, single, -0.9915504129603505),
    ("latest", .float32, single, -0.9915504129603505),
    ("v108", .float32, single, -0.9915504129603505),
    (
      "float16", .float16, [0.1728515625, 0.410888671875, 0.1651611328125, -0.6513671875],
      -0.9910850524902344
    ),
    (
      "float64", .float64,
      [0.172792096032393, 0.4108090717505792, 0.16521853809169357, -0.6515786158021805],
      -0.9915503839161037
    ),
  ]

  @Test("kernels are read from every layout, byte order and precision", arguments: controls)
  func readable(
    _ control: (file: String, type: HDF5ElementType, start: [Double], sum: Double)
  ) throws {
    let kernel = try contents("hostile/control/\(control.file).h5")
    #expect(kernel.shape == [6, 5])
    #expect(kernel.elementType == control.type)
    #expect(Array(kernel.values.prefix(4)) == control.start)
    #expect(abs(kernel.values.reduce(0, +) - control.sum) < 1e-14)
  }

  @Test("bfloat16, which Keras 3 writes as two opaque bytes")
  func bfloat16() throws {
    let kernel = try contents(
      "keras/keras-3.15.1/dtype_bfloat16.h5", "model_weights/dense/sequential/dense/kernel")
    #expect(kernel.elementType == .bfloat16)
    #expect(kernel.shape == [64, 16])
    // 0x3D10, 0xBD74, 0x3D8C.
    #expect(Array(kernel.values.prefix(3)) == [0.03515625, -0.0595703125, 0.068359375])
  }

  @Test("Keras's text attributes, fixed and variable")
  func attributes() throws {
    for (file, version) in [("keras1", "2.0.9"), ("keras3", "3.15.1")] {
      let bytes = try Fixture.bytes("hostile/control/\(file).h5")
      let texts = try reading(bytes) { root throws(HDF5Error) in
        let weights = try root.group("model_weights")
        return (
          try root.text("keras_version"), try weights.texts("layer_names"),
          try weights.group("top_level_model_weights").texts("weight_names")
        )
      }
      #expect(texts.0 == version)
      #expect(texts.1?.last == "out")
      #expect(texts.2 == [])
    }
  }

  static let refusals: [(file: String, object: String, words: [String])] = [
    ("extlink_group", "/model_weights/hidden", ["external link"]),
    ("extlink_model_weights", "/model_weights", ["external link"]),
    ("softlink_loop", "/" + kernel, ["soft link"]),
    ("vds_self", "/" + kernel, ["virtual"]), ("vds_other", "/" + kernel, ["virtual"]),
    ("vds_same_file", "/" + kernel, ["virtual"]),
    ("extraw_canary", "/" + kernel, ["external"]), ("extraw_fifo", "/" + kernel, ["external"]),
    ("claim_2e40_contiguous", "/" + kernel, ["1048576, 1048576", "size"]),
    ("claim_2e40_chunked", "/" + kernel, ["1048576, 1048576", "size"]),
    ("claim_neg", "/" + kernel, ["size"]), ("bomb_deflate", "/" + kernel, ["8192, 8192", "size"]),
    ("fill_nan", "/" + kernel, ["ever stored"]),
    ("deflate_garbage", "/" + kernel, ["cannot be read"]),
    ("fletcher_bad", "/" + kernel, ["checksum"]),
    ("dtype_complex", "/" + kernel, ["compound"]), ("dtype_vlen", "/" + kernel, ["variable"]),
    ("dataset_for_group", "/model_weights/hidden", ["is a dataset", "group"]),
    ("group_for_dataset", "/" + kernel, ["is a group", "dataset"]),
  ]

  @Test(
    "storage that is hostile or damaged is refused by the name of its object", arguments: refusals)
  func refused(_ entry: (file: String, object: String, words: [String])) throws {
    let bytes = try Fixture.bytes("hostile/hdf5/\(entry.file).h5")
    let error = try #require(
      problem(bytes) { root throws(HDF5Error) in try root.contents(Self.kernel) })
    #expect(error.kind == .badData)
    #expect(error.object == entry.object)
    for word in entry.words { #expect(error.problem.contains(word), "\(error)") }
  }

  @Test(
    "what is whole but needs more than the library has is unsupported, not bad",
    arguments: [("filter_unknown", "filter 511"), ("dtype_longdouble", "float of 16 bytes")])
  func unsupported(file: String, words: String) throws {
    let bytes = try Fixture.bytes("hostile/hdf5/\(file).h5")
    let error = problem(bytes) { root throws(HDF5Error) in try root.contents(Self.kernel) }
    #expect(error?.kind == .unsupported)
    #expect(error?.object == "/" + Self.kernel)
    #expect(error?.problem.contains(words) == true)
  }

  @Test(
    "data that would lie outside the file is never made up",
    arguments: ["contiguous_beyond_eof", "chunk_beyond_eof", "chunk_size_4gib"])
  func beyond(file: String) throws {
    let bytes = try Fixture.bytes("hostile/container/\(file).h5")
    let error = problem(bytes) { root throws(HDF5Error) in try root.contents(Self.kernel) }
    #expect(error?.kind == .badData)
    #expect(error?.object.hasPrefix("/model_weights") == true)
  }

  @Test("one dataset under two names is read by both")
  func alias() throws {
    let first = try contents(
      "hostile/hdf5/hardlink_alias.h5", "model_weights/hidden/sequential/hidden/bias")
    let second = try contents(
      "hostile/hdf5/hardlink_alias.h5", "model_weights/out/sequential/out/bias")
    #expect(first.values == second.values)
    #expect(first.path != second.path)
  }

  @Test("an attribute that claims more than the file has is damaged, not missing")
  func hugeAttribute() throws {
    let bytes = try Fixture.bytes("hostile/hdf5/attr_dims_huge.h5")
    let error = problem(bytes) { root throws(HDF5Error) in
      try root.group("model_weights").texts("layer_names")
    }
    #expect(error?.kind == .badData)
    #expect(error?.object.contains("layer_names") == true)
  }
}
