import Testing

@testable import HDF5

@Suite("Boxes that cover a dataset")
struct BoxTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var shape: [Int]
    var unit: [Int]
    var limit: Int
    var unitLimit = Int.max
    var testDescription: String { "\(shape) in units of \(unit), at most \(limit)" }
  }

  static let cases = [
    Case(shape: [10], unit: [1], limit: 3), Case(shape: [10], unit: [4], limit: 9),
    Case(shape: [3, 5], unit: [1, 1], limit: 5), Case(shape: [3, 5], unit: [1, 1], limit: 7),
    Case(shape: [3, 5], unit: [1, 1], limit: 100), Case(shape: [3, 5], unit: [1, 1], limit: 1),
    Case(shape: [7, 11, 13], unit: [3, 4, 5], limit: 60),
    Case(shape: [7, 11, 13], unit: [3, 4, 5], limit: 250),
    Case(shape: [7, 11, 13], unit: [3, 4, 5], limit: 20),
    Case(shape: [200, 6], unit: [200, 1], limit: 500),
    Case(shape: [2, 1, 3], unit: [1, 1, 1], limit: 2),
    Case(shape: [5], unit: [8], limit: 2), Case(shape: [], unit: [], limit: 4),
    Case(shape: [0, 3], unit: [1, 1], limit: 4),
    Case(shape: [100], unit: [1], limit: 50, unitLimit: 9),
    Case(shape: [12, 15], unit: [2, 3], limit: 1000, unitLimit: 7),
  ]

  @Test("every element lies in one part, no unit is cut, no part is too large", arguments: cases)
  func cover(_ test: Case) throws {
    let count = test.shape.reduce(1, *)
    var seen = [Int](repeating: 0, count: count)
    try HDF5Box(all: test.shape).forEachPart(
      unit: test.unit, limit: test.limit, unitLimit: test.unitLimit
    ) {
      part throws(HDF5Error) in
      for element in 0..<part.count {
        var rest = element
        var index = 0
        var stride = 1
        for axis in test.shape.indices.reversed() {
          index += (part.start[axis] + rest % part.extents[axis]) * stride
          rest /= part.extents[axis]
          stride *= test.shape[axis]
        }
        seen[index] += 1
      }
      for axis in test.shape.indices {
        #expect(part.start[axis] % test.unit[axis] == 0)
        let end = part.start[axis] + part.extents[axis]
        #expect(end % test.unit[axis] == 0 || end == test.shape[axis])
      }
      let largestUnit = zip(test.unit, test.shape).map { min($0, $1) }.reduce(1, *)
      #expect(part.count <= max(test.limit, largestUnit))
      let units = test.shape.indices.map {
        (part.extents[$0] + test.unit[$0] - 1) / test.unit[$0]
      }
      #expect(units.reduce(1, *) <= test.unitLimit)
    }
    #expect(seen == [Int](repeating: 1, count: count))
  }

  @Test("parts of single elements are row-major ranges")
  func order() throws {
    var order: [[Int]] = []
    try HDF5Box(all: [2, 5]).forEachPart(unit: [1, 1], limit: 3) { part throws(HDF5Error) in
      order.append(part.start + part.extents)
    }
    #expect(order == [[0, 0, 1, 3], [0, 3, 1, 2], [1, 0, 1, 3], [1, 3, 1, 2]])
  }

  @Test("parts put back where they belong make the whole", arguments: cases)
  func copied(_ test: Case) throws {
    let count = test.shape.reduce(1, *)
    let whole = (0..<count).map(Double.init)
    var copy = [Double](repeating: -1, count: count)
    try HDF5Box(all: test.shape).forEachPart(
      unit: test.unit, limit: test.limit, unitLimit: test.unitLimit
    ) { part throws(HDF5Error) in
      // The part's elements, by their places in the whole.
      var elements: [Double] = []
      for element in 0..<count {
        var rest = element
        var isInside = true
        for axis in test.shape.indices.reversed() {
          let index = rest % test.shape[axis]
          rest /= test.shape[axis]
          let range = part.start[axis]..<(part.start[axis] + part.extents[axis])
          isInside = isInside && range.contains(index)
        }
        if isInside { elements.append(whole[element]) }
      }
      part.copy(elements, to: &copy, shape: test.shape)
    }
    #expect(copy == whole)
  }
}
