import CKernels

/// Every element of a product is a sum in blocks of 256 terms, each block in the order of its terms and the
/// blocks in theirs. So it depends neither on the other rows and columns, nor, where the processor multiplies and
/// adds in one step, on the processor.
extension Matrix {
  /// The product `self · other`, `[rows × other.columns]`.
  ///
  /// - Precondition: `columns == other.rows`.
  package func multiplied(by other: Matrix) -> Matrix {
    Matrix.product(self, transposed: false, other, transposed: false)
  }

  /// The product of two matrices, either of them transposed first.
  ///
  /// - Precondition: the inner dimensions agree.
  package static func product(
    _ left: Matrix, transposed leftTransposed: Bool, _ right: Matrix,
    transposed rightTransposed: Bool
  ) -> Matrix {
    let rows = leftTransposed ? left.columns : left.rows
    let inner = leftTransposed ? left.rows : left.columns
    let columns = rightTransposed ? right.rows : right.columns
    precondition(
      inner == (rightTransposed ? right.columns : right.rows),
      "the inner dimensions of a product differ")
    guard rows > 0, columns > 0, inner > 0 else { return Matrix(rows: rows, columns: columns) }
    let values = unsafe [Double](unsafeUninitializedCapacity: rows * columns) { result, count in
      let size = CKernels_product_scratch(
        rows, columns, inner, rightTransposed ? right.columns : 1)
      unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: size) { scratch in
        unsafe CKernels_multiply_doubles(
          rows, columns, inner, left.values, leftTransposed ? 1 : left.columns,
          leftTransposed ? left.columns : 1, right.values, rightTransposed ? 1 : right.columns,
          rightTransposed ? right.columns : 1, result.baseAddress,
          scratch.baseAddress)
      }
      count = rows * columns
    }
    return Matrix(rows: rows, columns: columns, values: values)
  }

  /// `self · selfᵀ` or `selfᵀ · self`, a square matrix whose both halves are filled.
  ///
  /// - Parameter ofColumns: whether the products are those of the columns, `[columns × columns]`, or
  ///   those of the rows, `[rows × rows]`.
  package func gram(ofColumns: Bool) -> Matrix {
    let size = ofColumns ? columns : rows
    var result = Matrix(rows: size, columns: size)
    result.addGram(of: self, ofColumns: ofColumns)
    result.mirrorUpperHalf()
    return result
  }

  /// Adds the products of another matrix's columns or rows to the upper half; the lower one means nothing
  /// afterwards.
  ///
  /// - Precondition: the matrix is square, and of the size of the products.
  package mutating func addGram(of other: Matrix, ofColumns: Bool) {
    let size = ofColumns ? other.columns : other.rows
    let terms = ofColumns ? other.rows : other.columns
    precondition(rows == size && columns == size, "products of another size")
    guard size > 0, terms > 0 else { return }
    let scratchSize = CKernels_product_scratch(size, size, terms, 0)
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: scratchSize) { scratch in
      unsafe CKernels_add_gram(
        size, terms, other.values, ofColumns ? 1 : other.columns, ofColumns ? other.columns : 1,
        &values, scratch.baseAddress)
    }
  }

  /// Copies the upper half of a square matrix to the lower one.
  package mutating func mirrorUpperHalf() {
    for row in 1..<max(rows, 1) {
      for column in 0..<row { values[row * columns + column] = values[column * columns + row] }
    }
  }

  /// The product `self · vector`, `[rows]`: a ``Swift/Array/dot(_:)`` for each row.
  ///
  /// - Precondition: `vector.count == columns`.
  package func times(_ vector: [Double]) -> [Double] {
    precondition(vector.count == columns, "\(vector.count) values times \(columns) columns")
    return unsafe [Double](unsafeUninitializedCapacity: rows) { result, count in
      unsafe CKernels_multiply_vector(rows, columns, values, vector, result.baseAddress)
      count = rows
    }
  }

  /// The product `vector · self`, `[columns]`.
  ///
  /// - Precondition: `vector.count == rows`.
  package func multiplied(onLeftBy vector: [Double]) -> [Double] {
    precondition(vector.count == rows, "\(vector.count) values times \(rows) rows")
    return Matrix(rows: 1, columns: rows, values: vector).multiplied(by: self).values
  }
}

/// What the numbers of this target are computed with.
package enum Kernels {
  /// The instruction set of the inner loops on this processor, such as `AVX2`.
  package static var instructionSet: String { unsafe String(cString: CKernels_name()) }
}
