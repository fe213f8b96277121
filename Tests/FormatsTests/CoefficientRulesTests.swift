import Files
import Formats
import Networks
import Numerics
import Testing

/// A change to a good file, and what the error says.
struct CoefficientDamage: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let kind: FileError.Kind
  let words: [String]
  let change: @Sendable (inout CoefficientFile) -> Void

  init(
    _ name: String, _ words: String..., kind: FileError.Kind = .badData,
    change: @escaping @Sendable (inout CoefficientFile) -> Void
  ) {
    (testDescription, self.kind, self.words, self.change) = (name, kind, words, change)
  }

  /// A part of the header is replaced.
  init(
    _ name: String, _ part: String, _ other: String, _ words: String...,
    kind: FileError.Kind = .badData
  ) {
    (testDescription, self.kind, self.words) = (name, kind, words)
    change = { $0 = $0.replacing(part, other) }
  }
}

@Suite("Rules of plain-binary coefficients")
struct CoefficientRulesTests {
  @Test("the file that all damages start from is read")
  func good() throws {
    let model = try CoefficientFile().open()
    let network = try model.network()
    #expect(model.inventory.format == .mlpc)
    #expect(model.obstacle == nil)
    #expect((network.inputs, network.outputs) == (2, 1))
    #expect(network.inputRange == -1...1)
    #expect(network.classNames == ["no", "yes"])
    // [1, −1] · [[1, 2], [3, 4]] + [7, 8] = [5, 6]; · [5, 6] + 9 = 70.
    #expect(network.logits(for: Matrix(rows: [[1, -1]])).values == [70])
  }

  static let preamble: [CoefficientDamage] = [
    CoefficientDamage("a newer major version", "version 2.0", "newer", kind: .unsupported) {
      $0.changePreamble = { $0[8] = 2 }
    },
    CoefficientDamage("a big-endian file", "big-endian") {
      $0.changePreamble = { $0.replaceSubrange(12..<16, with: [1, 2, 3, 4]) }
    },
    CoefficientDamage("another endian tag", "endian tag", "04030301") {
      $0.changePreamble = { $0[14] = 3 }
    },
    CoefficientDamage("a header length of 2^63", "9223372036854775808", "16777216") {
      $0.changePreamble = { $0.replaceSubrange(16..<24, with: [0, 0, 0, 0, 0, 0, 0, 0x80]) }
    },
    CoefficientDamage("a header longer than the file", "truncated", "JSON header") {
      $0.changePreamble = { $0[18] = 1 }
    },
    CoefficientDamage("a payload inside the header", "inside the JSON header", "64") {
      $0.changePreamble = { $0.replaceSubrange(24..<32, with: [64, 0, 0, 0, 0, 0, 0, 0]) }
    },
    CoefficientDamage("a payload beside the alignment", "multiple of 64") { $0.extraPadding = 1 },
    CoefficientDamage("a payload beyond the file", "truncated", "payload begins") {
      $0.changePreamble = { $0[26] = 1 }
    },
    CoefficientDamage("a payload of 2^64 − 1 bytes", "truncated", "18446744073709551615") {
      $0.changePreamble = { $0.replaceSubrange(32..<40, with: [UInt8](repeating: 255, count: 8)) }
    },
    CoefficientDamage("trailing bytes", "3 trailing bytes") { $0.changePreamble = { $0[32] -= 3 } },
    CoefficientDamage("a wrong checksum of the header", "JSON header", "checksum") {
      $0.changePreamble = { $0[40] ^= 1 }
    },
    CoefficientDamage("a wrong checksum of the payload", "payload", "checksum") {
      $0.changePreamble = { $0[47] ^= 0x80 }
    },
  ]

  static let text: [CoefficientDamage] = [
    CoefficientDamage("another format", #""mlpc""#, #""onnx""#, "\"format\"", "onnx"),
    CoefficientDamage("a byte order mark", #"{"format""#, "\u{FEFF}{\"format\"", "byte order mark"),
    CoefficientDamage(
      "a key twice", #""requires":[]"#, #""requires":[],"layers":[]"#, "layers", "duplicate"),
    CoefficientDamage("a number that is none", "[-1,1]", "[-1,NaN]", "NaN"),
    CoefficientDamage("a number beyond Double", "[-1,1]", "[-1,1e999]", "1e999"),
    CoefficientDamage(
      "deep nesting", #""requires":[]"#,
      #""x":\#(String(repeating: "[", count: 70) + String(repeating: "]", count: 70))"#, "deeper"),
    CoefficientDamage("an array", "{", "[{", "JSON header"),
    CoefficientDamage("no JSON", #""requires":[]}"#, #""requires":[]"#, "JSON header", "line 1"),
    CoefficientDamage(
      "a requirement", #""requires":[]"#, #""requires":["sparse/1"]"#, "requires", "sparse/1",
      kind: .unsupported),
    CoefficientDamage(
      "a requirement that is no text", #""requires":[]"#, #""requires":[1]"#, "requires"),
  ]

  static let input: [CoefficientDamage] = [
    CoefficientDamage("no size", #""size":2,"#, "", "input", "size"),
    CoefficientDamage("a size with a fraction", #""size":2"#, #""size":2.0"#, "size", "2.0"),
    CoefficientDamage("another size", #""size":2"#, #""size":3"#, "layer a", "3"),
    CoefficientDamage(
      "a shape of another size", #""size":2"#, #""size":2,"shape":[2,2]"#, "[2, 2]", "4"),
    CoefficientDamage(
      "a shape that overflows", #""size":2"#,
      #""size":2,"shape":[4294967296,4294967296,4294967296]"#, "shape"),
    CoefficientDamage("a range upside down", "[-1,1]", "[1,-1]", "range", "upside down"),
    CoefficientDamage("a range of one number", "[-1,1]", "[1]", "range"),
    CoefficientDamage("ranges for other features", "[-1,1]", "[[0,1],[0,1],[0,1]]", "range", "2"),
    CoefficientDamage("names of other features", #""size":2"#, #""size":2,"names":["x"]"#, "names"),
    CoefficientDamage(
      "an unknown scaling", #""size":2"#, #""size":2,"scaling":{"kind":"log"}"#, "log",
      kind: .unsupported),
    CoefficientDamage(
      "a division by zero", #""size":2"#, #""size":2,"scaling":{"kind":"divide","by":[1,0]}"#, "0"),
    CoefficientDamage(
      "means of other features", #""size":2"#,
      #""size":2,"scaling":{"kind":"standard","mean":[1],"scale":[1,1]}"#, "mean", "2"),
  ]

  static let layers: [CoefficientDamage] = [
    CoefficientDamage("no layers", CoefficientFile.layers, #""layers":[]"#, "layer"),
    CoefficientDamage(
      "an unknown activation", #""relu""#, #""swoosh""#, "layer a", "swoosh", kind: .unsupported),
    CoefficientDamage(
      "an activation that is a text", #"{"name":"relu"}"#, #""relu""#, "activation"),
    CoefficientDamage(
      "a slope that is missing", #"{"name":"relu"}"#, #"{"name":"leaky_relu"}"#, "alpha", "missing"),
    CoefficientDamage(
      "a hard sigmoid of no generation", #"{"name":"relu"}"#, #"{"name":"hard_sigmoid"}"#, "variant"
    ),
    CoefficientDamage(
      "an unknown layer", #""b","type":"dense""#, #""b","type":"conv""#, "layer b", "conv",
      kind: .unsupported),
    CoefficientDamage("other units", #""units":1"#, #""units":2"#, "layer b", "[2, 1]", "[2, 2]"),
    CoefficientDamage(
      "a gated activation of an odd width", #"{"name":"sigmoid"}"#, #"{"name":"glu"}"#, "layer b"),
    CoefficientDamage("too few labels", #"["no","yes"]"#, #"["no"]"#, "classes", "1", "2"),
    CoefficientDamage("too many labels", #"["no","yes"]"#, "[1,2,3]", "classes", "3", "2"),
    CoefficientDamage("a label twice", #"["no","yes"]"#, #"["no","no"]"#, "duplicate", "no"),
    CoefficientDamage("labels of two kinds", #"["no","yes"]"#, #"["no",1]"#, "classes", "neither"),
    CoefficientDamage("labels with fractions", #"["no","yes"]"#, "[0.5,1]", "classes", "neither"),
    CoefficientDamage(
      "labels of a regression", #""classes""#, #""task":"regression","classes""#, "regression"),
    CoefficientDamage(
      "an unknown task", #""classes""#, #""task":"ranking","classes""#, "ranking",
      kind: .unsupported),
    CoefficientDamage(
      "one against no rest", #""classes""#, #""task":"one-vs-rest","classes""#, "one-vs-rest"),
  ]

  static let tensors: [CoefficientDamage] = [
    CoefficientDamage(
      "an unknown type", #""w0":{"dtype":"f64""#, #""w0":{"dtype":"i8""#, "w0", "i8",
      kind: .unsupported),
    CoefficientDamage("a rank of 3", #""shape":[2,2]"#, #""shape":[2,2,1]"#, "w0", "rank 3"),
    CoefficientDamage("a weight of rank 1", #""shape":[2,2]"#, #""shape":[4]"#, "w0", "[4]"),
    CoefficientDamage("an extent of 0", #""shape":[2,2]"#, #""shape":[2,0]"#, "w0", "extent"),
    CoefficientDamage(
      "a product that wraps round", #""shape":[2,2]"#, #""shape":[2147483648,2147483648]"#, "w0",
      "2^63"),
    CoefficientDamage("a size that lies", #""nbytes":32"#, #""nbytes":24"#, "w0", "24", "32"),
    CoefficientDamage("a negative offset", #""offset":0"#, #""offset":-64"#, "w0", "-64"),
    CoefficientDamage(
      "an offset beside the alignment", #""offset":64"#, #""offset":72"#, "b0", "72"),
    CoefficientDamage(
      "an offset beyond the payload", #""offset":192"#, #""offset":256"#, "b1", "256"),
    CoefficientDamage("an overlap", #""offset":64"#, #""offset":0"#, "overlaps"),
    CoefficientDamage(
      "a gap", #""w0":{"dtype":"f64","shape":[2,2],"offset":0"#,
      #""w0":{"dtype":"f64","shape":[2,2],"offset":64"#, "overlaps"),
    CoefficientDamage(
      "a missing tensor", #""weight":"w1""#, #""weight":"w9""#, "layer b", "w9", "missing"),
    CoefficientDamage(
      "a tensor used twice", #""bias":"b0""#, #""bias":"b1""#, "layer b", "b1", "already"),
    CoefficientDamage("an unused tensor", #","bias":"b1""#, "", "b1", "unused"),
    CoefficientDamage("a name with a blank", #""w0""#, #""w 0""#, "w 0", "ASCII"),
    CoefficientDamage(
      "a transposed weight", #""shape":[2,1]"#, #""shape":[1,2]"#, "layer b", "transposed"),
    CoefficientDamage("unused bytes at the end", "unused") { $0.payload += [0, 0, 0] },
    CoefficientDamage("padding that is not zero", "padding before tensor b0", "zero") {
      $0.payload[40] = 1
    },
  ]

  @Test(
    "each has an error of its own",
    arguments: preamble + text + input + layers + tensors)
  func refused(damage: CoefficientDamage) throws {
    var file = CoefficientFile()
    damage.change(&file)
    let error = try #require(throws: FileError.self) { try file.open() }
    #expect(error.kind == damage.kind, "\(error)")
    #expect(error.file == "m.mlpc")
    for words in damage.words { #expect(error.description.contains(words), "\(error)") }
    #expect(!error.description.contains("\n"))
  }

  @Test("layers that do not chain name the widths")
  func chain() throws {
    var file = CoefficientFile()
    let turned = #"{"dtype":"f64","shape":[1,1],"offset":128,"nbytes":8}"#
    file = file.replacing(#"{"dtype":"f64","shape":[2,1],"offset":128,"nbytes":16}"#, turned)
    file.payload.replaceSubrange(136..<144, with: [UInt8](repeating: 0, count: 8))
    let error = try #require(throws: FileError.self) { try file.open() }
    #expect(error.object == "layer b")
    #expect(error.problem.contains("takes 1 inputs, but layer a gives 2"))
  }

  @Test("the padding behind the header must be zero")
  func headerPadding() throws {
    var file = CoefficientFile()
    while file.header.utf8.count % 64 == 0 { file.header += " " }
    var bytes = file.bytes
    bytes[64 + file.header.utf8.count] = 1
    let error = try #require(throws: FileError.self) { try ModelFile(path: "m", bytes: bytes) }
    #expect(error.problem.contains("padding behind the JSON header"))
  }

  @Test("a newer minor version with keys that are not known is read")
  func minorVersion() throws {
    var file = CoefficientFile().replacing(#""format""#, #""novelty":{"a":[1,true]},"format""#)
    file.changePreamble = { $0[10] = 9 }
    #expect(try file.open().network() == CoefficientFile().open().network())
  }

  @Test("cut anywhere, a file is truncated or no file at all")
  func truncated() throws {
    let bytes = CoefficientFile().bytes
    for count in 1..<bytes.count {
      let error = try #require(throws: FileError.self) {
        try ModelFile(path: "m", bytes: Array(bytes[..<count]))
      }
      #expect(error.kind == .badData && error.problem.contains("truncated"), "\(count): \(error)")
    }
  }

  @Test("a text-mode transfer is recognized")
  func textMode() throws {
    var bytes = CoefficientFile().bytes
    bytes.remove(at: 4)
    let error = try #require(throws: FileError.self) { try ModelFile(path: "m", bytes: bytes) }
    #expect(error.problem.contains("magic") && error.problem.contains("binary mode"))
  }

  @Test("a change of any bit is found", arguments: 0..<8)
  func mutated(bit: Int) {
    let bytes = CoefficientFile().bytes
    for place in bytes.indices {
      var damaged = bytes
      damaged[place] ^= 1 << UInt8(bit)
      #expect(throws: FileError.self, "bit \(bit) of byte \(place)") {
        try ModelFile(path: "m", bytes: damaged)
      }
    }
  }

  @Test("a header that changes in any byte, with right checksums, never traps")
  func mutatedHeader() {
    let file = CoefficientFile()
    for place in file.header.utf8.indices {
      for byte: UInt8 in [0x30, 0x39, 0x22, 0x5D, 0x2D] {
        var text = Array(file.header.utf8)
        text[file.header.utf8.distance(from: file.header.utf8.startIndex, to: place)] = byte
        var damaged = file
        damaged.header = String(decoding: text, as: UTF8.self)
        do throws(FileError) {
          // What is accepted must be a network that runs.
          let network = try damaged.open().network()
          #expect(network.predict(Matrix(rows: 1, columns: network.inputs)).outputs.rows == 1)
        } catch {
          #expect(error.kind == .badData || error.kind == .unsupported)
        }
      }
    }
  }
}
