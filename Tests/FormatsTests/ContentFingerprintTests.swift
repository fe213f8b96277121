import HDF5
import Testing

@testable import Formats

@Suite("The digest of a results file's contents")
struct ContentFingerprintTests {
  private static var contents: StoredGroup {
    var inner = StoredGroup()
    inner.add("images", .pictures([1, 2, 3, 4], shape: [1, 2, 2]))
    var root = StoredGroup()
    root.set("b", .integers([1, 2], isScalar: false))
    root.set("a", .text("é"))
    root.set("z", .number(0.5))
    root.set("content_sha256", .text("left out"))
    root.add("x", .numbers([1.5, -0.0], shape: [2]))
    root.add("t", .texts(["one", "", "zwei"]))
    root.add("g", inner)
    return root
  }

  /// What the Python of docs/results-format.md computes of a file that h5py wrote.
  private static let digest = "18f6cca98f1c984d505331ae70aebf55bf6991b6df0553d669a4efed8af29c6d"

  @Test("it is that of the documentation, of what is to be written and of the file")
  func value() throws {
    #expect(ContentFingerprint.of(Self.contents) == Self.digest)
    let found = try HDF5File.reading(try Self.contents.image(), wrapping: { $0 }) {
      root throws(HDF5Error) in try ContentFingerprint.of(root)
    }
    #expect(found == Self.digest)
  }

  @Test("it tells names, types, shapes and the last bit")
  func differences() {
    var changes: [StoredGroup] = []
    func change(_ body: (inout StoredGroup) -> Void) {
      var copy = Self.contents
      body(&copy)
      changes.append(copy)
    }
    change { $0.attributes[0].name = "c" }
    change { $0.attributes[0].value = .integers([1, 3], isScalar: false) }
    change { $0.attributes[2].value = .numbers([0.5], isScalar: false) }
    change { $0.attributes[2].value = .integer(4_602_678_819_172_646_912) }
    change { $0.attributes.removeLast(2) }
    change { $0.datasets[0].value = .numbers([1.5, 0], shape: [2]) }
    change { $0.datasets[0].value = .numbers([1.5, -0.0], shape: [2, 1]) }
    change { $0.datasets[1].value = .texts(["one", "z", "wei"]) }
    change { $0.datasets[1].value = .texts(["one", "", "zwei", ""]) }
    change { $0.groups[0].name = "h" }
    change { $0.groups[0].group.datasets[0].value = .pictures([1, 2, 4, 3], shape: [1, 2, 2]) }
    change { $0.groups[0].group.add("none", StoredGroup()) }
    let digests = changes.map { ContentFingerprint.of($0) }
    #expect(Set(digests + [Self.digest]).count == changes.count + 1)
    var other = Self.contents
    other.attributes[3].value = .text("whatever")
    #expect(ContentFingerprint.of(other) == Self.digest)
  }
}
