/// The SHA-256 over everything that a results file holds, as the file has it and as it was found.
public struct ContentDigest: Sendable, Equatable {
  /// What the file says; `nil` when it says nothing, as files of older versions.
  public package(set) var stored: String?
  /// What its contents come to.
  public package(set) var found: String

  /// Creates a digest.
  package init(stored: String?, found: String) {
    self.stored = stored
    self.found = found
  }
}
