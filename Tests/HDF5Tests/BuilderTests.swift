import HDF5
import TestSupport
import Testing

@Suite("Building files")
struct BuilderTests {
  /// A file with everything the builder can write.
  static func example(_ root: borrowing HDF5GroupBuilder) throws(HDF5Error) {
    try root.setAttribute("format", "test é 😀")
    try root.write("doubles", [0.1, -0.0, .infinity, 0x1p-1073, 1e300, -2], shape: [2, 3])
    try root.group("outer") { (outer: borrowing HDF5GroupBuilder) throws(HDF5Error) in
      try outer.group("inner") { (inner: borrowing HDF5GroupBuilder) throws(HDF5Error) in
        try inner.write("bytes", [0, 127, 255] as [UInt8], shape: [3, 1])
        try inner.setAttribute("scalar", -1.5)
        try inner.setAttribute("integer", Int.min)
        try inner.setAttribute("list", [1, 2.5, -1e-300])
      }
      try outer.write("integers", [Int.min, -1, Int.max], shape: [3])
      try outer.write("texts", ["one", "", "zwei é 😀"])
    }
    try root.write("scalar", [2.5], shape: [])
    try root.write("empty", [] as [Double], shape: [0, 4])
    try root.write("no texts", [])
  }

  @Test("what was written is read again")
  func round() throws {
    let image = try HDF5Builder.image(Self.example)
    try reading(image) { root throws(HDF5Error) in
      let doubles = try root.contents("doubles")
      #expect(
        doubles
          == Contents(
            path: "/doubles", shape: [2, 3], elementType: .float64,
            values: [0.1, -0.0, .infinity, 0x1p-1073, 1e300, -2]))
      #expect(doubles.values[1].sign == .minus)
      let bytes = try root.dataset(at: ["outer", "inner", "bytes"])
      #expect(bytes.shape == [3, 1] && bytes.elementType == .uint8)
      #expect(try bytes.bytes() == [0, 127, 255])
      let integers = try root.dataset(at: ["outer", "integers"])
      #expect(integers.elementType == .int64)
      #expect(try integers.integers() == [.min, -1, .max])
      #expect(try root.group("outer").textDataset("texts") == ["one", "", "zwei é 😀"])
      #expect(try root.textDataset("no texts") == [])
      #expect(
        try root.contents("scalar")
          == Contents(path: "/scalar", shape: [], elementType: .float64, values: [2.5]))
      #expect(try root.contents("empty").shape == [0, 4])
      #expect(try root.contents("empty").values == [])
    }
  }

  @Test("attributes that were written are read again")
  func attributes() throws {
    let image = try HDF5Builder.image(Self.example)
    try reading(image) { root throws(HDF5Error) in
      let inner = try root.group(at: ["outer", "inner"])
      #expect(try root.text("format") == "test é 😀")
      #expect(try inner.numbers("scalar") == [-1.5])
      #expect(try inner.numbers("integer") == [-0x1p63])
      #expect(try inner.numbers("list") == [1, 2.5, -1e-300])
    }
  }

  @Test("two builds of the same contents are the same bytes")
  func reproducible() throws {
    let first = try HDF5Builder.image(Self.example)
    _ = try HDF5Builder.image { (root: borrowing HDF5GroupBuilder) throws(HDF5Error) in
      try root.write("other", [1, 2, 3], shape: [3])
    }
    #expect(try HDF5Builder.image(Self.example) == first)
    #expect(HDF5File.signatureOffset(in: first) == 0)
  }

  @Test("an empty file has a root group and nothing else")
  func empty() throws {
    let image = try HDF5Builder.image { (_: borrowing HDF5GroupBuilder) in }
    let names = try reading(image) { root throws(HDF5Error) in try root.childNames() }
    #expect(names.isEmpty)
  }

  @Test("large data and long texts survive")
  func large() throws {
    var numbers = SeededNumbers(seed: 41)
    let values = numbers.next(200_000)
    let text = String(repeating: "0123456789abcde\n", count: 20_000)
    let image = try HDF5Builder.image { (root: borrowing HDF5GroupBuilder) throws(HDF5Error) in
      try root.write("values", values, shape: [400, 500])
      try root.setAttribute("text", text)
      try root.write("texts", [text, "x"])
    }
    try reading(image) { root throws(HDF5Error) in
      #expect(try root.contents("values").values == values)
      #expect(try root.text("text") == text)
      #expect(try root.textDataset("texts") == [text, "x"])
    }
  }

  @Test("hundreds of groups keep their names and their order")
  func many() throws {
    let names = (0..<500).map { "layer \($0)" }
    let image = try HDF5Builder.image { (root: borrowing HDF5GroupBuilder) throws(HDF5Error) in
      for name in names {
        try root.group(name) { (group: borrowing HDF5GroupBuilder) throws(HDF5Error) in
          try group.setAttribute("name", name)
        }
      }
    }
    try reading(image) { root throws(HDF5Error) in
      #expect(try root.childNames() == names.sorted())
      #expect(try root.group("layer 377").text("name") == "layer 377")
    }
  }

  @Test("the attributes of an image are fixed texts with their terminator")
  func imageAttributes() throws {
    let image = try HDF5Builder.image { (root: borrowing HDF5GroupBuilder) throws(HDF5Error) in
      try root.write(
        "picture", [0, 255] as [UInt8], shape: [1, 2],
        attributes: [("CLASS", "IMAGE"), ("IMAGE_VERSION", "1.2")])
    }
    for bytes in ["CLASS\0", "IMAGE\0", "IMAGE_VERSION\0", "1.2\0"] {
      let wanted = Array(bytes.utf8)
      #expect(image.indices.contains { image[$0...].starts(with: wanted) })
    }
    let picture = try reading(image) { root throws(HDF5Error) in
      try root.dataset("picture").bytes()
    }
    #expect(picture == [0, 255])
  }

  @Test("what cannot be written is an error that names it")
  func refused() throws {
    let twice = buildingProblem { root throws(HDF5Error) in
      try root.group("g") { (group: borrowing HDF5GroupBuilder) throws(HDF5Error) in
        try group.write("x", [1], shape: [1])
        try group.write("x", [2], shape: [1])
      }
    }
    #expect(twice?.kind == .cannotWrite)
    #expect(twice?.object == "/g/x")
    let below = buildingProblem { root throws(HDF5Error) in
      try root.write("missing/x", [1], shape: [1])
    }
    #expect(below?.kind == .cannotWrite)
    let attribute = buildingProblem { root throws(HDF5Error) in
      try root.setAttribute("a", 1)
      try root.setAttribute("a", 2)
    }
    #expect(attribute?.object == "attribute a of /")
  }

  @Test("an error of the caller comes out as it went in, and the next file is fine")
  func callersError() throws {
    let own = HDF5Error(.unsupported, object: "mine", problem: "is mine")
    #expect(buildingProblem { _ throws(HDF5Error) in throw own } == own)
    #expect(problem(RecordedFile.bytes) { _ throws(HDF5Error) -> Int in throw own } == own)
    #expect(try !HDF5Builder.image(Self.example).isEmpty)
  }

  @Test("files are built and read by many tasks at once")
  func concurrent() async throws {
    let expected = try HDF5Builder.image(Self.example)
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<24 {
        group.addTask {
          #expect(throws: Never.self) {
            if task % 2 == 0 {
              #expect(try HDF5Builder.image(Self.example) == expected)
            } else {
              let values = try reading(RecordedFile.bytes) { root throws(HDF5Error) in
                try root.contents("types/int64be").values
              }
              #expect(values == [-5, 0x1p40])
            }
          }
        }
      }
    }
  }

  @Test(
    "a shape whose extents multiply beyond 64 bits is refused, though one of them is 0",
    arguments: [[1 << 32, 1 << 31, 0], [0, 1 << 40, 1 << 40], [Int.min, 5, 0]])
  func overflowingShape(extents: [Int]) throws {
    var image = try HDF5Builder.image { root throws(HDF5Error) in
      try root.write("bytes", [] as [UInt8], shape: [3, 5, 0])
    }
    func bytes(_ extents: [Int]) -> [UInt8] {
      extents.flatMap { extent in (0..<8).map { UInt8(truncatingIfNeeded: extent >> (8 * $0)) } }
    }
    let claimed = try #require(image.firstRange(of: bytes([3, 5, 0])))
    image.replaceSubrange(claimed, with: bytes(extents))
    let refusal = problem(image) { root throws(HDF5Error) in try root.contents("bytes") }
    #expect(refusal?.kind == .badData)
    #expect(refusal?.problem.contains("impossible") == true)
  }
}
