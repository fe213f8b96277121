extension Matrix {
  /// The transpose, `[columns × rows]`.
  package func transposed() -> Matrix {
    var result = Matrix(rows: columns, columns: rows)
    guard rows > 0, columns > 0 else { return result }
    if rows == 1 || columns == 1 {
      result.values = values
      return result
    }
    // Tile by tile: whole columns of a large matrix would miss the cache at every element.
    let tile = 16
    let (rows, columns) = (rows, columns)
    unsafe values.withUnsafeBufferPointer { source in
      unsafe result.values.withUnsafeMutableBufferPointer { target in
        for top in stride(from: 0, to: rows, by: tile) {
          for left in stride(from: 0, to: columns, by: tile) {
            for row in top..<min(top + tile, rows) {
              for column in left..<min(left + tile, columns) {
                unsafe target[column &* rows &+ row] = source[row &* columns &+ column]
              }
            }
          }
        }
      }
    }
    return result
  }
}
