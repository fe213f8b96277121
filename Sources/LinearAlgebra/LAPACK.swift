import CLAPACK

/// What all calls of LAPACK and its BLAS share.
package enum LAPACK {
  /// Sets how many threads factorizations use, for the whole process.
  ///
  /// One is the right number for the small matrices of dense networks, and makes results independent of
  /// the machine's core count. Calls `openblas_set_num_threads`.
  package static func setThreads(_ count: Int) { CLAPACK_set_threads(size(count)) }

  /// A dimension as BLAS and LAPACK take it.
  ///
  /// - Precondition: it fits in 32 bits; readers refuse larger tensors long before.
  static func size(_ value: Int) -> Int32 {
    precondition(value <= Int(Int32.max), "a dimension of \(value) is beyond LAPACK's 32 bits")
    return Int32(value)
  }
}
