import Files
import Formats
import Networks
import Numerics
import StoredModels
import TestSupport
import Testing

@Suite("What plain-binary coefficients say")
struct CoefficientContentsTests {
  /// A file of one dense layer 2 → 2 and anything in its header.
  private func file(
    input: String = #"{"size":2}"#, activation: String = #"{"name":"linear"}"#, rest: String = "",
    type: String = "f64", payload: [UInt8]
  ) -> CoefficientFile {
    var file = CoefficientFile()
    file.header = #"""
      {"format":"mlpc","input":\#(input),"layers":[{"type":"dense","units":2,"weight":"w",\#
      "activation":\#(activation)}],\#(rest)"tensors":{"w":{"dtype":"\#(type)","shape":[2,2],\#
      "offset":0,"nbytes":\#(payload.count)}}}
      """#
    file.payload = payload
    return file
  }

  /// 1, 0, 0, 1.
  private static let identity: [UInt8] = [
    0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F,
  ]

  @Test(
    "numbers of every type, as NumPy stores them",
    arguments: [
      // numpy.array([1, -0.1, 6e-8, 65504], dtype).tobytes()
      (
        "f16", [0x00, 0x3C, 0x66, 0xAE, 0x01, 0x00, 0xFF, 0x7B],
        [1, -0.0999755859375, 5.960464477539063e-08, 65504]
      ),
      (
        "f32",
        [
          0, 0, 0x80, 0x3F, 0xCD, 0xCC, 0xCC, 0xBD, 0x59, 0xD9, 0x80, 0x33, 0, 0xE0, 0x7F, 0x47,
        ], [1, -0.10000000149011612, 5.99999978589949e-08, 65504]
      ),
    ] as [(String, [UInt8], [Double])])
  func types(type: String, payload: [UInt8], values: [Double]) throws {
    let model = try file(type: type, payload: payload).open()
    guard case .dense(let dense) = try model.network().layers[0] else {
      Issue.record("no dense layer")
      return
    }
    #expect(dense.weights.values == values)
    #expect(dense.storedType == (type == "f16" ? "float16" : "float32"))
    #expect(model.inventory.layers[0].tensors[0].elementType == dense.storedType)
    // Written again, they are the same bytes.
    let bytes = try CoefficientWriter.encode(try model.network(), path: "m")
    #expect(bytes.suffix(payload.count) == payload[...])
  }

  @Test(
    "scaling of raw features, applied to 3 and 5",
    arguments: [
      (#"{"kind":"none"}"#, [3.0, 5.0]),
      (#"{"kind":"standard","mean":[1,2],"scale":[2,0.5]}"#, [1, 6]),
      (#"{"kind":"minmax","min":[1,2],"scale":[2,0.5]}"#, [4, 1.5]),
      (#"{"kind":"divide","by":2}"#, [1.5, 2.5]),
    ])
  func scaling(text: String, values: [Double]) throws {
    let model = try file(
      input: #"{"size":2,"scaling":\#(text)}"#, payload: Self.identity
    ).open()
    let network = try model.network()
    #expect(network.predict(Matrix(rows: [[3, 5]])).outputs.values == values)
    let copy = try ModelFile(
      path: "m", bytes: try CoefficientWriter.encode(network, path: "m"))
    #expect(try copy.network() == network)
  }

  @Test(
    "names, ranges and more of each feature are the network's",
    arguments: [
      (#""names":["a","b"]"#, ["a", "b"], [nil, nil]),
      (#""range":[[0,1],[0,2]]"#, ["x0", "x1"], [0...1, 0...2]),
      (#""range":[[0,1],[0,1]]"#, ["x0", "x1"], [0...1, 0...1]),
      (#""names":["a","b"],"range":[2,3]"#, ["a", "b"], [2...3, 2...3]),
      (#""features":["a",{"name":"b","range":[4,5],"later":1}]"#, ["a", "b"], [nil, 4...5]),
      (
        #""names":["old","older"],"features":[{"name":"a"},{"name":"b"}]"#, ["a", "b"], [nil, nil]
      ),
    ] as [(String, [String], [ClosedRange<Double>?])])
  func features(text: String, names: [String], ranges: [ClosedRange<Double>?]) throws {
    let network = try file(input: #"{"size":2,\#(text)}"#, payload: Self.identity).open().network()
    let space = network.inputSpace
    #expect(space.names == names)
    #expect(space.features.map { $0.source == .model ? $0.range : nil } == ranges)
    let copy = try ModelFile(path: "m", bytes: try CoefficientWriter.encode(network, path: "m"))
    #expect(try copy.network() == network)
  }

  @Test("a feature keeps its unit, kind, usual value and whether it is fixed")
  func featureDetails() throws {
    let text = #"""
      {"size":2,"features":[{"name":"a","unit":"mg","kind":"integer","range":[1,9],"typical":4,\#
      "fixed":true},{"name":"b","kind":"oneHot","group":"g","range":[0,1]}]}
      """#
    // A group of one is none, and a file that says so contradicts itself.
    #expect(throws: FileError.self) { try file(input: text, payload: Self.identity).open() }
    let network = try file(
      input: text.replacing(#""kind":"oneHot","group":"g","#, with: ""), payload: Self.identity
    ).open().network()
    let feature = network.inputSpace.features[0]
    #expect(feature.unit == "mg" && feature.kind == .integer && feature.range == 1...9)
    #expect(feature.typical == 4 && feature.isFixed)
    let copy = try ModelFile(path: "m", bytes: try CoefficientWriter.encode(network, path: "m"))
    #expect(try copy.network() == network)
  }

  @Test(
    "what is said of features and cannot be is refused with a sentence",
    arguments: [
      (#""names":["a","a"]"#, "two of that name"), (#""names":["a",""]"#, "empty name"),
      (#""features":["a"]"#, "there are 1 features for 2 inputs"),
      (#""features":[{"name":"a","range":[2,1]},"b"]"#, "reversed"),
      (#""features":[1,2]"#, "no object"),
    ])
  func impossibleFeatures(text: String, words: String) throws {
    let error = #expect(throws: FileError.self) {
      try file(input: #"{"size":2,\#(text)}"#, payload: Self.identity).open()
    }
    #expect(error?.kind == .badData)
    #expect(error?.problem.contains(words) == true, "\(error?.problem ?? "")")
  }

  @Test("whole numbers are labels too")
  func integerLabels() throws {
    let model = try file(rest: #""classes":[-3,10],"#, payload: Self.identity).open()
    #expect(try model.network().classNames == ["-3", "10"])
  }

  private static let test = #"""
    "selftest":{"inputs":"x","outputs":"y","atol":1e-9},"tensors":{\#
    "x":{"dtype":"f64","shape":[1,2],"offset":64,"nbytes":16},\#
    "y":{"dtype":"f64","shape":[1,2],"offset":128,"nbytes":16},
    """#

  @Test(
    "recorded outputs are checked",
    arguments: [(1.0, true), (1 + 5e-10, true), (1 + 5e-9, false), (.nan, false)])
  func selfTest(output: Double, isRight: Bool) throws {
    var file = file(payload: Self.identity).replacing(#""tensors":{"#, Self.test)
    func append(_ values: [Double]) {
      file.payload += [UInt8](repeating: 0, count: (64 - file.payload.count % 64) % 64)
      for value in values {
        file.payload += (0..<8).map {
          UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64($0)))
        }
      }
    }
    append([1, 2])
    append([output, 2])
    if isRight {
      #expect(try file.open().inventory.parameterCount == 4)
    } else {
      let error = try #require(throws: FileError.self) { try file.open() }
      #expect(error.kind == .badData && error.object == "selftest")
      #expect(error.problem.contains("output 0 of row 0"))
    }
  }

  @Test("a self-test of many rows through a wide layer is run a block of rows at a time")
  func wideSelfTest() throws {
    let (rows, width) = (200, 40_000)
    let layers = [(1, width), (width, 1)].enumerated().map { index, size in
      NetworkLayer.dense(
        DenseLayer(
          name: "d\(index)",
          weights: Matrix(
            rows: size.0, columns: size.1,
            values: [Double](repeating: index == 0 ? 1 : 0.25, count: size.0 * size.1)),
          bias: nil, storedType: "float16"))
    }
    let network = try NeuralNetwork(layers: layers, inputs: 1)
    let inputs = Matrix(rows: rows, columns: 1, values: (0..<rows).map(Double.init))
    let bytes = try CoefficientWriter.encode(network, selfTest: inputs, path: "m")
    #expect(try ModelFile(path: "m", bytes: bytes).network() == network)
    // The last output, 10 000 · 199, ends the payload; a wrong one needs the right checksums around it.
    var file = CoefficientFile()
    let text = try #require(String(validating: bytes[64...].prefix { $0 != 0 }, as: UTF8.self))
    let start = (64 + text.utf8.count + 63) / 64 * 64
    file.header = text
    file.payload = Array(bytes[start...])
    #expect(try file.open().inventory.layers.count == 2)
    file.payload[file.payload.count - 2] ^= 1
    let error = try #require(throws: FileError.self) { try file.open() }
    #expect(error.object == "selftest" && error.problem.contains("row 199"))
  }

  @Test("half a surrogate pair in the header is an error")
  func surrogate() throws {
    let file = CoefficientFile().replacing(#""no""#, #""\ud800""#)
    let error = try #require(throws: FileError.self) { try file.open() }
    #expect(error.kind == .badData && error.problem.contains("surrogate"))
  }

  @Test("weights that are not finite can be listed, but not run")
  func infinite() throws {
    var payload = Self.identity
    payload[7] = 0x7F
    let model = try file(payload: payload).open()
    var seen: [Double] = []
    try model.forEachTensor { _, values throws(FileError) in seen += try values.all() }
    #expect(seen[0] == .infinity)
    let error = try #require(throws: FileError.self) { try model.network() }
    #expect(error.kind == .badData && error.object == "layer layer_0")
  }

  @Test("a file and its bytes have one digest")
  func digest() throws {
    let folder = ScratchFolder()
    let path = folder.file("m.mlpc")
    var file = CoefficientFile()
    file.extraPadding = 128
    file.changePreamble = { $0[10] = 3 }
    try OutputFiles.write([OutputFile(path: path, bytes: file.bytes)], replacing: false)
    #expect(try ModelFile.open(path).sha256() == FileDigest.sha256(file.bytes))
    #expect(try ModelFile.open(path).network() == CoefficientFile().open().network())
  }
}
