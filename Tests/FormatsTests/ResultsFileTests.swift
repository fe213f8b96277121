import Files
import Formats
import HDF5
import Networks
import Numerics
import TestSupport
import Testing

@Suite("Results files")
struct ResultsFileTests {
  @Test("the root says what the file is and where it comes from")
  func header() throws {
    let file = ImageLookup(bytes: try ResultsFile.encode(try ResultsSketch.make(), path: "r.h5"))
    #expect(try file.text("format") == "mlp-results")
    #expect(try file.numbers("version") == [1])
    #expect(try file.text("tool_version") == "9.8.7")
    #expect(try file.text("model") == "model.h5")
    #expect(try file.text("model_sha256") == String(repeating: "ab", count: 32))
    #expect(try file.numbers("input_range") == [-1, 1])
    #expect(try file.numbers("image_shape") == [1, 3])
    #expect(try file.text("logit", of: "parameters") == "10.0")
    #expect(try file.text("filters", of: "parameters") == "middle:0.2")
    #expect(try file.children() == ["layers", "parameters", "solutions", "targets"])
  }

  @Test("a layer has its inverse, its singular values and their evidence")
  func layers() throws {
    let file = ImageLookup(bytes: try ResultsFile.encode(try ResultsSketch.make(), path: "r.h5"))
    // A slash in a name would make a group of its own.
    #expect(try file.children("layers") == ["0_outer_dense"])
    let layer = "layers/0_outer_dense"
    #expect(try file.text("name", of: layer) == "outer/dense")
    #expect(try file.numbers("rank", of: layer) == [2])
    #expect(try file.shape("\(layer)/pseudo_inverse") == [2, 3])
    #expect(try file.shape("\(layer)/singular_values") == [2])
    let inverse = try file.values("\(layer)/pseudo_inverse")
    #expect(relativeDifference(inverse, [0.5, 0, 0, 0, 0.25, 0]) <= 1e-15)
    #expect(relativeDifference(try file.values("\(layer)/singular_values"), [4, 2]) <= 1e-15)
    let condition = try #require(try file.numbers("condition_number", of: layer))
    #expect(relativeDifference(condition, [2]) <= 1e-15)
    let residuals = try #require(try file.numbers("penrose_residuals", of: layer))
    #expect(residuals.count == 4 && residuals.allSatisfy { $0 < 1e-15 })
  }

  @Test("verdicts and certificates are stored where there are any")
  func verdicts() throws {
    let file = ImageLookup(bytes: try ResultsFile.encode(try ResultsSketch.make(), path: "r.h5"))
    let empirical = "solutions/empirical"
    #expect(try file.values("\(empirical)/verdict") == [0, 1])
    #expect(try file.values("\(empirical)/clipped_verdict") == [1, 0])
    #expect(try file.values("\(empirical)/clipped_probability") == [0.25, 0.25])
    #expect(try file.values("\(empirical)/rounded_probability") == [0.125, 0.125])
    #expect(try file.text("goal", of: empirical) == "one-sided")
    #expect(try file.values("\(empirical)/goal_distance") == [7, 7])
    #expect(try file.values("\(empirical)/goal_reached") == [1, 0])
    #expect(try file.values("\(empirical)/duality_gap") == [0.5, 0.5])
    let names = try file.children(empirical)
    // Nobody has a verdict of the rounded picture, nor a reference.
    #expect(!names.contains("rounded_verdict") && !names.contains("reference_distance"))
    #expect(try !file.children("solutions/analytical+middle:0.2").contains("goal_distance"))
  }

  @Test("targets and solutions are stored to the last bit")
  func solutions() throws {
    let file = ImageLookup(bytes: try ResultsFile.encode(try ResultsSketch.make(), path: "r.h5"))
    #expect(try file.values("targets/logits") == [10, -10, -10, 10])
    #expect(try file.shape("targets/logits") == [2, 2])
    #expect(try file.texts("classes", in: "targets") == ["nought", "één"])
    #expect(try file.children("solutions") == ["analytical+middle:0.2", "empirical"])
    let empirical = "solutions/empirical"
    #expect(try file.text("method", of: empirical) == "empirical")
    #expect(try file.text("filter", of: empirical) == "none")
    #expect(try file.text("score", of: empirical) == "signed")
    let inputs = try file.values("\(empirical)/inputs")
    #expect(inputs.map(\.bitPattern) == [1, 0, -1, 0.25, -0.0, 1e-300].map(\Double.bitPattern))
    #expect(try file.shape("\(empirical)/inputs") == [2, 3])
    #expect(try file.elementType("\(empirical)/inputs") == .float64)
    #expect(try file.values("\(empirical)/logits") == [2, 0, 0.5, 0])
    #expect(try file.values("\(empirical)/probabilities") == [0.75, 0.25, 0.75, 0.25])
    #expect(try file.values("\(empirical)/probability") == [0.75, 0.25])
    #expect(try file.values("\(empirical)/margin") == [1.5, 1.5])
    #expect(try file.values("\(empirical)/softmax_probability") == [0.625, 0.625])
    #expect(try file.values("\(empirical)/sigmoid_probability") == [0.875, 0.875])
    #expect(try file.values("\(empirical)/residual_l1") == [3, 4])
    #expect(try file.values("\(empirical)/residual_l2") == [2, 3])
    #expect(try file.values("\(empirical)/box_violation") == [4, 4])
    #expect(try file.values("\(empirical)/outside_fraction") == [0.5, 0.5])
    #expect(try file.bytes("\(empirical)/images") == [10, 128, 255, 11, 128, 255])
    #expect(try file.shape("\(empirical)/images") == [2, 1, 3])
    #expect(try file.elementType("\(empirical)/images") == .uint8)
  }

  @Test(
    "pictures carry the attributes of HDF5's IMAGE convention",
    arguments: [
      ("CLASS", "IMAGE"), ("IMAGE_VERSION", "1.2"), ("IMAGE_SUBCLASS", "IMAGE_GRAYSCALE"),
      ("DISPLAY_ORIGIN", "UL"),
    ])
  func imageConvention(name: String, value: String) throws {
    let file = ImageLookup(bytes: try ResultsFile.encode(try ResultsSketch.make(), path: "r.h5"))
    #expect(try file.fixedText(name, ofDataset: "solutions/empirical/images") == value)
  }

  @Test("what inverse activations changed is a table of targets and layers")
  func adjustments() throws {
    let file = ImageLookup(bytes: try ResultsFile.encode(try ResultsSketch.make(), path: "r.h5"))
    let group = "solutions/analytical+middle:0.2"
    #expect(try file.text("filter", of: group) == "middle:0.2")
    #expect(try file.texts("adjusted_layers", in: group) == ["outer/tanh"])
    #expect(try file.shape("\(group)/clipped_count") == [2, 1])
    #expect(try file.values("\(group)/clipped_count") == [0, 2])
    #expect(try file.values("\(group)/largest_clip") == [0, 0.5])
    #expect(try file.values("\(group)/ambiguous_count") == [0, 1])
    #expect(try !file.children("solutions/empirical").contains("clipped_count"))
  }

  @Test("the digest is that of the contents, and reads back with them")
  func digest() throws {
    let folder = ScratchFolder()
    let path = folder.file("results.h5")
    let bytes = try ResultsFile.encode(try ResultsSketch.make(), path: path)
    try OutputFiles.write([OutputFile(path: path, bytes: bytes)], replacing: false)
    let digest = try #require(try ResultsFile.read(path).digest)
    #expect(digest.stored == digest.found)
    #expect(try ImageLookup(bytes: bytes).text("content_sha256") == digest.found)
  }

  @Test("the same results give the same bytes")
  func deterministic() throws {
    let first = try ResultsFile.encode(try ResultsSketch.make(), path: "one.h5")
    let second = try ResultsFile.encode(try ResultsSketch.make(), path: "two.h5")
    #expect(first == second)
    var other = try ResultsSketch.make()
    other.methods[0].solutions[0].input[0] = (1.0).nextUp
    #expect(try ResultsFile.encode(other, path: "one.h5") != first)
  }

  @Test("whatever does not read back as it was written is an error, and not a file")
  func readBack() throws {
    // HDF5 ends a text at its first NUL.
    var names = try ResultsSketch.make()
    names.targetNames[1] = "a\0b"
    var model = try ResultsSketch.make()
    model.modelName = "a\0b"
    var parameter = try ResultsSketch.make()
    parameter.methods[0].parameters = [.init("score", "a\0b")]
    for (results, object) in [
      (names, "/targets/classes"), (model, "attribute model of /"),
      (parameter, "attribute score of /solutions/empirical"),
    ] {
      let error = try #require(throws: FileError.self) {
        try ResultsFile.encode(results, path: "r.h5")
      }
      #expect(error.kind == .inputOutput && error.object == object)
    }
  }

  @Test("the pictures come back as they were")
  func pictures() throws {
    let folder = ScratchFolder()
    let results = try ResultsSketch.make()
    let path = folder.file("results.h5")
    try OutputFiles.write(
      [OutputFile(path: path, bytes: try ResultsFile.encode(results, path: path))],
      replacing: false)
    let pictures = try ResultsFile.readPictures(path)
    #expect(pictures.targetNames == ["nought", "één"])
    #expect(pictures.imageShape == ImageShape(height: 1, width: 3))
    // In the order in which they were found, not in that of their names.
    #expect(pictures.rows.map(\.title) == ["empirical", "analytical+middle:0.2"])
    #expect(pictures.rows.map(\.pictures) == [[UInt8]]([[10, 128, 255], [11, 128, 255]]).twice)
    #expect(pictures.rows.map(\.wantedProbabilities) == [[0.75, 0.25], [0.75, 0.25]])
    #expect(folder.contents == ["results.h5"])
  }

  @Test("inspecting one lists its numbers, and it is no model")
  func inventory() throws {
    let bytes = try ResultsFile.encode(try ResultsSketch.make(), path: "r.h5")
    let model = try ModelFile(path: "r.h5", bytes: bytes)
    #expect(model.inventory.format == .results)
    let paths = model.inventory.layers.flatMap(\.tensors).map(\.path)
    #expect(paths.contains("/layers/0_outer_dense/pseudo_inverse"))
    #expect(paths.contains("/solutions/empirical/images"))
    var counts: [String: Int] = [:]
    try model.forEachTensor { counts[$0.path] = $1.count }
    #expect(counts["/solutions/empirical/inputs"] == 6)
    #expect(Set(counts.keys) == Set(paths))
    let error = try #require(throws: FileError.self) { try model.network() }
    #expect(error.kind == .unsupported)
    #expect(error.problem.contains("results"))
  }
}

extension [[UInt8]] {
  /// The same value two times.
  fileprivate var twice: [[[UInt8]]] { [self, self] }
}
