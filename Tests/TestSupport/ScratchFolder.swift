#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder of its own for a test, removed with everything in it when the value goes away.
public final class ScratchFolder: Sendable {
  /// The folder's path.
  public let path: String

  /// Creates an empty folder below the system's temporary folder.
  public init() {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    path = "\(base)/mlpkit-test-\(getpid())-\(UInt64.random(in: .min ... .max))"
    precondition(mkdir(path, 0o700) == 0, "cannot create \(path)")
  }

  deinit { Self.remove(path) }

  /// The path of a file in the folder.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// The names in the folder, hidden ones too.
  public var contents: [String] { Self.names(in: path).sorted() }

  static func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private static func remove(_ path: String) {
    for name in names(in: path) {
      let inner = "\(path)/\(name)"
      if unlink(inner) != 0 { remove(inner) }
    }
    rmdir(path)
  }
}
