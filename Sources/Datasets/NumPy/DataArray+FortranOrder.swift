extension DataArray {
  /// Reads the storage as column-major (the first dimension fastest) and makes it row-major.
  func rowMajorFromColumnMajor() -> DataArray {
    guard shape.count > 1 else { return self }
    let storage: Storage =
      switch storage {
      case .bytes(let values): .bytes(Self.reordered(values, shape))
      case .floats(let values): .floats(Self.reordered(values, shape))
      case .doubles(let values): .doubles(Self.reordered(values, shape))
      case .integers(let values): .integers(Self.reordered(values, shape))
      }
    return DataArray(shape: shape, storage: storage) ?? self
  }

  private static func reordered<Value>(_ values: [Value], _ shape: [Int]) -> [Value] {
    var strides: [Int] = []
    var stride = 1
    for dimension in shape {
      strides.append(stride)
      stride *= dimension
    }
    var index = [Int](repeating: 0, count: shape.count)
    var offset = 0
    var reordered: [Value] = []
    reordered.reserveCapacity(values.count)
    for _ in values.indices {
      reordered.append(values[offset])
      var axis = shape.count - 1
      while axis >= 0 {
        index[axis] += 1
        offset += strides[axis]
        if index[axis] < shape[axis] { break }
        offset -= shape[axis] * strides[axis]
        index[axis] = 0
        axis -= 1
      }
    }
    return reordered
  }
}
