import LinearAlgebra
import Numerics
import Testing

#if canImport(Glibc)
  import Glibc

  @Suite("The library behind the factorizations")
  struct LibraryTests {
    @Test("it starts no threads and leaves the environment as it is, whatever that asks for")
    func threads() async {
      await #expect(processExitsWith: .exitCode(0)) {
        setenv("OPENBLAS_NUM_THREADS", "2", 1)
        let before = Self.threadCount
        _ = try SingularValueDecomposition(Matrix(rows: [[1, 2], [3, 4]]))
        #expect(Self.threadCount <= before)
        #expect(Self.variable("OPENBLAS_NUM_THREADS") == "2")
        #expect(Self.variable("OPENBLAS_CORETYPE") == nil)
      }
    }

    @Test("the kernels that the user names are used")
    func kernels() async {
      await #expect(processExitsWith: .exitCode(0)) {
        setenv("OPENBLAS_CORETYPE", "Nehalem", 1)
        #expect(LAPACK.description.contains("kernels Nehalem (chosen by OPENBLAS_CORETYPE)"))
      }
    }

    /// How many threads this process has.
    private static var threadCount: Int {
      var information = stat()
      return stat("/proc/self/task", &information) == 0 ? Int(information.st_nlink) - 2 : 0
    }

    private static func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }
    }
  }
#endif
