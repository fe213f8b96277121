import Files
import Testing

@testable import Datasets

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("data files by name")
struct DatasetReaderTests {
  /// Writes a file, hands its path to `body`, and removes it.
  private func withFile(
    _ bytes: [UInt8], _ suffix: String, _ body: (String) throws -> Void
  ) throws {
    let path = "/tmp/mlpkit-datasets-\(UInt64.random(in: .min ... .max))\(suffix)"
    try OutputFiles.write([OutputFile(path: path, bytes: bytes)], replacing: false)
    defer { unlink(path) }
    try body(path)
  }

  @Test(
    "a path is split at its first :/ into file and data set",
    arguments: [
      ("model.h5:/x/images", "model.h5", "/x/images"), ("a.h5:/", "a.h5", "/"),
      ("a:/b:/c", "a", "/b:/c"), ("a.h5", "a.h5", nil), ("a:b", "a:b", nil), ("a:", "a:", nil),
      ("/a/b.idx", "/a/b.idx", nil), (":/x", ":/x", nil), ("", "", nil), ("ä.h5:/ö", "ä.h5", "/ö"),
    ])
  func splitting(path: String, file: String, dataset: String?) {
    let parts = DatasetReader.splitting(path)
    #expect(parts.file == file)
    #expect(parts.dataset == dataset)
  }

  @Test(
    "the content and not the name decides the format",
    arguments: [
      (IDXTests.images, ".csv", [4, 2, 3]), (GzipTests.images, ".npy", [4, 2, 3]),
      (NumPyWriterTests.quarters, ".gz", [2, 3]), (Array("1,2\n3,4\n".utf8), ".idx", [2, 2]),
    ])
  func recognition(file: [UInt8], suffix: String, shape: [Int]) throws {
    try withFile(file, suffix) { path in
      let array = try DatasetReader.array(at: path)
      #expect(array.shape == shape)
    }
  }

  @Test("images and labels in two files are read together")
  func pair() throws {
    try withFile(IDXTests.images, "") { images in
      try withFile(hex("00000801 00000004 00010200"), "") { labels in
        let scale = try ScaleRange(parsing: "0,255")
        let data = try DatasetReader.labeledSamples(
          images: images, labels: labels, scaling: .all(scale))
        #expect(data.labels == [0, 1, 2, 0])
        #expect(data.classNames == ["0", "1", "2"])
        #expect(data.samples.rows(3..<4).values == [18, 19, 20, 21, 22, 23])
        let samples = try DatasetReader.samples(at: images)
        #expect(samples.rows(0..<1).values[0] == -1)
      }
    }
  }

  @Test("a table is read from a file, and mapped only when its columns are pixels")
  func csv() throws {
    let cases: [(String, [Double])] = [
      ("a,b", [0, 255, 255, 0]), ("pixel0,pixel1", [-1, 1, 1, -1]),
    ]
    for (names, values) in cases {
      try withFile(Array("label,\(names)\n1,0,255\n0,255,0\n".utf8), "") {
        var layout = TableLayout()
        layout.wanted = .labels
        let table = try DatasetReader.table(at: $0, layout: layout)
        #expect(table.labels?.indices == [1, 0])
        let samples = try Samples(table)
        #expect(samples.rows(0..<2).values == values)
        #expect(samples.featureNames == names.split(separator: ",").map(String.init))
      }
    }
  }

  @Test("a name with :/ that exists is a file")
  func colonSlash() throws {
    let directory = "/tmp/mlpkit-datasets-\(UInt64.random(in: .min ... .max)):"
    try OutputFiles.createDirectory(directory)
    defer { rmdir(directory) }
    let path = "\(directory)/x.csv"
    try OutputFiles.write([OutputFile(path: path, bytes: Array("1\n".utf8))], replacing: false)
    defer { unlink(path) }
    #expect(try DatasetReader.array(at: path).shape == [1, 1])
  }

  @Test("a file that is not there cannot be opened")
  func missing() {
    let error = #expect(throws: FileError.self) {
      try DatasetReader.array(at: "/nowhere/at/all.idx")
    }
    #expect(error?.kind == .cannotOpen)
  }

  @Test(
    "other formats are named",
    arguments: [
      ("894844460d0a1a0a00", "HDF5", FileError.Kind.badData),
      ("504b0304140000", "ZIP", .unsupported),
    ])
  func others(file: String, word: String, kind: FileError.Kind) throws {
    let error = try #require(refusal { () throws(FileError) in try read(hex(file)) })
    #expect(error.kind == kind)
    #expect(error.problem.contains(word))
  }
}
