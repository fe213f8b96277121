import CKernels

/// Rows of a table as floats, in any order: the samples of a batch.
extension SinglePrecision {
  /// `scale · byte + offset` for some rows of a table of bytes.
  ///
  /// - Parameters:
  ///   - table: the table, row-major.
  ///   - rows: which rows of it.
  ///   - next: the rows of the next call, which are asked for from memory; none when unknown.
  ///   - width: elements of a row.
  ///   - scale: the factor.
  ///   - offset: the summand.
  ///   - target: what is written to, row after row, from its beginning.
  package static func scale(
    _ table: [UInt8], rows: ArraySlice<Int>, next: ArraySlice<Int>, width: Int, by scale: Float,
    plus offset: Float, into target: inout [Float]
  ) {
    let size = (table: table.count, width: width, target: target.count)
    unsafe withIndices(rows, next, size) { rows, rowCount, next, nextCount in
      unsafe CKernels_scale_bytes(
        rowCount, rows, nextCount, next, width, table, scale, offset, &target)
    }
  }

  /// Some rows of a table of floats, as ``scale(_:rows:next:width:by:plus:into:)`` takes them of bytes.
  package static func copy(
    _ table: [Float], rows: ArraySlice<Int>, next: ArraySlice<Int>, width: Int,
    into target: inout [Float]
  ) {
    let size = (table: table.count, width: width, target: target.count)
    unsafe withIndices(rows, next, size) { rows, rowCount, next, nextCount in
      unsafe CKernels_scale_floats(rowCount, rows, nextCount, next, width, table, 1, 0, &target)
    }
  }

  /// Some rows of a table of doubles, each rounded to a float.
  package static func copy(
    _ table: [Double], rows: ArraySlice<Int>, next: ArraySlice<Int>, width: Int,
    into target: inout [Float]
  ) {
    let size = (table: table.count, width: width, target: target.count)
    unsafe withIndices(rows, next, size) { rows, rowCount, next, nextCount in
      unsafe CKernels_scale_doubles(rowCount, rows, nextCount, next, width, table, 1, 0, &target)
    }
  }

  /// Makes sure that all rows are there and fit into the target.
  private static func withIndices(
    _ rows: ArraySlice<Int>, _ next: ArraySlice<Int>, _ size: (table: Int, width: Int, target: Int),
    _ body: (UnsafePointer<Int64>?, Int, UnsafePointer<Int64>?, Int) -> Void
  ) {
    let existing = 0..<size.table / max(size.width, 1)
    precondition(
      rows.allSatisfy(existing.contains) && next.allSatisfy(existing.contains), "no such row")
    precondition(size.target >= rows.count * size.width, "too little room")
    unsafe rows.withUnsafeBytes { rowBytes in
      unsafe next.withUnsafeBytes { nextBytes in
        unsafe body(
          rowBytes.baseAddress?.assumingMemoryBound(to: Int64.self), rows.count,
          nextBytes.baseAddress?.assumingMemoryBound(to: Int64.self), next.count)
      }
    }
  }
}
