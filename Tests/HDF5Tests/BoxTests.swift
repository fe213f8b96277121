import Testing

@testable import HDF5

@Suite("Chunks of a dataset")
struct BoxTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var shape: [Int]
    var chunk: [Int]
    var testDescription: String { "\(shape) in chunks of \(chunk)" }
  }

  static let cases = [
    Case(shape: [10], chunk: [1]), Case(shape: [10], chunk: [4]),
    Case(shape: [3, 5], chunk: [1, 1]),
    Case(shape: [3, 5], chunk: [2, 2]), Case(shape: [7, 11, 13], chunk: [3, 4, 5]),
    Case(shape: [200, 6], chunk: [200, 1]), Case(shape: [2, 1, 3], chunk: [1, 1, 1]),
    Case(shape: [5], chunk: [8]), Case(shape: [], chunk: []), Case(shape: [0, 3], chunk: [1, 1]),
    Case(shape: [12, 15], chunk: [2, 3]), Case(shape: [4, 4], chunk: [9, 3]),
  ]

  /// The places of a box's elements in an array, row-major.
  private func places(_ box: HDF5Box, in shape: [Int]) -> [Int] {
    (0..<box.count).map { element in
      var rest = element
      var place = 0
      var stride = 1
      for axis in shape.indices.reversed() {
        place += (box.start[axis] + rest % box.extents[axis]) * stride
        rest /= box.extents[axis]
        stride *= shape[axis]
      }
      return place
    }
  }

  @Test("every element lies in one chunk, and chunks begin at whole chunks", arguments: cases)
  func cover(_ test: Case) {
    let grid = HDF5ChunkGrid(shape: test.shape, chunkShape: test.chunk)
    let boxes = (0..<grid.count).map { grid.box($0) }
    #expect(
      boxes.flatMap { places($0, in: test.shape) }.sorted()
        == Array(0..<test.shape.reduce(1, *)))
    let isAligned = boxes.allSatisfy { box in
      zip(box.start, test.chunk).allSatisfy { $0 % $1 == 0 }
        && zip(box.extents, test.chunk).allSatisfy { $0 <= $1 }
    }
    #expect(isAligned)
  }

  @Test("chunks are numbered in row-major order of their first elements")
  func order() {
    let grid = HDF5ChunkGrid(shape: [2, 5], chunkShape: [1, 3])
    #expect(
      (0..<4).map { grid.box($0).start + grid.box($0).extents } == [
        [0, 0, 1, 3], [0, 3, 1, 2], [1, 0, 1, 3], [1, 3, 1, 2],
      ])
  }

  @Test("what is cut out of whole chunks and put back makes the whole", arguments: cases)
  func copied(_ test: Case) {
    let whole = (0..<test.shape.reduce(1, *)).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    let grid = HDF5ChunkGrid(shape: test.shape, chunkShape: test.chunk)
    var copy = [UInt8](repeating: 0xEE, count: whole.count)
    for number in 0..<grid.count {
      let box = grid.box(number)
      // A stored chunk is always whole; what lies outside the dataset is anything.
      var chunk = [UInt8](repeating: 0xEE, count: 2 * test.chunk.reduce(1, *))
      let inside = HDF5Box(start: box.start.map { _ in 0 }, extents: box.extents)
      for (from, to) in zip(places(box, in: test.shape), places(inside, in: test.chunk)) {
        chunk[2 * to] = whole[2 * from]
        chunk[2 * to + 1] = whole[2 * from + 1]
      }
      box.copy(
        box.cut(chunk, from: test.chunk, elementSize: 2), to: &copy, shape: test.shape,
        elementSize: 2)
    }
    #expect(copy == whole)
  }
}
