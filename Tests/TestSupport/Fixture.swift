import Files

/// Files of the package's `fixtures` folder.
public enum Fixture {
  /// The path of a fixture, such as `mnist/mlp.h5`.
  public static func path(_ name: String, source: String = #filePath) -> String {
    // This file lies three levels below the package.
    let parts = source.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return (parts + ["fixtures", Substring(name)]).joined(separator: "/")
  }

  /// The names in a folder of fixtures, sorted.
  public static func names(in folder: String) -> [String] {
    ScratchFolder.names(in: path(folder)).sorted()
  }

  /// The bytes of a fixture.
  public static func bytes(_ name: String) throws -> [UInt8] {
    try FileBytes.read(path(name))
  }
}
