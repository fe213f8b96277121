import Files
import Testing

@testable import Datasets

// Truth: numpy.save, NumPy 2.4.
@Suite("writing NumPy files")
struct NumPyWriterTests {
  /// What NumPy saves for `numpy.arange(6.0).reshape(2, 3) / 4`.
  static let quarters = hex(
    """
    934e554d5059010076007b276465736372273a20273c6638272c2027666f727472616e5f6f72646572273a2046616c73
    652c20277368617065273a2028322c2033292c207d202020202020202020202020202020202020202020202020202020
    202020202020202020202020202020202020202020202020202020202020200a0000000000000000000000000000d03f
    000000000000e03f000000000000e83f000000000000f03f000000000000f43f
    """)

  @Test("a file is what numpy.save writes, byte for byte")
  func whole() {
    let values = [0, 0.25, 0.5, 0.75, 1, 1.25]
    #expect(NumPyWriter.encode(shape: [2, 3], doubles: values) == Self.quarters)
  }

  @Test(
    "headers of other shapes are those of numpy.save",
    arguments: [
      ([], "()", 128), ([3], "(3,)", 128), ([1, 2, 2], "(1, 2, 2)", 128), ([0, 5], "(0, 5)", 128),
      ([10], "(10,)", 128),
      ([Int](repeating: 1, count: 14), "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)", 128),
      ([Int](repeating: 1, count: 15), "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)", 192),
    ])
  func headers(shape: [Int], tuple: String, size: Int) {
    let count = shape.reduce(1, *)
    let file = NumPyWriter.encode(shape: shape, doubles: [Double](repeating: 0, count: count))
    #expect(file.count == size + 8 * count)
    #expect(Array(file[..<10]) == hex("934e554d50590100") + [UInt8(size - 10), 0])
    let text = "{'descr': '<f8', 'fortran_order': False, 'shape': \(tuple), }"
    let padding = String(repeating: " ", count: size - 11 - text.utf8.count)
    #expect(String(decoding: file[10..<size], as: UTF8.self) == text + padding + "\n")
  }

  @Test("what is written is read back bit for bit")
  func roundTrip() throws {
    let values = [0.1, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.infinity, 1 / 3]
    let array = try read(NumPyWriter.encode(shape: [3, 1, 2], doubles: values))
    #expect(array.shape == [3, 1, 2])
    guard case .doubles(let back) = array.storage else {
      Issue.record("float64 became something else")
      return
    }
    #expect(back.map(\.bitPattern) == values.map(\.bitPattern))
  }
}
