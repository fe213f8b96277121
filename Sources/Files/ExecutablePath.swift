#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where the running program is.
package enum ExecutablePath {
  /// The path of the program's file; how it was called where the system does not tell.
  package static var current: String {
    #if os(Linux)
      if let path = unsafe realpath("/proc/self/exe", nil) {
        defer { unsafe free(path) }
        return unsafe String(cString: path)
      }
    #endif
    return CommandLine.arguments.first ?? ""
  }
}
