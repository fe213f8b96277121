import Isolation
import Testing

@testable import HDF5

@Suite("Questions and answers between this process and the one that has the library")
struct ProtocolTests {
  private static let requests = HDF5Request.Operation.allCases.map {
    HDF5Request($0, ["a", "é b"], name: "n", first: 3, count: 1 << 40)
  }

  @Test("a question is read as it was written", arguments: requests)
  func question(request: HDF5Request) throws {
    #expect(try HDF5Request(message: request.message) == request)
  }

  @Test("a question that is cut short, or longer, is none", arguments: requests)
  func damagedQuestion(request: HDF5Request) {
    let message = request.message
    let damaged = (0..<message.count).map { Array(message.prefix($0)) } + [message + [0]]
    #expect(damaged.allSatisfy { (try? HDF5Request(message: $0)) == nil })
  }

  @Test("whoever has the library answers every message, also one that is no question")
  func nonsense() {
    let server = HDF5Server(.memory([1, 2, 3]), base: 0)
    let messages = [[], [0], [1], [9, 9, 9], [UInt8](repeating: 255, count: 100)]
    #expect(messages.allSatisfy { !server.answer($0).isEmpty })
  }

  /// What a dataset says that is not true.
  struct Lie: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var layout: HDF5Layout
    var isTrue = false

    init(_ what: String, _ shape: [Int], _ place: HDF5Layout.Place, isTrue: Bool = false) {
      testDescription = what
      layout = HDF5Layout(shape: shape, elementType: .float32, isBigEndian: false, place: place)
      self.isTrue = isTrue
    }
  }

  private static func chunked(
    _ shape: [Int], _ filters: [HDF5Filter] = []
  ) -> HDF5Layout.Place {
    .chunked(shape: shape, filters: filters, filtersPartialChunks: true)
  }

  /// All about a file of 1000 bytes.
  static let lies = [
    Lie("elements up to the end", [10, 5], .contiguous(offset: 800), isTrue: true),
    Lie("no elements", [0, 5], .compact([]), isTrue: true),
    Lie("a scalar", [], .compact([1, 2, 3, 4]), isTrue: true),
    Lie("chunks", [10, 5], chunked([3, 3], [.shuffle, .deflate]), isTrue: true),
    Lie("elements behind the end", [10, 5], .contiguous(offset: 801)),
    Lie("a place behind the end", [10, 5], .contiguous(offset: 1 << 40)),
    Lie("a product beyond 64 bits", [1 << 32, 1 << 32], .contiguous(offset: 0)),
    Lie("a product hidden by a zero", [1 << 40, 1 << 40, 0], .compact([])),
    Lie("too few bytes", [2], .compact([1, 2, 3, 4])),
    Lie("chunks of another rank", [10, 5], chunked([3])),
    Lie("chunks of nothing", [10, 5], chunked([0, 3])),
    Lie("chunks of gigabytes", [10, 5], chunked([1 << 20, 1 << 10])),
    Lie("more than the file has", [1000], chunked([10])),
    Lie("an expansion that is none", [1 << 20, 1 << 10], chunked([10, 10], [.deflate])),
    Lie("the same filter twice", [10, 5], chunked([3, 3], [.deflate, .deflate])),
    Lie("33 axes", [Int](repeating: 1, count: 33), .compact([1, 2, 3, 4])),
  ]

  @Test("what is said about a dataset is believed when it can be true", arguments: lies)
  func layouts(lie: Lie) throws {
    var writer = MessageWriter()
    lie.layout.write(to: &writer)
    var reader = MessageReader(writer.bytes)
    let layout = try? HDF5Layout(&reader, fileSize: 1000)
    #expect(layout == (lie.isTrue ? lie.layout : nil))
  }

  /// 60 and 120 zeros, deflated.
  private static let sixty: [UInt8] = [120, 156, 99, 96, 32, 31, 0, 0, 0, 60, 0, 1]
  private static let hundredTwenty: [UInt8] = [120, 156, 99, 96, 24, 24, 0, 0, 0, 120, 0, 1]

  @Test("a deflated chunk that gives fewer or more bytes than it should is refused")
  func inflating() {
    func undo(_ chunk: [UInt8], _ size: Int) -> Int? {
      try? HDF5Filter.undo([.deflate], chunk, size: size, elementSize: 4).get().count
    }
    #expect(undo(Self.hundredTwenty, 120) == 120)
    #expect(undo(Self.sixty, 60) == 60)
    #expect(undo(Self.sixty, 120) == nil)
    #expect(undo(Self.hundredTwenty, 60) == nil)
    #expect(undo(Array(Self.sixty.dropLast(4)), 60) == nil)
    #expect(undo([], 60) == nil)
  }

  @Test("a shuffled chunk is put in order, and a wrong checksum is noticed")
  func otherFilters() {
    func undo(_ filters: [HDF5Filter], _ chunk: [UInt8], _ size: Int) -> [UInt8]? {
      try? HDF5Filter.undo(filters, chunk, size: size, elementSize: 2).get()
    }
    #expect(undo([.shuffle], [1, 3, 5, 2, 4, 6], 6) == [1, 2, 3, 4, 5, 6])
    #expect(undo([.shuffle], [1, 3, 5, 2, 4], 6) == nil)
    // Words 0x0102 and 0x0304: the sums are 0x0406 and 0x0102 + 0x0406.
    let sums: [UInt8] = [0x06, 0x04, 0x08, 0x05]
    #expect(undo([.fletcher32], [1, 2, 3, 4] + sums, 4) == [1, 2, 3, 4])
    #expect(undo([.fletcher32], [1, 2, 3, 5] + sums, 4) == nil)
    #expect(undo([.fletcher32], [1, 2], 4) == nil)
  }
}
