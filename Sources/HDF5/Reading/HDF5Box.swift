/// The chunks of a dataset, numbered in row-major order of their first elements.
struct HDF5ChunkGrid: Sendable, Equatable {
  /// The extents of the dataset.
  let shape: [Int]
  /// The extents of a chunk, none of them zero; as many.
  let chunkShape: [Int]
  /// How many chunks each axis has.
  private let extents: [Int]

  init(shape: [Int], chunkShape: [Int]) {
    self.shape = shape
    self.chunkShape = chunkShape
    extents = zip(shape, chunkShape).map { $0 / $1 + ($0 % $1 == 0 ? 0 : 1) }
  }

  /// How many chunks there are.
  var count: Int { extents.reduce(1, *) }

  /// The part of the dataset that a chunk is.
  func box(_ number: Int) -> HDF5Box {
    var rest = number
    var box = HDF5Box(start: shape.map { _ in 0 }, extents: shape)
    for axis in shape.indices.reversed() {
      box.start[axis] = rest % max(extents[axis], 1) * chunkShape[axis]
      box.extents[axis] = min(chunkShape[axis], shape[axis] - box.start[axis])
      rest /= max(extents[axis], 1)
    }
    return box
  }
}

/// A rectangular part of a dataset.
struct HDF5Box: Sendable, Equatable {
  /// The first index of each axis.
  var start: [Int]
  /// The length of each axis.
  var extents: [Int]

  /// The number of elements.
  var count: Int { extents.reduce(1, *) }

  /// The box's elements out of a whole chunk, of which it is the beginning on each axis.
  func cut(_ chunk: [UInt8], from chunkShape: [Int], elementSize: Int) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count * elementSize)
    let length = (extents.last ?? 1) * elementSize
    HDF5Box(start: extents.map { _ in 0 }, extents: extents).forEachRow(in: chunkShape) { place in
      result += chunk[(place * elementSize)..<(place * elementSize + length)]
    }
    return result
  }

  /// Copies the box's elements to where they belong in the dataset, both row-major.
  func copy(_ elements: [UInt8], to all: inout [UInt8], shape: [Int], elementSize: Int) {
    let length = (extents.last ?? 1) * elementSize
    var from = 0
    forEachRow(in: shape) { place in
      let to = place * elementSize
      all.replaceSubrange(to..<(to + length), with: elements[from..<(from + length)])
      from += length
    }
  }

  /// Visits the box's rows, of the last axis, in row-major order: where each begins in an array of this
  /// shape.
  private func forEachRow(in shape: [Int], _ body: (Int) -> Void) {
    guard !extents.contains(0) else { return }
    for row in 0..<extents.dropLast().reduce(1, *) {
      var rest = row
      var place = start.last ?? 0
      var stride = shape.last ?? 1
      for axis in extents.indices.dropLast().reversed() {
        place += (start[axis] + rest % extents[axis]) * stride
        rest /= extents[axis]
        stride *= shape[axis]
      }
      body(place)
    }
  }
}
