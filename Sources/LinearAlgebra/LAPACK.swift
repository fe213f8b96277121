import CLAPACK

/// The library behind the factorizations: OpenBLAS, or Accelerate on Apple's systems.
package enum LAPACK {
  /// Loads the library when it is first needed; everything that calls it does this first.
  ///
  /// It runs on one thread: that is the right number for the small matrices of dense networks, and makes results
  /// independent of the machine's cores.
  ///
  /// - Throws: ``LinearAlgebraError`` when it is not installed, or its kernels are wrong on this processor.
  static func load() throws(LinearAlgebraError) {
    switch CLAPACK_load() {
    case CLAPACK_loaded: return
    case CLAPACK_unreliable:
      throw .libraryUnreliable(kernels: unsafe String(cString: CLAPACK_kernels()))
    default: throw .libraryMissing(reason: unsafe String(cString: CLAPACK_problem()))
    }
  }

  /// What library is used, with which kernels and why, in one line; loads it.
  package static var description: String {
    do throws(LinearAlgebraError) { try load() } catch { return error.description }
    let version = unsafe String(cString: CLAPACK_version())
    let kernels = unsafe String(cString: CLAPACK_kernels())
    let reason = unsafe String(cString: CLAPACK_reason())
    return "\(version), kernels \(kernels) (\(reason))"
  }

  /// A dimension as BLAS and LAPACK take it.
  ///
  /// - Precondition: it fits in 32 bits; readers refuse larger tensors long before.
  static func size(_ value: Int) -> Int32 {
    precondition(value <= Int(Int32.max), "a dimension of \(value) is beyond LAPACK's 32 bits")
    return Int32(value)
  }
}
