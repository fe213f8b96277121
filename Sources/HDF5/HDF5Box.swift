/// A rectangular part of a dataset.
struct HDF5Box: Equatable {
  /// The first index of each axis.
  var start: [Int]
  /// The length of each axis.
  var extents: [Int]
  /// The number of elements.
  var count: Int { extents.reduce(1, *) }

  /// The box that is all of a dataset.
  init(all shape: [Int]) {
    start = shape.map { _ in 0 }
    extents = shape
  }

  /// Cuts the box into parts that cover it, in row-major order of their first elements.
  ///
  /// With units of one element the parts are row-major ranges.
  ///
  /// - Parameters:
  ///   - unit: what must not be cut, such as a chunk; the box begins at a whole unit.
  ///   - limit: how many elements a part may have if it is more than one unit.
  ///   - unitLimit: how many units a part may have.
  ///   - body: receives the parts.
  func forEachPart(
    unit: [Int], limit: Int, unitLimit: Int = .max, _ body: (HDF5Box) throws(HDF5Error) -> Void
  ) throws(HDF5Error) {
    guard !extents.contains(0) else { return }
    let step = Self.step(extents, unit: unit, limit: limit, unitLimit: unitLimit)
    var part = self
    part.extents = zip(step, extents).map { min($0, $1) }
    while true {
      try body(part)
      var axis = extents.count - 1
      while axis >= 0 {
        part.start[axis] += step[axis]
        let left = start[axis] + extents[axis] - part.start[axis]
        if left > 0 {
          part.extents[axis] = min(step[axis], left)
          break
        }
        part.start[axis] = start[axis]
        part.extents[axis] = min(step[axis], extents[axis])
        axis -= 1
      }
      if axis < 0 { return }
    }
  }

  /// As many units as the limit allows, along the last axes first.
  private static func step(
    _ extents: [Int], unit: [Int], limit: Int, unitLimit: Int
  ) -> [Int] {
    var step = zip(unit, extents).map { min($0, $1) }
    var room = max(1, min(limit / max(1, step.reduce(1, *)), unitLimit))
    for axis in extents.indices.reversed() where room > 1 {
      let units = (extents[axis] + unit[axis] - 1) / unit[axis]
      let taken = min(units, room)
      step[axis] = taken == units ? extents[axis] : taken * unit[axis]
      if taken < units { break }
      room /= units
    }
    return step
  }

  /// Copies the box's elements to where they belong in the dataset, both row-major.
  func copy(_ elements: [Double], to all: inout [Double], shape: [Int]) {
    guard let length = extents.last, length > 0 else {
      // A scalar, or nothing.
      if shape.isEmpty { all = elements }
      return
    }
    for row in 0..<(elements.count / length) {
      var rest = row
      var place = start[extents.count - 1]
      var stride = shape[extents.count - 1]
      for axis in extents.indices.dropLast().reversed() {
        place += (start[axis] + rest % extents[axis]) * stride
        rest /= extents[axis]
        stride *= shape[axis]
      }
      for column in 0..<length { all[place + column] = elements[row * length + column] }
    }
  }
}
